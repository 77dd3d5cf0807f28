import { BillingRules } from "../contract/billing.js";
import type { ParsedInputOf } from "../contract/methods.js";
import type { Architecture } from "../contract/result.js";
import type { CallContext, Services } from "../contract/service.js";
import type { Simulate } from "../planner/pools/evaluate.js";
import { priceWarnings } from "../planner/projection/price-warnings.js";
import { project } from "../planner/projection/project.js";
import type { Bill } from "../planner/projection/billed.js";
import type { Replanner } from "../planner/projection/replan.js";
import type { DriveLibrary } from "./live/drive/library.js";
import type { WorkspacePorts } from "./presets.js";
import { readFocus } from "../trace/focus.js";
import { prepare } from "./simulation/prepare.js";
import type { Prepared } from "./simulation/prepare.js";
import { readPreset } from "./simulation/preset-file.js";

const RULES_FILE = "focus-rules.json";

/** `project`: demand, figures and money over the horizon, simulating on the runner's threads. */
export function projectionService(
  ports: WorkspacePorts,
  traceFolders: readonly string[],
  drives: DriveLibrary,
): Pick<Services, "project"> {
  return {
    async project(
      { horizonDays, replan, billing, billingRules, billed, measured: ids, ...input },
      context,
    ) {
      const measured = await Promise.all(
        ids.map(async (id) => ({ drive: id, result: (await drives.read(id)).result })),
      );
      const bill = await readBill(ports, { billing, billingRules, billed });
      const prepared = await prepare({ ...input, series: false }, ports, traceFolders);
      const { provenance, run, scenario } = prepared;
      const projected = await project(
        scenario,
        { horizonDays, seed: run.seed, bill, measured },
        {
          simulate: (scaled, architecture, demand, onFraction) => {
            // As much simulated time as at today's demand, so that the pools settle as they do there.
            const requests = Math.ceil(run.requests * Math.max(1, demand));
            const jobs = prepared
              .jobs(architecture, 0, run.replications)
              .map((job) => ({ ...job, scenario: scaled, run: { ...run, requests } }));
            return ports.runner.run(jobs, {
              signal: context.signal,
              onProgress: ({ fraction }) => onFraction(fraction),
            });
          },
          replanner: replan ? replannerOf(ports, prepared, context) : undefined,
          onStage: (stage, fraction) => context.emit({ kind: "progress", stage, fraction }),
        },
      );
      context.emit({ kind: "progress", stage: "done", fraction: 1 });
      return {
        provenance,
        ...projected,
        warnings: [
          ...prepared.warnings,
          ...priceWarnings(scenario, provenance.presets, ports.now()),
          ...projected.warnings,
        ],
      };
    },
  };
}

/** Simulates sizes of the prepared scenario on the same seed and traces. */
function replannerOf(
  { runner }: WorkspacePorts,
  prepared: Prepared,
  { signal }: CallContext<"project">,
): Replanner {
  const simulate =
    (architecture: Architecture): Simulate =>
    (scenario, { first, replications, requests }) => {
      const run = { ...prepared.run, replications: first + replications, requests };
      const jobs = prepared
        .jobs(architecture, first, first + replications)
        .map((job) => ({ ...job, scenario, run }));
      return runner.run(jobs, { signal, onProgress: () => {} });
    };
  return {
    run: prepared.run,
    simulate: { before: simulate("coupled"), after: simulate("decoupled") },
  };
}

/** The bill that came with the call, read before anything is simulated: a faulty one is told of at once. */
async function readBill(
  { shippedFolder }: WorkspacePorts,
  {
    billing,
    billingRules,
    billed,
  }: Pick<ParsedInputOf<"project">, "billing" | "billingRules" | "billed">,
): Promise<Bill | undefined> {
  if (billing === undefined) return undefined;
  const rules =
    billingRules ?? (await readPreset(shippedFolder, RULES_FILE, BillingRules, "billingRules"));
  return { ...readFocus(billing, rules), rules, side: billed };
}
