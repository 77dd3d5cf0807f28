import { readFile } from "node:fs/promises";
import path from "node:path";
import { ROOT } from "../../e2e/browser.fixture.js";

/** Steps of the one long session: each is a wait and work of the brain, two hops and a tool's wait and work. */
const LONG_STEPS = 20_000;
const MEGABYTE = 2 ** 20;

/** Scenarios that are larger than what people write, by where they lie in a data folder. */
export function largeScenarios(): Record<string, string> {
  const million = scenario("A million sessions", {
    run: { requests: 600_000, replications: 2 },
    arrivals: { poisson: { ratePerSecond: 24 } },
    brainSteps: 1,
  });
  const long = scenario("One long session", {
    run: { requests: 3, replications: 2, warmUpShare: 0 },
    arrivals: { closed: { users: 1 } },
    brainSteps: LONG_STEPS,
  });
  return {
    "scenarios/million.json": JSON.stringify(million, null, 2),
    "scenarios/long.json": JSON.stringify(long, null, 2),
  };
}

function scenario(
  name: string,
  given: { readonly run: object; readonly arrivals: object; readonly brainSteps: number },
): object {
  const tools = given.brainSteps === 1 ? [] : [{ pool: "search" }];
  const session = { brainSteps: given.brainSteps, tools };
  return {
    schema: "headroom/scenario/v1",
    name,
    run: { seed: 1, warmUpShare: 0.2, ...given.run },
    workloads: [{ name: "w", arrivals: given.arrivals, session }],
    brain: {
      kind: "slots",
      replicas: 4,
      slotsPerReplica: 8,
      serviceMs: { exponential: { mean: 1000 } },
    },
    ...(tools.length === 0
      ? {}
      : { hands: { search: { workers: 2, serviceMs: { exponential: { mean: 300 } } } } }),
    bus: { hopMs: 2 },
  };
}

/** The article as a text of a megabyte: its session's tokens are drawn from a long list of measured ones. */
export async function megabyteScenario(): Promise<string> {
  const text = await readFile(path.join(ROOT, "scenarios/article.json"), "utf8");
  const [before, after] = text.split('"inputTokens":', 2);
  if (before === undefined || after === undefined) throw new Error("the article names no tokens");
  const line = (at: number): string => `            ${1000 + (at % 977)}`;
  const lines = Array.from({ length: Math.ceil(MEGABYTE / (line(0).length + 2)) }, (_, at) =>
    line(at),
  );
  const rest = after.slice(after.search(/[,}\n]/));
  return `${before}"inputTokens": { "empirical": [\n${lines.join(",\n")}\n          ] }${rest}`;
}
