import { useEffect } from "react";
import type { ReactElement } from "react";
import { MOST_MEASURED } from "../../state/run-options-parts.js";
import { useApp } from "../../state/use-app.js";
import { formatInstant } from "../../ui/format/time.js";
import { formatGiven } from "../../ui/format/number.js";
import { useLocale } from "../../ui/locale.js";

/** Load runs to stand beside the milestones of a projection: those of the decoupled deployment, newest first. */
export function MeasuredChoice({
  chosen,
  onChange,
}: {
  chosen: readonly string[];
  onChange: (ids: readonly string[]) => void;
}): ReactElement {
  const list = useApp((state) => state.loadList);
  const refreshLoads = useApp((state) => state.refreshLoads);
  const locale = useLocale();
  useEffect(() => void refreshLoads(), [refreshLoads]);
  if (list.kind === "failed") {
    return <p className="tone-bad">The load runs could not be read. {list.message}</p>;
  }
  if (list.kind !== "ready") return <p className="muted">Loading…</p>;
  const fitting = list.drives.filter(
    ({ architectures, damage }) => damage === undefined && architectures.includes("decoupled"),
  );
  const gone = chosen.filter((id) => fitting.every((one) => one.id !== id));
  const toggle = (id: string): void =>
    onChange(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
  const isFull = chosen.length >= MOST_MEASURED;
  return (
    <div className="measured-choice">
      <div className="measured-list">
        {fitting.map(({ id, scenarioName, ratePerSecond, createdAt }) => (
          <label key={id} className="check-control">
            <input
              type="checkbox"
              checked={chosen.includes(id)}
              disabled={isFull && !chosen.includes(id)}
              onChange={() => toggle(id)}
            />
            <span>
              {scenarioName}
              <small className="muted">
                {ratePerSecond === null
                  ? formatInstant(createdAt, locale)
                  : `${formatInstant(createdAt, locale)} · ${formatGiven(ratePerSecond, locale)} sessions/s`}
              </small>
            </span>
          </label>
        ))}
        {gone.map((id) => (
          <label key={id} className="check-control tone-unsure">
            <input type="checkbox" checked onChange={() => toggle(id)} />
            <span>{`${id}: not in this workspace`}</span>
          </label>
        ))}
      </div>
      <p className="muted">
        {fitting.length === 0
          ? "None of the decoupled deployment is kept yet. A load run in Live makes one."
          : "What they measured stands below each requirement of the milestones, with its own verdict."}
      </p>
    </div>
  );
}
