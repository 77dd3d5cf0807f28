import { HeadroomError } from "../contract/errors.js";
import type { Problem } from "../contract/errors.js";
import { eachBrain } from "../contract/planning.js";
import type { BrainOption } from "../contract/planning.js";
import type { Scenario } from "../contract/scenario.js";
import type { CallContext, Services } from "../contract/service.js";
import type { Source } from "../contract/source.js";
import { priceWarnings } from "../planner/projection/price-warnings.js";
import { planPools } from "../planner/pools/plan.js";
import type { Effort, Simulate } from "../planner/pools/evaluate.js";
import type { WorkspacePorts } from "./presets.js";
import type { ReadReadiness } from "./readiness.js";
import { resolveApiPresets } from "./simulation/api-presets.js";
import type { Resolved } from "./simulation/api-presets.js";
import { resolveHardware } from "./simulation/hardware-brain.js";
import { prepare } from "./simulation/prepare.js";
import type { Prepared } from "./simulation/prepare.js";

/** `plan`: searches the cheapest pools, simulating on the runner's threads. */
export function planningService(
  ports: WorkspacePorts,
  traceFolders: readonly string[],
  readReadiness: ReadReadiness,
): Pick<Services, "plan"> {
  return {
    async plan(input, context) {
      const known = await resolveOptions(input.scenario, ports);
      const prepared = await prepare(
        { ...input, scenario: known.scenario, series: false },
        ports,
        traceFolders,
      );
      const { scenario, provenance, warnings, unfit } = await predictOptions(
        prepared,
        new Set(input.scenario.planning?.brains.map(({ name }) => name)),
        ports,
      );
      const presets = distinct([...provenance.presets, ...known.presets]);
      const counter = { replications: 0, sessions: 0 };
      const { sizesSimulated, mostCheaperUsd, ...plan } = await planPools(scenario, prepared.run, {
        simulate: simulator(ports, prepared, context, counter),
        onBest: (best) => context.emit({ kind: "best", ...best }),
        onStage: (stage, fraction) => context.emit({ kind: "progress", stage, fraction }),
      });
      context.emit({ kind: "progress", stage: "done", fraction: 1 });
      return {
        provenance: { ...provenance, presets },
        ...plan,
        limits: [...unfit, ...plan.limits],
        warnings: [
          ...new Set([...warnings, ...known.warnings]),
          ...priceWarnings(scenario, presets, ports.now()),
          ...plan.warnings,
        ],
        search: { sizesSimulated, mostCheaperUsd, ...counter },
        readiness: await readReadiness(input.scenario),
      };
    },
  };
}

/** Each source once. */
function distinct(sources: readonly Source[]): Source[] {
  return [...new Map(sources.map((source) => [source.what, source])).values()];
}

/** One option for each degree and tier, with what the kinds of brain to choose from leave to presets. */
async function resolveOptions(scenario: Scenario, ports: WorkspacePorts): Promise<Resolved> {
  if (scenario.planning === undefined) return { scenario, presets: [], warnings: [] };
  const resolved = await Promise.all(
    eachBrain(scenario.planning.brains).map(async (option) => {
      // Own servers charge nothing for tokens, whatever an API beside them would.
      const common = option.brain.kind === "api" ? scenario.prices.tokens : {};
      const prices = { ...scenario.prices, tokens: option.tokens ?? common };
      const found = await resolveApiPresets({ ...scenario, brain: option.brain, prices }, ports);
      const { brain, prices: known } = found.scenario;
      return { ...found, option: { ...option, brain, tokens: known.tokens } };
    }),
  );
  const brains = resolved.map(({ option }): BrainOption => option);
  return {
    scenario: { ...scenario, planning: { ...scenario.planning, brains } },
    presets: resolved.flatMap(({ presets }) => presets),
    warnings: resolved.flatMap(({ warnings }) => warnings),
  };
}

type Predicted = Pick<Prepared, "scenario" | "provenance" | "warnings"> & {
  /** Brains that their hardware cannot run, and why. */
  readonly unfit: readonly string[];
};

/**
 * The brains to choose from with the times and KV memory that their hardware is predicted to have. Of
 * the degrees that one is to be tried with, those at which it cannot run are left out.
 */
async function predictOptions(
  { scenario, provenance, warnings, typical }: Prepared,
  namedByUser: ReadonlySet<string>,
  ports: WorkspacePorts,
): Promise<Predicted> {
  const { planning } = scenario;
  if (planning === undefined) return { scenario, provenance, warnings, unfit: [] };
  const unfit: string[] = [];
  const resolved = await Promise.all(
    planning.brains.map(async (option, at) => {
      const path = ["planning", "brains", at, "brain"];
      try {
        const found = await resolveHardware(option.brain, path, typical, provenance.band, ports);
        return [{ ...found, option: { ...option, brain: found.brain } }];
      } catch (error) {
        const isUnfit = error instanceof HeadroomError && error.code === "invalid-input";
        if (!isUnfit || namedByUser.has(option.name)) throw error;
        unfit.push(`${option.name}: ${error.message}: ${error.problems.map(textOf).join("; ")}.`);
        return [];
      }
    }),
  );
  const fit = resolved.flat();
  const brains = fit.map((one) => one.option);
  if (brains.length === 0 && planning.brains.length > 0) {
    throw new HeadroomError(
      "invalid-input",
      `no brain to choose from can run. ${unfit.join(" ")}`,
      [{ path: "planning.brains", expected: "one that its hardware can run", found: "none" }],
    );
  }
  return {
    scenario: { ...scenario, planning: { ...planning, brains } },
    provenance: {
      ...provenance,
      presets: distinct([...provenance.presets, ...fit.flatMap(({ presets }) => presets)]),
      coefficients: [
        ...provenance.coefficients,
        ...fit.flatMap(({ coefficients }) => coefficients),
      ],
    },
    warnings: [...warnings, ...fit.flatMap((one) => one.warnings)],
    unfit,
  };
}

const textOf = ({ expected, found }: Problem): string => `expected ${expected}, found ${found}`;

/** Replications of other sizes of the prepared scenario, on the same seed and traces. */
function simulator(
  { runner }: WorkspacePorts,
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
