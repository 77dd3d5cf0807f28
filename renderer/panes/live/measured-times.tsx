import { useEffect } from "react";
import type { ReactElement } from "react";
import { poolOfTool } from "../../../engine/contract/tool-pool.js";
import { openDocument } from "../../state/document.js";
import { takesTimes } from "../../state/times.js";
import type { ModelTimes, SessionTimes } from "../../state/times.js";
import { useApp } from "../../state/use-app.js";
import { Button } from "../../ui/button.js";
import { formatCount, formatGiven } from "../../ui/format/number.js";
import { formatDay } from "../../ui/format/time.js";
import { useLocale } from "../../ui/locale.js";
import { Modal } from "../../ui/modal.js";
import { ORIGIN_NAMES } from "../../ui/names.js";
import { ScrollPart } from "../../ui/scroll-part.js";

/** What live sessions teach of the times of models and tools, and where it can be used. */
export function MeasuredTimes({ onDone }: { onDone: () => void }): ReactElement {
  const times = useApp((state) => state.sessionTimes);
  const readTimes = useApp((state) => state.readTimes);
  useEffect(() => void readTimes(), [readTimes]);
  return (
    <Modal title="Measured times" size="wide" onClose={onDone}>
      <div className="measured-times">
        <p className="muted">
          From the logs of live sessions, waiting for pools and failed attempts left out. What is
          used is the lognormal of the measured mean and spread, with a line of where it is from.
        </p>
        {times === undefined ? (
          <p className="muted">Reading the sessions…</p>
        ) : (
          <TimesTables times={times} onDone={onDone} />
        )}
      </div>
    </Modal>
  );
}

export function TimesTables({
  times: { models, tools, unread },
  onDone,
}: {
  times: SessionTimes;
  onDone: () => void;
}): ReactElement {
  const hands = useApp((state) => openDocument(state.document)?.checked?.scenario?.hands);
  const locale = useLocale();
  return (
    <>
      {models.length === 0 ? (
        <p>No live session has an answer yet. Start one in Live.</p>
      ) : (
        <ScrollPart className="settings-table" aria-label="Times of models">
          <table>
            <thead>
              <tr>
                <th scope="col">Model</th>
                <th scope="col" className="settings-figure">
                  Answers
                </th>
                <th scope="col" className="settings-figure">
                  To the first token, ms
                </th>
                <th scope="col" className="settings-figure">
                  Each token after it, ms
                </th>
              </tr>
            </thead>
            {models.map((one) => (
              <ModelRows
                key={`${one.name} ${one.version} ${one.origin}`}
                times={one}
                tools={tools}
                onDone={onDone}
              />
            ))}
          </table>
        </ScrollPart>
      )}
      {tools.length === 0 ? null : (
        <ScrollPart className="settings-table" aria-label="Times of tools">
          <table>
            <thead>
              <tr>
                <th scope="col">Tool</th>
                <th scope="col" className="settings-figure">
                  Calls
                </th>
                <th scope="col" className="settings-figure">
                  Time of a call, ms
                </th>
                <th scope="col">Pool of the open scenario</th>
              </tr>
            </thead>
            <tbody>
              {tools.map((one) => (
                <tr key={one.tool}>
                  <th scope="row">{one.tool}</th>
                  <td className="settings-figure">{formatCount(one.timeMs.count, locale)}</td>
                  <td className="settings-figure">{spreadText(one.timeMs, locale)}</td>
                  <td>{poolOfTool(one.tool, Object.keys(hands ?? {})) ?? "No pool of its name"}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollPart>
      )}
      {unread === 0 ? null : (
        <p className="tone-unsure">
          {unread === 1
            ? "1 session could not be read."
            : `${formatCount(unread, locale)} sessions could not be read.`}
        </p>
      )}
    </>
  );
}

function spreadText({ meanMs, cv }: { meanMs: number; cv: number }, locale: string): string {
  const given = (value: number): string => formatGiven(Number(value.toPrecision(3)), locale);
  return `${given(meanMs)}, CV ${given(cv)}`;
}

function ModelRows({
  times,
  tools,
  onDone,
}: {
  times: ModelTimes;
  tools: SessionTimes["tools"];
  onDone: () => void;
}): ReactElement {
  const brain = useApp((state) => openDocument(state.document)?.checked?.scenario?.brain);
  const putInScenario = useApp((state) => state.putTimesInScenario);
  const putInModel = useApp((state) => state.putTimesInModel);
  const locale = useLocale();
  const { name, version, origin, from, to, ttftMs, tpotMs } = times;
  const why =
    brain === undefined
      ? "No scenario is open whose text is valid."
      : takesTimes(brain)
        ? undefined
        : "The open scenario’s brain batches: its step times are learnt in Calibrate.";
  const [first, last] = [formatDay(from, locale), formatDay(to, locale)];
  const use = (work: Promise<void>): void => {
    onDone();
    void work;
  };
  return (
    <tbody>
      <tr>
        <th scope="row">
          {`${name} ${version}`}
          <small className="muted">
            {first === last
              ? `${ORIGIN_NAMES[origin]}, ${first}`
              : `${ORIGIN_NAMES[origin]}, ${first} to ${last}`}
          </small>
        </th>
        <td className="settings-figure">{formatCount(ttftMs.count, locale)}</td>
        <td className="settings-figure">{spreadText(ttftMs, locale)}</td>
        <td className="settings-figure">{tpotMs === null ? "–" : spreadText(tpotMs, locale)}</td>
      </tr>
      <tr>
        <td colSpan={4} className="measured-use">
          <Button
            disabled={why !== undefined}
            title={why}
            onClick={() => use(putInScenario(times, tools))}
          >
            Use in the open scenario
          </Button>
          <Button onClick={() => use(putInModel(times))}>{`Use in ${name} ${version}`}</Button>
        </td>
      </tr>
    </tbody>
  );
}
