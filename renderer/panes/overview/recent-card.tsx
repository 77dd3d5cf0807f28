import { useMemo } from "react";
import type { ReactElement } from "react";
import { useApp } from "../../state/use-app.js";
import { formatInstant, formatWhen } from "../../ui/format/time.js";
import { Icon } from "../../ui/icons.js";
import { useLocale } from "../../ui/locale.js";
import { useNow } from "../../ui/use-now.js";
import { keptWork, placeOf } from "./recent.js";
import type { RecentItem } from "./recent.js";

const MOST = 6;

/** The newest results of every scenario, each a way back to it. */
export function RecentCard(): ReactElement {
  const library = useApp((state) => state.library);
  const loads = useApp((state) => state.loadList);
  const items = useMemo(() => keptWork(library, loads).slice(0, MOST), [library, loads]);
  return (
    <section className="panel overview-card" aria-labelledby="overview-recent">
      <header className="overview-card-head">
        <h3 id="overview-recent">Recent work</h3>
      </header>
      {items.length === 0 ? (
        <p className="overview-missing">Results are listed here, the newest first.</p>
      ) : (
        <ul className="overview-recent">
          {items.map((item) => (
            <Item key={`${item.kind} ${item.id}`} item={item} />
          ))}
        </ul>
      )}
    </section>
  );
}

const LOOK = {
  met: { icon: "check", tone: "good", words: "every requirement met" },
  missed: { icon: "cross", tone: "unsure", words: "a requirement not met" },
  none: { icon: "chart", tone: "muted", words: "no requirement judged" },
  plan: { icon: "layers", tone: "muted", words: "planned" },
  projection: { icon: "money", tone: "muted", words: "projected" },
  sensitivity: { icon: "chart", tone: "muted", words: "what moves it" },
  "side-by-side": { icon: "chart", tone: "muted", words: "beside others" },
  calibration: { icon: "target", tone: "muted", words: "calibrated" },
  load: { icon: "live", tone: "muted", words: "measured live" },
} as const;

function Item({ item }: { item: RecentItem }): ReactElement {
  const navigate = useApp((state) => state.navigate);
  const locale = useLocale();
  const now = useNow();
  const { icon, tone, words } = LOOK[item.outcome];
  return (
    <li>
      <button
        type="button"
        title={formatInstant(item.createdAt, locale)}
        onClick={() => navigate(placeOf(item))}
      >
        <span className={`tone-${tone}`}>
          <Icon name={icon} />
        </span>
        <span className="overview-recent-name">{item.name}</span>
        <span className="muted">{words}</span>
        <span className="muted">{formatWhen(item.createdAt, now, locale)}</span>
      </button>
    </li>
  );
}
