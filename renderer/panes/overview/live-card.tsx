import { useMemo } from "react";
import type { ReactElement } from "react";
import { KPIS } from "../../../engine/contract/kpi.js";
import type { DrivePredictionRow } from "../../../engine/contract/drive.js";
import { useApp } from "../../state/use-app.js";
import { formatFigure, formatShort, MISSING, sharedScale } from "../../ui/format/figure.js";
import { Icon } from "../../ui/icons.js";
import { useLocale } from "../../ui/locale.js";
import { Card } from "./card.js";
import { measuredOrigin } from "./origin.js";
import { LoadButton } from "./load-button.js";

const SHOWN: ReadonlySet<string> = new Set([
  "throughput",
  "latencyMs.p50",
  "latencyMs.p95",
  "ttftMs.p95",
  "errorRate",
]);

/** What the live engine did under load, beside what the simulator says of that run. */
export function LiveCard({ name }: { name: string }): ReactElement {
  const live = useApp((state) => state.measured[name]);
  const locale = useLocale();
  const rows = useMemo(() => live?.predicted.filter(({ kpi }) => SHOWN.has(kpi)) ?? [], [live]);
  const pane = { to: "live", label: "Live" } as const;
  if (live === undefined) {
    return (
      <Card title="Measured live beside predicted" pane={pane}>
        <p className="overview-missing">
          Nothing was measured live under this scenario. A load run drives the real engine on this
          machine, with the rehearsal model and no bill, and holds the simulator against it.
        </p>
        <LoadButton />
      </Card>
    );
  }
  const { createdAt, workload, origin } = live.entry;
  return (
    <Card
      title="Measured live beside predicted"
      pane={pane}
      origin={measuredOrigin(createdAt, workload, locale)}
    >
      {origin === "rehearsal" ? (
        <p className="muted">The rehearsal model spoke in place of a paid one.</p>
      ) : null}
      {rows.length === 0 ? (
        <p className="overview-missing">No session ended, so nothing could be predicted.</p>
      ) : (
        <table className="overview-live">
          <thead>
            <tr>
              <th scope="col">Decoupled</th>
              <th scope="col">Measured</th>
              <th scope="col">Predicted</th>
              <th scope="col">Agrees</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <LiveRow key={row.kpi} row={row} locale={locale} />
            ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}

const WITHIN = {
  yes: { icon: "check", tone: "good", word: "yes" },
  no: { icon: "cross", tone: "bad", word: "no" },
  unknown: { icon: "question", tone: "unsure", word: "not known" },
} as const;

function LiveRow({ row, locale }: { row: DrivePredictionRow; locale: string }): ReactElement {
  const { kpi, measured, predicted, within } = row;
  const { value, interval } = formatFigure(
    measured,
    sharedScale([measured], measured.unit),
    locale,
  );
  const { icon, tone, word } = WITHIN[within === null ? "unknown" : within ? "yes" : "no"];
  return (
    <tr>
      <th scope="row">{KPIS[kpi].label}</th>
      <td>
        {value}
        {interval === undefined ? null : <small>{interval}</small>}
      </td>
      <td>{predicted === null ? MISSING : formatShort(predicted, measured.unit, locale)}</td>
      <td>
        <span className={`overview-badge tone-${tone}`}>
          <Icon name={icon} size={12} />
          {word}
        </span>
      </td>
    </tr>
  );
}
