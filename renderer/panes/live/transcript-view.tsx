import { memo, useEffect, useMemo, useState } from "react";
import type { ReactElement } from "react";
import { assertNever } from "../../../engine/base/assert.js";
import type { Origin } from "../../../engine/contract/session.js";
import type { SessionView } from "../../../engine/contract/session-methods.js";
import type { OpenSession } from "../../state/live-parts.js";
import { formatShort } from "../../ui/format/figure.js";
import { Icon } from "../../ui/icons.js";
import type { IconName } from "../../ui/icons.js";
import { useLocale } from "../../ui/locale.js";
import { ORIGIN_NAMES } from "../../ui/names.js";
import { isSame, readable, transcriptOf } from "./transcript.js";
import type { CallItem, ModelItem, TranscriptItem } from "./transcript.js";
import { ScrollPart } from "../../ui/scroll-part.js";

/** All that was said and done, in order, with what the model streams at the end. */
export function Transcript({ open, view }: { open: OpenSession; view: SessionView }): ReactElement {
  const items = useMemo(() => transcriptOf(open.events), [open.events]);
  const { text, thinking } = open.streamed;
  const streams = view.status !== "ended" && (text !== "" || thinking !== "");
  return (
    <section className="live-transcript panel" aria-label="Transcript">
      <h3>Transcript</h3>
      <Entries items={items} />
      {streams ? (
        <ol>
          <li className="said said-model" aria-busy="true">
            <Speaker origin={view.origin} detail="streaming…" />
            <Thinking text={thinking} open />
            <p className="said-text">{text}</p>
          </li>
        </ol>
      ) : null}
    </section>
  );
}

/** So many entries are drawn in one go: a few milliseconds of work. */
const PART = 40;
/** Of an entry as it is usual, for the length of the page where a part was not laid out yet. */
const ENTRY_HEIGHT_PX = 55;

/**
 * Part after part, so that a long session does not hold the page up. All end up in the document, for readers of
 * the screen and for a search in the page; the browser lays out those near the screen alone (`live.css`). It
 * watches each part for that, which is why they are not single entries.
 */
const Entries = memo(function Entries({
  items,
}: {
  items: readonly TranscriptItem[];
}): ReactElement[] {
  const parts = Math.ceil(items.length / PART);
  const [drawn, setDrawn] = useState(1);
  useEffect(() => {
    if (drawn >= parts) return undefined;
    const timer = setTimeout(() => setDrawn(drawn + 1));
    return () => clearTimeout(timer);
  }, [drawn, parts]);
  return Array.from({ length: Math.min(drawn, parts) }, (_, part) => (
    <Part key={part} items={items.slice(part * PART, (part + 1) * PART)} />
  ));
});

const Part = memo(
  function Part({ items }: { items: readonly TranscriptItem[] }): ReactElement {
    const containIntrinsicBlockSize = `auto ${items.length * ENTRY_HEIGHT_PX}px`;
    return (
      <ol style={{ containIntrinsicBlockSize }}>
        {items.map((item) => (
          <Entry key={item.position} item={item} />
        ))}
      </ol>
    );
  },
  (before, after) =>
    before.items.length === after.items.length &&
    after.items.every((item, at) => isSame(item, before.items[at])),
);

const Entry = memo(
  function Entry({ item }: { item: TranscriptItem }): ReactElement {
    return (
      <li className={`said said-${item.kind}`}>
        <Item item={item} />
      </li>
    );
  },
  (before, after) => isSame(before.item, after.item),
);

function Item({ item }: { item: TranscriptItem }): ReactElement {
  switch (item.kind) {
    case "user":
      return (
        <>
          <p className="said-by">User</p>
          <p className="said-text">{item.text}</p>
        </>
      );
    case "model":
      return <ModelSaid item={item} />;
    case "call":
      return <Call item={item} />;
    case "note":
      return <p className={item.tone === "bad" ? "tone-bad" : "muted"}>{item.text}</p>;
    default:
      return assertNever(item);
  }
}

function ModelSaid({ item }: { item: ModelItem }): ReactElement {
  const locale = useLocale();
  const { ttftMs, durationMs, fault } = item;
  const times =
    ttftMs === undefined || durationMs === undefined
      ? ""
      : `first token after ${formatShort(ttftMs, "ms", locale)}, whole after ${formatShort(durationMs, "ms", locale)}`;
  return (
    <>
      <Speaker origin={item.origin} detail={times} />
      <Thinking text={item.thinking} />
      {item.text === "" ? null : <p className="said-text">{item.text}</p>}
      {fault === undefined ? null : (
        <p className="tone-bad">
          <Icon name="warning" /> This answer broke off. {fault}
        </p>
      )}
    </>
  );
}

function Speaker({ origin, detail }: { origin: Origin; detail: string }): ReactElement {
  return (
    <p className="said-by">
      <span className={`origin origin-${origin}`}>{ORIGIN_NAMES[origin]}</span>
      <span className="muted">{detail}</span>
    </p>
  );
}

function Thinking({ text, open = false }: { text: string; open?: boolean }): ReactElement | null {
  if (text === "") return null;
  return (
    <details open={open}>
      <summary>Thinking</summary>
      <p className="said-text muted">{text}</p>
    </details>
  );
}

const CALL_LOOKS: Readonly<
  Record<CallItem["state"], { words: string; icon: IconName; tone: string }>
> = {
  requested: { words: "next", icon: "run", tone: "muted" },
  asked: { words: "asks a human", icon: "question", tone: "unsure" },
  running: { words: "running", icon: "run", tone: "good" },
  done: { words: "done", icon: "check", tone: "good" },
  failed: { words: "failed", icon: "cross", tone: "bad" },
  unknown: { words: "outcome unknown", icon: "question", tone: "unsure" },
};

function Call({ item }: { item: CallItem }): ReactElement {
  const locale = useLocale();
  const { words, icon, tone } = CALL_LOOKS[item.state];
  const took =
    item.durationMs === undefined ? "" : ` in ${formatShort(item.durationMs, "ms", locale)}`;
  const attempts = item.attempts > 1 ? `, attempt ${item.attempts}` : "";
  return (
    <>
      <details>
        <summary>
          <code>{item.tool}</code>{" "}
          <span className={`tone-${tone}`}>
            <Icon name={icon} size={12} /> {words}
            {took}
            {attempts}
          </span>
        </summary>
        <h4>Input</h4>
        <Code label={`Input of ${item.tool}`} value={item.input} />
        {item.result === undefined ? null : (
          <>
            <h4>{item.truncated ? "Result, cut at the tool's limit" : "Result"}</h4>
            <Code label={`Result of ${item.tool}`} value={item.result} />
          </>
        )}
      </details>
      {item.remarks.map((remark) => (
        <p key={remark} className="muted">
          {remark}
        </p>
      ))}
      {item.state === "failed" || item.state === "unknown" ? (
        <p className="tone-bad">{item.result}</p>
      ) : null}
    </>
  );
}

function Code({ label, value }: { label: string; value: unknown }): ReactElement {
  return (
    <ScrollPart className="said-code" aria-label={label}>
      <pre>{readable(value)}</pre>
    </ScrollPart>
  );
}
