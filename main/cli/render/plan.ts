import { KPIS } from "../../../engine/contract/kpi.js";
import type {
  PlanBestEvent,
  PlannedPools,
  PlanResult,
  PoolSizes,
  PromiseVerdict,
  ScaleBounds,
} from "../../../engine/contract/plan-result.js";
import type { Terminal } from "../terminal.js";
import { formatFigure, formatNumber, formatWithUnit, NOTHING } from "./numbers.js";
import { readinessLine } from "./readiness.js";
import { renderTable, wrap } from "./table.js";
import type { Cell, Column } from "./table.js";

const VERDICT_COLOURS = { met: "green", missed: "red", undecided: "yellow" } as const;

/** The cheapest pools, what binds them, how far they carry, and why nothing cheaper works. */
export function renderPlan(result: PlanResult, terminal: Terminal): string {
  const {
    provenance,
    plan,
    runnerUp,
    binding,
    cheaper,
    headroom,
    limits,
    warnings,
    search,
    readiness,
  } = result;
  const dim = (text: string): string => terminal.style("dim", text);
  const bold = (text: string): string => terminal.style("bold", text);
  const lines = (text: string): string => wrap(text, terminal.width).join("\n");
  const proof =
    search.mostCheaperUsd === null || search.mostCheaperUsd === 0
      ? ""
      : `; the search was ended before it ruled out everything: what is left saves at most ${formatNumber(search.mostCheaperUsd)} USD in 30 days`;
  const tried =
    search.sizesSimulated === 0
      ? "no size tried, the load measured where nobody waits"
      : `${search.sizesSimulated} ${search.sizesSimulated === 1 ? "size" : "sizes"}`;
  const origin = `${tried}, ${search.replications} replications and ${formatNumber(search.sessions)} sessions simulated${proof}; scenario ${provenance.scenarioHash.slice(0, 12)}, seed ${provenance.seed}, Headroom ${provenance.engineVersion}`;
  const table = (columns: readonly Column[], rows: readonly (readonly Cell[])[]): string =>
    renderTable(columns, rows, terminal.width, dim);
  const title =
    plan === null
      ? bold("No size of the pools keeps every promise")
      : bold(`Cheapest pools for ${provenance.scenarioName}: ${describeSizes(plan.sizes)}`);
  const candidates = [
    ...(plan === null ? [] : [["plan", plan] as const]),
    ...(runnerUp === null ? [] : [["runner-up", runnerUp] as const]),
  ];
  return [
    `${title}\n${wrap(origin, terminal.width).map(dim).join("\n")}`,
    candidates.length === 0
      ? ""
      : table(
          CANDIDATE_COLUMNS,
          candidates.map(([name, one]) => candidateRow(name, one)),
        ),
    plan === null
      ? ""
      : table(
          PROMISE_COLUMNS,
          plan.promises.map((promise) => promiseRow(promise, binding, headroom, terminal)),
        ),
    cheaper.length === 0
      ? ""
      : table(
          CHEAPER_COLUMNS,
          cheaper.map(({ change, savesUsdPer30Days, why }) => [
            { text: change },
            { text: formatNumber(savesUsdPer30Days) },
            { text: why },
          ]),
        ),
    ...limits.map(lines),
    readiness === undefined ? "" : readinessLine(readiness),
    ...warnings.map((warning) => terminal.style("yellow", lines(`warning: ${warning}`))),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** `8 × brain, 2 to 9 × search at 0.7, small cache`; an API has no count. */
function describeSizes({ brain, replicas, workers, scaling, cache }: PoolSizes): string {
  const hands = Object.entries(workers).map(([name, count]) =>
    describePool(count, name, scaling?.hands[name]),
  );
  const first = replicas === null ? brain : describePool(replicas, brain, scaling?.brain);
  return [first, ...hands, ...(cache === undefined ? [] : [cache])].join(", ");
}

function describePool(count: number, name: string, bounds: ScaleBounds | undefined): string {
  if (bounds === undefined || bounds.minReplicas === bounds.maxReplicas) {
    return `${bounds?.minReplicas ?? count} × ${name}`;
  }
  return `${bounds.minReplicas} to ${bounds.maxReplicas} × ${name} at ${bounds.target}`;
}

/** The best plan so far, for the line that tells how far the search is. */
export function bestText({ sizes, costUsdPer30Days }: PlanBestEvent): string {
  return `best so far ${formatNumber(costUsdPer30Days)} USD: ${describeSizes(sizes)}`;
}

const CANDIDATE_COLUMNS: readonly Column[] = [
  { title: "", align: "left" },
  { title: "pools", align: "left", flexible: true },
  { title: "provisioned (USD, 30 days)", align: "right" },
  { title: "with tokens (USD, 30 days)", align: "right" },
  { title: "latency p95 (ms)", align: "right" },
];

function candidateRow(name: string, one: PlannedPools): Cell[] {
  return [
    { text: name },
    { text: describeSizes(one.sizes) },
    { text: formatNumber(one.provisionedUsdPer30Days) },
    { text: formatFigure(one.costUsdPer30Days) },
    { text: formatFigure(one.latencyP95Ms) },
  ];
}

const PROMISE_COLUMNS: readonly Column[] = [
  { title: "promise", align: "left", flexible: true },
  { title: "simulated", align: "right" },
  { title: "", align: "left" },
  { title: "margin", align: "right" },
  { title: "kept up to a load of", align: "right" },
  { title: "", align: "left" },
];

function promiseRow(
  promise: PromiseVerdict,
  binding: PromiseVerdict | null,
  headroom: PlanResult["headroom"],
  terminal: Terminal,
): Cell[] {
  const { workload, kpi, below, above, figure, verdict, margin } = promise;
  const { unit } = KPIS[kpi];
  const side =
    below === undefined
      ? `above ${formatWithUnit(above ?? 0, unit)}`
      : `below ${formatWithUnit(below, unit)}`;
  const reach = headroom.find((one) => one.kpi === kpi && one.workload === workload);
  const isBinding = binding !== null && binding.kpi === kpi && binding.workload === workload;
  return [
    { text: `${KPIS[kpi].label} ${side}${workload === undefined ? "" : ` (${workload})`}` },
    { text: formatFigure(figure) },
    { text: verdict, paint: (text) => terminal.style(VERDICT_COLOURS[verdict], text) },
    { text: margin === null ? NOTHING : `${formatNumber(100 * margin)}%` },
    { text: describeReach(reach) },
    { text: isBinding ? "binding" : "" },
  ];
}

function describeReach(reach: PlanResult["headroom"][number] | undefined): string {
  if (reach === undefined || reach.keptAt === null) return NOTHING;
  const kept = `${reach.keptAt.toFixed(2)}×`;
  return reach.brokenAt === null
    ? `over ${kept}`
    : `${kept} (broken at ${reach.brokenAt.toFixed(2)}×)`;
}

const CHEAPER_COLUMNS: readonly Column[] = [
  { title: "why nothing cheaper works", align: "left" },
  { title: "would save (USD, 30 days)", align: "right" },
  { title: "but", align: "left", flexible: true },
];
