import { invariant } from "../../../base/assert.js";
import type { Distribution } from "../../../contract/distribution.js";
import { Scenario, SCENARIO_SCHEMA } from "../../../contract/scenario.js";
import { quantileOf } from "../../../simulator/hardware/bands.js";
import type { Lessons, SessionShape } from "./lessons.js";
import type { DrivePlan } from "./plan.js";

/** Kinds of session that are told apart; the rarest ones share the last. */
const MOST_KINDS = 16;
/** A distribution keeps so many of the values it was learnt from, evenly by rank. */
const MOST_VALUES = 500;
/** Of the gaps between brain and hands, those that waited for nobody. */
const UNWAITED = 0.1;

/**
 * The drive as a scenario: its pools as they were planned, its sessions, their number and their times as
 * they were learnt. The model is behind an API that answers as many requests at once as there are model slots, and
 * that both architectures share. Undefined where no session taught anything.
 */
export function learntScenario(
  name: string,
  lessons: Lessons,
  plan: DrivePlan,
  sessionsPerRun: number,
  replications: number,
): Scenario | undefined {
  const { shapes, ttftMs, tpotMs, toolMs, stepOverheadMs, hopMs } = lessons;
  if (shapes.length === 0 || ttftMs.length === 0) return undefined;
  const overheadMs = stepOverheadMs.length === 0 ? 0 : meanOf(stepOverheadMs);
  const arrivals = { poisson: { ratePerSecond: sessionsPerRun / plan.durationSeconds } };
  return Scenario.parse({
    schema: SCENARIO_SCHEMA,
    name: `${name}, as driven`.slice(0, 100),
    description:
      "What a live drive taught of its sessions, its model and its tools, on the pools it had. Prompts, prices and failures were not learnt.",
    sources: [
      {
        what: `${shapes.length} sessions, ${ttftMs.length} brain steps`,
        from: "headroom drive, the logs of its sessions",
      },
    ],
    run: {
      seed: plan.seed,
      replications,
      requests: Math.max(1, Math.round(sessionsPerRun)),
      warmUpShare: plan.warmUpShare,
    },
    workloads: kindsOf(shapes).map((kind, at) => ({
      name: `kind-${at + 1}`,
      weight: kind.length / shapes.length,
      arrivals,
      session: {
        brainSteps: distributionOf(kind.map(({ outputTokens }) => outputTokens.length)),
        outputTokens: distributionOf(kind.flatMap(({ outputTokens }) => outputTokens)),
        tools: toolsOf(kind),
      },
    })),
    brain: {
      kind: "api",
      ttftMs: distributionOf(ttftMs.map((ms) => ms + overheadMs)),
      tpotMs: tpotMs.length === 0 ? 0 : distributionOf(tpotMs),
      concurrency: plan.brains,
      begunFirst: true,
    },
    hands: Object.fromEntries(
      [...toolMs].map(([tool, times]) => [
        tool,
        {
          workers: plan.tools.find((driven) => driven.tool.name === tool)?.tool.workers ?? 1,
          serviceMs: distributionOf(times),
        },
      ]),
    ),
    coupled: { replicas: 1, slotsPerReplica: plan.coupledWorkers, gpusPerReplica: 0 },
    bus: { hopMs: hopMs.length === 0 ? 0 : Math.max(0, quantileOf(hopMs, UNWAITED)) },
  });
}

/**
 * Sessions of the same number of steps and the same calls, most frequent first. A scenario's steps draw
 * their calls by themselves, so that kinds keep long sessions with the calls that make them long.
 */
function kindsOf(shapes: readonly SessionShape[]): SessionShape[][] {
  const kinds = new Map<string, SessionShape[]>();
  for (const shape of shapes) {
    const key = JSON.stringify([shape.outputTokens.length, shape.calls.flat().toSorted()]);
    kinds.set(key, [...(kinds.get(key) ?? []), shape]);
  }
  const byCount = [...kinds.values()].toSorted((a, b) => b.length - a.length);
  const rare = byCount.slice(MOST_KINDS - 1).flat();
  return [...byCount.slice(0, MOST_KINDS - 1), ...(rare.length === 0 ? [] : [rare])];
}

/** How often a step that is not the last makes calls of each tool, and how many. */
function toolsOf(kind: readonly SessionShape[]) {
  const steps = kind.flatMap(({ calls }) => calls.slice(0, -1));
  const tools = new Set(steps.flat());
  return [...tools].map((pool) => {
    const counts = steps
      .map((calls) => calls.filter((tool) => tool === pool).length)
      .filter((count) => count > 0);
    return {
      pool,
      probability: counts.length / steps.length,
      callsPerStep: distributionOf(counts),
    };
  });
}

/** The values themselves, thinned to evenly spaced quantiles where there are many. */
function distributionOf(values: readonly number[]): Distribution {
  const [first] = values;
  invariant(first !== undefined, "a distribution is learnt from values");
  if (values.every((value) => value === first)) return { constant: first };
  if (values.length <= MOST_VALUES) return { empirical: [...values] };
  const sorted = values.toSorted((a, b) => a - b);
  const empirical = Array.from(
    { length: MOST_VALUES },
    (_, at) => sorted[Math.floor(((at + 0.5) / MOST_VALUES) * sorted.length)] ?? first,
  );
  return { empirical };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
