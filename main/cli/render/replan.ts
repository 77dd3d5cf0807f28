import type { PoolStep, Replan } from "../../../engine/contract/money-result.js";
import type { Terminal } from "../terminal.js";
import { formatNumber } from "./numbers.js";
import { renderTable, wrap } from "./table.js";
import type { Column } from "./table.js";

const COLUMNS: readonly Column[] = [
  { title: "days", align: "left" },
  { title: "from", align: "left" },
  { title: "deployment", align: "left" },
  { title: "pools", align: "left", flexible: true },
  { title: "up to demand ×", align: "right" },
  { title: "USD/30 days", align: "right" },
  { title: "promises", align: "left", flexible: true },
];

/** The pools of both deployments as demand grows, and from which day on each is needed. */
export function renderReplan({ rule, before, after }: Replan, terminal: Terminal): string {
  const rows = [
    ...after.map((step) => row("decoupled", step)),
    ...(before ?? []).map((step) => row("coupled", step)),
  ];
  const cells = rows.map((texts) => texts.map((text) => ({ text })));
  const table = renderTable(COLUMNS, cells, terminal.width, (text) => terminal.style("dim", text));
  return `${table}\n${wrap(rule, terminal.width).join("\n")}`;
}

function row(deployment: string, step: PoolStep): string[] {
  const { fromDay, toDay, date, sizes, upToDemand, provisionedUsdPer30Days, keeps } = step;
  const pools = [
    ...(sizes.replicas === null ? [] : [`${sizes.replicas} replicas`]),
    ...Object.entries(sizes.workers).map(([name, workers]) => `${workers} ${name}`),
  ];
  return [
    fromDay === toDay ? String(fromDay) : `${fromDay}–${toDay}`,
    date ?? "",
    deployment,
    pools.join(", "),
    formatNumber(upToDemand),
    formatNumber(provisionedUsdPer30Days),
    keeps ? "kept" : "not all kept",
  ];
}
