import type { LoggedEvent } from "../../../engine/contract/session.js";
import type { SessionEntry, SessionView } from "../../../engine/contract/session-methods.js";
import type { Terminal } from "../terminal.js";
import { formatNumber } from "./numbers.js";
import { describeEvent, timeOf } from "./session-event.js";
import { renderTable, wrap } from "./table.js";

/** One line a session, newest first. */
export function renderSessions(sessions: readonly SessionEntry[], terminal: Terminal): string {
  if (sessions.length === 0) return "no sessions; see: headroom session start --help";
  return renderTable(
    [
      { title: "session", align: "left" },
      { title: "workload", align: "left" },
      { title: "last event (UTC)", align: "left" },
      { title: "events", align: "right" },
      { title: "state", align: "left", flexible: true },
    ],
    sessions.map(({ id, workload, lastAt, lastPosition, outcome, holder }) => [
      { text: id },
      { text: workload },
      { text: lastAt.slice(0, 19).replace("T", " ") },
      { text: formatNumber(lastPosition) },
      { text: outcome ?? (holder === null ? "open, run by nobody" : `open, run by ${holder}`) },
    ]),
    terminal.width,
    (text) => terminal.style("dim", text),
  );
}

/** Where a session stands, what it waits for and how to answer, then the events that were asked for. */
export function renderSession(
  session: SessionView,
  terminal: Terminal,
  events: readonly LoggedEvent[] = [],
): string {
  return [
    renderHead(session, terminal),
    ...session.waitingCalls.map((call) => renderWaiting(session.id, call, terminal)),
    session.status === "idle"
      ? `say more with: headroom session send ${session.id} --message "what to do next"`
      : "",
    session.status === "interrupted" || session.status === "paused"
      ? `go on with: headroom session resume ${session.id}`
      : "",
    session.status === "running"
      ? `follow it, or go on with it once its process has ended: headroom session resume ${session.id}`
      : "",
    events.length === 0 ? "" : renderEvents(events, terminal),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

const STYLE_OF = {
  idle: "green",
  running: "green",
  waiting: "yellow",
  paused: "yellow",
  interrupted: "red",
  ended: "dim",
} as const;

function renderHead(session: SessionView, terminal: Terminal): string {
  const { id, title, status, outcome, message, architecture, model, origin, lastPosition } =
    session;
  const { usage, costUsd, wastedUsage } = session;
  const state = outcome === null ? status : `${status}, ${outcome}`;
  const served = origin === "model" ? "" : ` (${origin}, no model)`;
  return [
    `${terminal.style("bold", `${title} ${id}`)}: ${terminal.style(STYLE_OF[status], state)}`,
    ...wrap(message ?? "", terminal.width),
    `${architecture}, ${model.name} ${model.version}${served}, ${lastPosition} events`,
    [
      counted(usage.inputTokens, "input tokens"),
      counted(usage.cacheWriteTokens, "written to the cache"),
      counted(usage.cacheReadTokens, "read from it"),
      counted(usage.outputTokens, "output"),
      `${formatNumber(costUsd)} USD`,
      ...(wastedUsage.outputTokens > 0
        ? [counted(wastedUsage.outputTokens, "output that bought no answer")]
        : []),
    ].join(", "),
  ]
    .filter((line) => line !== "")
    .join("\n");
}

function counted(count: number, what: string): string {
  return `${formatNumber(count)} ${what}`;
}

function renderWaiting(
  id: string,
  { call, tool, input, waitsFor }: SessionView["waitingCalls"][number],
  terminal: Terminal,
): string {
  const answers =
    waitsFor === "approval"
      ? [
          `headroom session approve ${id} --call ${call}`,
          `headroom session approve ${id} --call ${call} --decision refuse --note "why not"`,
        ]
      : [`headroom session resolve ${id} --call ${call} --result "what was found out"`];
  return [
    terminal.style("yellow", `call ${call} waits for ${waitsFor}: ${tool}`),
    ...wrap(JSON.stringify(input), terminal.width - 2).map((line) => `  ${line}`),
    ...answers.map((line) => `  answer with: ${line}`),
  ].join("\n");
}

function renderEvents(events: readonly LoggedEvent[], terminal: Terminal): string {
  return renderTable(
    [
      { title: "", align: "right" },
      { title: "time (UTC)", align: "left" },
      { title: "event", align: "left", flexible: true },
    ],
    events.map(({ position, at, event }) => [
      { text: String(position) },
      { text: timeOf(at) },
      { text: describeEvent(event) },
    ]),
    terminal.width,
    (text) => terminal.style("dim", text),
  );
}
