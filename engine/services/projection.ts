import type { Services } from "../contract/service.js";
import { priceWarnings } from "../planner/projection/price-warnings.js";
import { project } from "../planner/projection/project.js";
import type { ServicePorts } from "./ports.js";
import { prepare } from "./simulation/prepare.js";

/** `project`: demand, figures and money over the horizon, simulating on the runner's threads. */
export function projectionService(
  ports: ServicePorts,
  traceFolders: readonly string[],
): Pick<Services, "project"> {
  return {
    async project({ horizonDays, ...input }, context) {
      const prepared = await prepare({ ...input, series: false }, ports, traceFolders);
      const { provenance, run, scenario } = prepared;
      const projected = await project(
        scenario,
        { horizonDays, seed: run.seed },
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
