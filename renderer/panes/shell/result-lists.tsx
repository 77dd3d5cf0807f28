import type { ReactElement } from "react";
import type { AppState } from "../../state/app-state.js";
import { itemName } from "../../state/items.js";
import { findScenario } from "../../state/library.js";
import type { Library, ResultItem, Saved } from "../../state/parts.js";
import { useApp, useAppStore } from "../../state/use-app.js";
import { formatAbout } from "../../ui/format/figure.js";
import { formatCount, formatPercent } from "../../ui/format/number.js";
import { formatInstant, formatWhen } from "../../ui/format/time.js";
import { Icon } from "../../ui/icons.js";
import type { IconName } from "../../ui/icons.js";
import { useLocale } from "../../ui/locale.js";
import { OlderButton, useNewest } from "../../ui/newest.js";
import { useNow } from "../../ui/use-now.js";
import { useRoving } from "../../ui/use-roving.js";
import { SideItem } from "./side-item.js";

/** Shown of each list at first. */
const FIRST = 12;

type ListedItem = Exclude<ResultItem, { readonly kind: "run" }>;
type Ready = Library & { readonly kind: "ready" };

const LISTS: readonly {
  readonly title: string;
  readonly icon: IconName;
  readonly items: (library: Ready) => readonly ListedItem[];
  /** Of the one that is on screen. */
  readonly shownId: (state: AppState) => string | undefined;
}[] = [
  {
    title: "Plans",
    icon: "layers",
    items: ({ plans }) => plans.map((entry) => ({ kind: "plan", entry })),
    shownId: ({ plans, route }) => keptId(plans[route.scenarioId ?? ""]),
  },
  {
    title: "Projections",
    icon: "money",
    items: ({ projections }) => projections.map((entry) => ({ kind: "projection", entry })),
    shownId: ({ projections, route }) => keptId(projections[route.scenarioId ?? ""]),
  },
  {
    title: "Studies",
    icon: "chart",
    items: ({ studies }) => studies.map((entry) => ({ kind: "study", entry })),
    // Of a scenario there is one of each, and each has its pane.
    shownId: ({ sensitivities, sides, route: { pane, scenarioId = "" } }) =>
      keptId(pane === "compare" ? sides[scenarioId] : sensitivities[scenarioId]),
  },
  {
    title: "Calibrations",
    icon: "target",
    items: ({ calibrations }) => calibrations.map((entry) => ({ kind: "calibration", entry })),
    shownId: ({ calibration }) => keptId(calibration),
  },
];

function keptId(
  shown: { readonly saved: Saved<{ readonly id: string }> } | undefined,
): string | undefined {
  return shown?.saved.kind === "saved" ? shown.saved.entry.id : undefined;
}

/** Where a kept result is seen. One whose scenario is gone brings the one it was made of. */
function open(state: AppState, item: ListedItem): void {
  const { library, route, navigate, openDialog } = state;
  const { kind, entry } = item;
  if (entry.damage !== undefined) openDialog({ kind: "damaged", item });
  else if (kind === "calibration") navigate({ pane: "calibrate", calibrationId: entry.id });
  else {
    const scenarioId = findScenario(library, entry.scenarioId)?.id;
    const of = { scenarioId, runId: undefined };
    if (kind === "plan") navigate({ ...of, pane: "plan", planId: entry.id });
    else if (kind === "study") {
      if (entry.kind === "sensitivity") {
        navigate({ ...of, pane: "plan", sensitivityId: entry.id });
      } else navigate({ ...of, pane: "compare", sidesId: entry.id });
    } else {
      const pane = route.pane === "milestones" ? "milestones" : "money";
      navigate({ ...of, pane, projectionId: entry.id });
    }
  }
}

/** What a result says, in a few words. */
function gist({ kind, entry }: ListedItem, locale: string): string {
  switch (kind) {
    case "plan":
      return entry.costUsdPer30Days === null
        ? "no pools keep the promises"
        : `${formatAbout(entry.costUsdPer30Days, "usd", locale)} / 30\u202fd`;
    case "projection":
      return `${formatCount(entry.horizonDays ?? 0, locale)} days`;
    case "study":
      return entry.kind === "sensitivity" ? "what moves it" : "beside others";
    default:
      return entry.medianError === null
        ? `${formatCount(entry.requests ?? 0, locale)} requests`
        : `${formatPercent(entry.medianError, 1, locale)} median error`;
  }
}

/** Kept plans, projections, studies and calibrations: each list one stop of the Tab key. */
export function ResultLists({ library }: { library: Ready }): ReactElement {
  return (
    <>
      {LISTS.map(({ title, icon, items, shownId }) => (
        <ResultList
          key={title}
          title={title}
          icon={icon}
          items={items(library)}
          shownId={shownId}
        />
      ))}
    </>
  );
}

function ResultList({
  title,
  icon,
  items,
  shownId,
}: {
  title: string;
  icon: IconName;
  items: readonly ListedItem[];
  shownId: (state: AppState) => string | undefined;
}): ReactElement | null {
  const shown = useApp(shownId);
  const newest = useNewest(items, FIRST, ({ entry }) => entry.id === shown);
  const roving = useRoving(
    newest.shown.map(({ entry }) => entry.id),
    shown,
  );
  const store = useAppStore();
  const locale = useLocale();
  const now = useNow();
  if (items.length === 0) return null;
  return (
    <nav aria-label={title} {...roving.list}>
      <section>
        <h2>{title}</h2>
        <ul>
          {newest.shown.map((item) => {
            const { id, createdAt, damage } = item.entry;
            const words = gist(item, locale);
            return (
              <SideItem
                key={id}
                item={item}
                current={id === shown}
                roving={roving.item(id)}
                title={damage ?? `${formatInstant(createdAt, locale)}: ${words}`}
                onOpen={() => open(store.getState(), item)}
              >
                <span className={damage === undefined ? "tone-muted" : "tone-bad"}>
                  <Icon name={damage === undefined ? icon : "warning"} />
                </span>
                <span className="side-name">
                  {itemName(item)}
                  <span className="side-detail">
                    {damage === undefined
                      ? `${formatWhen(createdAt, now, locale)} · ${words}`
                      : "Damaged file"}
                  </span>
                </span>
              </SideItem>
            );
          })}
        </ul>
        <OlderButton of={newest} />
      </section>
    </nav>
  );
}
