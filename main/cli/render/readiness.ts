import type { Readiness, ReadinessEntry } from "../../../engine/contract/readiness.js";
import type { Terminal } from "../terminal.js";
import { renderTable } from "./table.js";
import type { Column } from "./table.js";

const COLUMNS: readonly Column[] = [
  { title: "", align: "left" },
  { title: "item", align: "left" },
  { title: "why", align: "left", flexible: true },
];

const COLOURS = { seen: "green", done: "green", "not needed": "dim", open: "yellow" } as const;

/** `6 of 8 items of the readiness checklist are ticked.` */
export function readinessLine({ ready, of }: Readiness): string {
  return `${ready} of ${of} items of the readiness checklist are ticked.`;
}

/** The checklist with its evidence, what the user said, or what is asked. */
export function renderReadiness(readiness: Readiness, terminal: Terminal): string {
  const rows = readiness.items.map((item) => [
    { text: item.state, paint: (text: string) => terminal.style(COLOURS[item.state], text) },
    { text: `${item.title} (${item.id})` },
    { text: why(item) },
  ]);
  const table = renderTable(COLUMNS, rows, terminal.width, (text) => terminal.style("dim", text));
  return `${terminal.style("bold", readinessLine(readiness))}\n\n${table}`;
}

function why({ state, asks, evidence, hint, mark }: ReadinessEntry): string {
  const said = mark?.note === undefined ? [] : [`"${mark.note}"`];
  switch (state) {
    case "seen":
      return [...evidence.map(({ text }) => text), ...said].join("; ");
    case "open":
      return hint === null ? asks : `${asks} (${hint})`;
    default:
      return [`ticked by the user on ${mark?.markedAt.slice(0, 10)}`, ...said].join(": ");
  }
}
