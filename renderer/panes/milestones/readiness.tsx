import { useEffect } from "react";
import type { ReactElement } from "react";
import type { Readiness as Checklist, ReadinessEntry } from "../../../engine/contract/readiness.js";
import { openDocument } from "../../state/document.js";
import { useApp } from "../../state/use-app.js";
import { useOnPaper } from "../../charts/paper.js";
import { Banner } from "../../ui/banner.js";
import { formatWhen } from "../../ui/format/time.js";
import { Icon } from "../../ui/icons.js";
import type { IconName } from "../../ui/icons.js";
import { useLocale } from "../../ui/locale.js";
import { TextField } from "../../ui/text-field.js";
import { useNow } from "../../ui/use-now.js";

const AREAS: Readonly<Record<ReadinessEntry["area"], string>> = {
  platform: "Platform",
  governance: "Governance",
};

const LOOK: Readonly<
  Record<ReadinessEntry["state"], { icon: IconName; tone: string; word: string }>
> = {
  seen: { icon: "check", tone: "good", word: "Seen" },
  done: { icon: "check", tone: "good", word: "Done" },
  "not needed": { icon: "minus", tone: "muted", word: "Not needed" },
  open: { icon: "question", tone: "unsure", word: "Open" },
};

const SEEN_IN: Readonly<Record<ReadinessEntry["evidence"][number]["seenIn"], string>> = {
  engine: "In the engine",
  "data folder": "In the data folder",
  scenario: "In the scenario",
};

/** What has to be in place before production: ticked by evidence where there is some, else by the user. */
export function Readiness(): ReactElement {
  const readiness = useApp((state) => state.readiness);
  const fault = useApp((state) => state.readinessFault);
  const onPaper = useOnPaper();
  const load = useApp((state) => state.loadReadiness);
  const isShown = useApp((state) => state.route.pane === "milestones");
  const scenario = useApp((state) => openDocument(state.document)?.checked?.scenario);
  // What the scenario shows is evidence as well.
  useEffect(() => {
    if (isShown) void load(scenario);
  }, [load, isShown, scenario]);
  return (
    <section className="panel" aria-labelledby="readiness-title">
      <header className="panel-header">
        <div>
          <h3 id="readiness-title">{titleOf(readiness)}</h3>
          <p className="muted">
            {onPaper
              ? "What Headroom sees is ticked with its evidence; the rest was ticked by hand."
              : "What Headroom sees is ticked with its evidence; the rest is yours to tick, and goes into the plan."}
          </p>
        </div>
      </header>
      {fault === undefined ? null : (
        <Banner tone="bad">The readiness checklist could not be read. {fault}</Banner>
      )}
      <div className="readiness">
        {(["platform", "governance"] as const).map((area) => (
          <section key={area} aria-label={AREAS[area]}>
            <h4>{AREAS[area]}</h4>
            <ul>
              {(readiness?.items ?? [])
                .filter((item) => item.area === area)
                .map((item) => (
                  <Item key={item.id} item={item} />
                ))}
            </ul>
          </section>
        ))}
      </div>
    </section>
  );
}

function titleOf(readiness: Checklist | undefined): string {
  if (readiness === undefined) return "Readiness for production";
  return `Readiness for production: ${readiness.ready} of ${readiness.of}`;
}

function Item({ item }: { item: ReadinessEntry }): ReactElement {
  const mark = useApp((state) => state.markReadiness);
  const locale = useLocale();
  const now = useNow();
  const onPaper = useOnPaper();
  const { title, asks, state, evidence, hint } = item;
  const { icon, tone, word } = LOOK[state];
  return (
    <li>
      <div className="readiness-line">
        <span className={`verdict tone-${tone}`}>
          <Icon name={icon} size={13} />
          <span className="readiness-word">{word}</span>
        </span>
        <strong>{title}</strong>
        {state === "seen" ? null : (
          <select
            aria-label={`${title}: state`}
            value={state}
            onChange={({ target }) => {
              const to = STATES.find((one) => one === target.value);
              if (to !== undefined) void mark(item, { state: to });
            }}
          >
            <option value="open">Open</option>
            <option value="done">Done</option>
            <option value="not needed">Not needed</option>
          </select>
        )}
      </div>
      <p className="muted">{asks}</p>
      {evidence.map(({ seenIn, text }) => (
        <p key={text} className="readiness-evidence">
          {SEEN_IN[seenIn]}: {text}.
        </p>
      ))}
      {hint === null ? null : <p className="muted readiness-evidence">{sentence(hint)}</p>}
      {item.mark === null ? null : (
        <div className="readiness-line readiness-evidence">
          {onPaper ? (
            <span>{item.mark.note}</span>
          ) : (
            <TextField
              label={`${title}: note`}
              value={item.mark.note ?? ""}
              placeholder="Who has seen to it, or why it is not needed"
              maxLength={2000}
              onChange={(note) => {
                if (item.mark !== null) void mark(item, { state: item.mark.state, note });
              }}
            />
          )}
          <span className="muted">marked {formatWhen(item.mark.markedAt, now, locale)}</span>
        </div>
      )}
    </li>
  );
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

const STATES = ["open", "done", "not needed"] as const;
