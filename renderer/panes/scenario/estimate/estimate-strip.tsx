import { useEffect } from "react";
import type { ReactElement } from "react";
import type { OpenDocument } from "../../../state/parts.js";
import { architecturesOf } from "../../../state/simulation.js";
import { useApp } from "../../../state/use-app.js";
import { useLocale } from "../../../ui/locale.js";
import { ARCHITECTURE_NAMES } from "../../../ui/names.js";
import { Segmented } from "../../../ui/segmented.js";
import { FieldText } from "../field-text.js";
import { stripModel } from "./estimate-model.js";
import type { PoolBar, Tile } from "./estimate-model.js";

/** What the scenario as it stands would do: by arithmetic at once, by a short simulation soon after. */
export function EstimateStrip({ document }: { document: OpenDocument }): ReactElement | null {
  const followEstimate = useApp((state) => state.followEstimate);
  const leaveEstimate = useApp((state) => state.leaveEstimate);
  const chooseEstimated = useApp((state) => state.chooseEstimated);
  const isShown = useApp((state) => state.route.pane === "scenario");
  const estimate = useApp((state) => state.estimate);
  const locale = useLocale();
  const { key, checked, savedScenario, savedText } = document;
  const scenario = checked?.text === savedText ? savedScenario : checked?.scenario;

  useEffect(() => {
    if (isShown && scenario !== undefined) followEstimate(key, scenario, savedScenario);
  }, [isShown, followEstimate, key, scenario, savedScenario]);
  useEffect(() => (isShown ? leaveEstimate : undefined), [isShown, leaveEstimate]);

  const model = stripModel(estimate, locale);
  const known = estimate.followed;
  if (model === undefined || known === undefined) return null;
  const isStale = scenario === undefined;
  const architectures = architecturesOf(known.scenario);
  const { boundsFault, quickState, quickFault, bounds } = estimate;
  return (
    <section className="estimate" aria-label="Live estimate" data-stale={isStale}>
      <div className="estimate-part">
        <header>
          <h2>By arithmetic</h2>
          <span className="muted">{isStale ? "Of the last valid text" : "Bounds, at once"}</span>
          {architectures.length < 2 ? null : (
            <Segmented
              label="Deployment to estimate"
              segments={architectures.map((value) => ({ value, label: ARCHITECTURE_NAMES[value] }))}
              value={model.architecture}
              onChange={chooseEstimated}
            />
          )}
        </header>
        {boundsFault === undefined ? (
          <Tiles tiles={model.bounds} />
        ) : (
          <p className="tone-bad">
            <FieldText text={boundsFault} root={known.scenario} />
          </p>
        )}
        <Pools pools={model.pools} notes={bounds?.result.notes ?? []} />
      </div>
      <div className="estimate-part">
        <header>
          <h2>Quick simulation</h2>
          <output className="muted">
            {quickState === "failed"
              ? "Failed"
              : quickState === "done" && model.size !== undefined
                ? model.size
                : "Simulating…"}
          </output>
        </header>
        {quickFault === undefined ? (
          <Tiles tiles={model.quick} isPending={quickState !== "done"} />
        ) : (
          <p className="tone-bad">
            <FieldText text={quickFault} root={known.scenario} />
          </p>
        )}
        <p className="muted estimate-foot">{model.caveat}</p>
      </div>
    </section>
  );
}

function Tiles({
  tiles,
  isPending = false,
}: {
  tiles: readonly Tile[];
  isPending?: boolean;
}): ReactElement {
  return (
    <dl className="estimate-tiles" data-pending={isPending}>
      {tiles.map(({ label, value, detail, was, tone }) => (
        <div key={label}>
          <dt>{label}</dt>
          {/* The sign before a bound stays with its number. */}
          <dd className={tone === "plain" ? undefined : `tone-${tone}`}>
            {value.replaceAll(" ", "\u00a0")}
          </dd>
          {detail === undefined ? null : <dd className="estimate-detail">{detail}</dd>}
          {was === undefined ? null : <dd className="estimate-was">was {was}</dd>}
        </div>
      ))}
    </dl>
  );
}

/** More pools than this would take the form's place: the emptier ones are a press away. */
const POOLS_IN_SIGHT = 6;

/** How full each pool would be, the fullest first. */
function Pools({
  pools,
  notes,
}: {
  pools: readonly PoolBar[];
  notes: readonly string[];
}): ReactElement {
  // One alone takes no more room than the words that stand for it.
  const inSight = pools.length > POOLS_IN_SIGHT + 1 ? POOLS_IN_SIGHT : pools.length;
  return (
    <div className="estimate-foot">
      <ul className="estimate-pools" aria-label="Utilisation of the pools">
        {pools.slice(0, inSight).map((pool) => (
          <PoolItem key={pool.name} pool={pool} />
        ))}
      </ul>
      {inSight === pools.length ? null : (
        <details className="estimate-notes">
          <summary>{pools.length - inSight} more pools</summary>
          <ul aria-label="Utilisation of the other pools">
            {pools.slice(inSight).map((pool) => (
              <PoolItem key={pool.name} pool={pool} />
            ))}
          </ul>
        </details>
      )}
      {notes.length === 0 ? null : (
        <details className="estimate-notes">
          <summary>What it leaves out</summary>
          <ul>
            {notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

function PoolItem({
  pool: { name, text, share, isFull, isTight },
}: {
  pool: PoolBar;
}): ReactElement {
  return (
    <li className="estimate-pool" title={`${name}: ${text}`}>
      <span>{name}</span>
      <span className="estimate-bar" data-full={isFull} data-tight={isTight}>
        <span style={{ inlineSize: `${100 * share}%` }} />
      </span>
      <span>{text}</span>
    </li>
  );
}
