import type { Services } from "../contract/service.js";
import { sensitivity } from "../planner/sensitivity/sensitivity.js";
import type { WorkspacePorts } from "./presets.js";
import { prepare, requireCoupled } from "./simulation/prepare.js";

/** Enough for paired differences, which vary far less than the figures themselves. */
const MOST_REPLICATIONS = 10;
const MOST_REQUESTS = 4000;

/** `sensitivity`: every input moved by itself, simulated on the runner's threads. */
export function sensitivityService(
  ports: WorkspacePorts,
  traceFolders: readonly string[],
): Pick<Services, "sensitivity"> {
  return {
    async sensitivity({ swing, architecture, ...input }, context) {
      const { scenario } = input;
      if (architecture === "coupled") requireCoupled(scenario);
      const { run } = scenario;
      const { replications, requests } = {
        replications: input.replications ?? Math.min(MOST_REPLICATIONS, run.replications),
        requests: input.requests ?? Math.min(MOST_REQUESTS, run.requests),
      };
      const prepared = await prepare(
        { ...input, replications, requests, series: false },
        ports,
        traceFolders,
      );
      const found = await sensitivity(
        prepared.scenario,
        architecture,
        swing,
        prepared.provenance.coefficients,
        {
          simulate: (moved) =>
            ports.runner.run(
              prepared
                .jobs(architecture, 0, replications)
                .map((job) => ({ ...job, scenario: moved })),
              { signal: context.signal, onProgress: () => {} },
            ),
          onStage: (stage, fraction) => context.emit({ kind: "progress", stage, fraction }),
        },
      );
      context.emit({ kind: "progress", stage: "done", fraction: 1 });
      return {
        provenance: prepared.provenance,
        architecture,
        swing,
        ...found,
        warnings: [...prepared.warnings],
      };
    },
  };
}
