import type { BrainOption } from "../contract/planning.js";
import type { Scenario } from "../contract/scenario.js";
import type { CallContext, Services } from "../contract/service.js";
import { planPools } from "../planner/pools/plan.js";
import type { Effort, Simulate } from "../planner/pools/evaluate.js";
import type { ServicePorts } from "./ports.js";
import type { ReadReadiness } from "./readiness.js";
import { resolveApiPresets } from "./simulation/api-presets.js";
import { resolveHardware } from "./simulation/hardware-brain.js";
import { prepare } from "./simulation/prepare.js";
import type { Prepared } from "./simulation/prepare.js";

/** `plan`: searches the cheapest pools, simulating on the runner's threads. */
export function planningService(
  ports: ServicePorts,
  traceFolders: readonly string[],
  readReadiness: ReadReadiness,
): Pick<Services, "plan"> {
  return {
    async plan(input, context) {
      const known = await resolveOptions(input.scenario, ports);
      const prepared = await prepare(
        { ...input, scenario: known, series: false },
        ports,
        traceFolders,
      );
      const { scenario, provenance, warnings } = await predictOptions(prepared, ports);
      const counter = { replications: 0, sessions: 0 };
      const { sizesSimulated, ...plan } = await planPools(scenario, prepared.run, {
        simulate: simulator(ports, prepared, context, counter),
        onBest: (best) => context.emit({ kind: "best", ...best }),
        onStage: (stage, fraction) => context.emit({ kind: "progress", stage, fraction }),
      });
      context.emit({ kind: "progress", stage: "done", fraction: 1 });
      return {
        provenance,
        ...plan,
        warnings: [...warnings, ...plan.warnings],
        search: { sizesSimulated, ...counter },
        readiness: await readReadiness(input.scenario),
      };
    },
  };
}

/** Fills in what the kinds of brain to choose from leave to presets. */
async function resolveOptions(scenario: Scenario, ports: ServicePorts): Promise<Scenario> {
  if (scenario.planning === undefined) return scenario;
  const brains = await Promise.all(
    scenario.planning.brains.map(async (option): Promise<BrainOption> => {
      // Own servers charge nothing for tokens, whatever an API beside them would.
      const common = option.brain.kind === "api" ? scenario.prices.tokens : {};
      const prices = { ...scenario.prices, tokens: option.tokens ?? common };
      const resolved = await resolveApiPresets({ ...scenario, brain: option.brain, prices }, ports);
      const { brain, prices: found } = resolved.scenario;
      return { ...option, brain, tokens: found.tokens };
    }),
  );
  return { ...scenario, planning: { ...scenario.planning, brains } };
}

/** The brains to choose from with the times and KV memory that their hardware is predicted to have. */
async function predictOptions(
  { scenario, provenance, warnings, typical }: Prepared,
  ports: ServicePorts,
): Promise<Pick<Prepared, "scenario" | "provenance" | "warnings">> {
  const { planning } = scenario;
  if (planning === undefined) return { scenario, provenance, warnings };
  const resolved = await Promise.all(
    planning.brains.map(async (option, at) => {
      const path = ["planning", "brains", at, "brain"];
      const found = await resolveHardware(option.brain, path, typical, provenance.band, ports);
      return { ...found, option: { ...option, brain: found.brain } };
    }),
  );
  const sources = [...provenance.presets, ...resolved.flatMap(({ presets }) => presets)];
  return {
    scenario: { ...scenario, planning: { ...planning, brains: resolved.map((one) => one.option) } },
    provenance: {
      ...provenance,
      presets: [...new Map(sources.map((source) => [source.what, source])).values()],
      coefficients: [
        ...provenance.coefficients,
        ...resolved.flatMap(({ coefficients }) => coefficients),
      ],
    },
    warnings: [...warnings, ...resolved.flatMap((one) => one.warnings)],
  };
}

/** Replications of other sizes of the prepared scenario, on the same seed and traces. */
function simulator(
  { runner }: ServicePorts,
  prepared: Prepared,
  context: CallContext<"plan">,
  counter: { replications: number; sessions: number },
): Simulate {
  return async (scenario, { first, replications, requests }: Effort) => {
    const run = { ...prepared.run, replications: first + replications, requests };
    const jobs = prepared
      .jobs("decoupled", first, first + replications)
      .map((job) => ({ ...job, scenario, run }));
    const records = await runner.run(jobs, { signal: context.signal, onProgress: () => {} });
    counter.replications += records.length;
    counter.sessions += records.reduce((sum, record) => sum + record.requests.injected, 0);
    return records;
  };
}
