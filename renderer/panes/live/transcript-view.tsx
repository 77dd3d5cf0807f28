import { useMemo } from "react";
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
import { readable, transcriptOf } from "./transcript.js";
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
      <ol>
        {items.map((item) => (
          <li key={item.position} className={`said said-${item.kind}`}>
            <Item item={item} />
          </li>
        ))}
        {streams ? (
          <li className="said said-model" aria-busy="true">
            <Speaker origin={view.origin} detail="streaming…" />
            <Thinking text={thinking} open />
            <p className="said-text">{text}</p>
          </li>
        ) : null}
      </ol>
    </section>
  );
}

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
