import type { ReactElement } from "react";
import type { DriveGauges } from "../../../../engine/contract/drive.js";
import { drivePoolName } from "../../../../engine/contract/drive-wording.js";
import type { Architecture } from "../../../../engine/contract/result.js";
import { SourceProvider } from "../../../charts/source.js";
import type { ChartSource } from "../../../charts/source.js";
import type { ActiveLoad } from "../../../state/load-parts.js";
import { useApp } from "../../../state/use-app.js";
import { Button } from "../../../ui/button.js";
import { formatShort, MISSING } from "../../../ui/format/figure.js";
import { formatCount } from "../../../ui/format/number.js";
import { useLocale } from "../../../ui/locale.js";
import { ARCHITECTURE_NAMES } from "../../../ui/names.js";
import { ProgressBar } from "../../../ui/progress-bar.js";
import { NoDeckYet } from "../../deck/offer.js";
import { formatCost } from "../format.js";
import { LoadGauges } from "./load-gauges.js";

/** A load run as it goes on: gauges of both architectures, and one of them over time. */
export function LoadRunning({ load }: { load: ActiveLoad }): ReactElement {
  const stop = useApp((state) => state.stopLoad);
  return (
    <article className="live-session" aria-label={`Load run of ${load.scenarioName}`}>
      <header className="live-head">
        <div className="live-head-words">
          <h2>{load.scenarioName}: load run</h2>
        </div>
        <div className="live-actions">
          <Button icon="stop" onClick={stop}>
            Stop
          </Button>
        </div>
      </header>
      <div>
        <p className="running-stage">
          <span>{load.stage}</span>
        </p>
        <ProgressBar label="Load run" fraction={load.fraction} />
      </div>
      <div className="load-sides">
        {load.architectures.map((architecture) => (
          <Side
            key={architecture}
            architecture={architecture}
            repeats={load.repeats}
            gauges={load.gauges[architecture].at(-1)}
          />
        ))}
      </div>
      <SourceProvider value={loadSource(load)}>
        <NoDeckYet why="once the run has ended">
          <LoadGauges gauges={load.gauges} durationSeconds={load.durationSeconds} />
        </NoDeckYet>
      </SourceProvider>
    </article>
  );
}

function loadSource({ scenarioName, model, repeats, durationSeconds }: ActiveLoad): ChartSource {
  const answering = model === "" ? "rehearsal model" : model;
  const runs = repeats === 1 ? "one run" : `the present one of ${repeats} runs`;
  return {
    name: `${scenarioName}, load run`,
    origin: `Measured on this machine while it went on: ${answering}, ${runs} of ${durationSeconds} seconds`,
  };
}

function Side({
  architecture,
  repeats,
  gauges,
}: {
  architecture: Architecture;
  repeats: number;
  gauges: DriveGauges | undefined;
}): ReactElement {
  const locale = useLocale();
  const ms = (value: number | undefined): string =>
    value === undefined ? MISSING : formatShort(value, "ms", locale);
  const count = (value: number): string => formatCount(value, locale);
  return (
    <section className="panel load-side" aria-label={`${ARCHITECTURE_NAMES[architecture]}, gauges`}>
      <h3>
        {ARCHITECTURE_NAMES[architecture]}
        {gauges === undefined || repeats === 1 ? "" : `, run ${gauges.repeat} of ${repeats}`}
      </h3>
      {gauges === undefined ? (
        <p className="muted">Its turn comes.</p>
      ) : (
        <>
          <dl className="load-gauges">
            <Gauge
              name="Throughput"
              value={formatShort(gauges.throughputPerSecond, "1/s", locale)}
            />
            <Gauge name="Latency p50" value={ms(gauges.latencyMs?.p50)} />
            <Gauge name="Latency p95" value={ms(gauges.latencyMs?.p95)} />
            <Gauge name="Latency p99" value={ms(gauges.latencyMs?.p99)} />
            <Gauge name="Completed" value={count(gauges.completed)} />
            <Gauge name="In flight" value={count(gauges.inFlight)} />
            <Gauge name="Failed" value={count(gauges.failed)} />
            <Gauge name="Elapsed" value={`${count(gauges.elapsedSeconds)} s`} />
            <Gauge name="Tokens" value={count(gauges.tokens)} />
            <Gauge name="Token spend" value={formatCost(gauges.costUsd, locale)} />
          </dl>
          <table className="panel-table">
            <thead>
              <tr>
                <th scope="col">Pool</th>
                <th scope="col">Busy</th>
                <th scope="col">Waiting</th>
              </tr>
            </thead>
            <tbody>
              {gauges.pools.map(({ name, servers, busy, waiting }) => (
                <tr key={name}>
                  <th scope="row">{drivePoolName(name)}</th>
                  <td className="load-busy">
                    <meter
                      aria-label={`${drivePoolName(name)} busy`}
                      min={0}
                      max={servers}
                      value={Math.min(busy, servers)}
                    />
                    <span>
                      {count(busy)} of {count(servers)}
                    </span>
                  </td>
                  <td>{count(waiting)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </section>
  );
}

function Gauge({ name, value }: { name: string; value: string }): ReactElement {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
