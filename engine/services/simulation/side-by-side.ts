import { invariant } from "../../base/assert.js";
import type { Services } from "../../contract/service.js";
import { sideRows } from "../../simulator/side-by-side.js";
import type { WorkspacePorts } from "../presets.js";
import { prepare } from "./prepare.js";
import { runReplications } from "./replications.js";
import { judgeAll } from "./verdicts.js";

/**
 * `scenario.compare`: the decoupled deployments of two to four scenarios. All have the first one's seed,
 * replications and sessions, so that the same sessions come to each where their workloads are alike.
 */
export function sideBySideService(
  ports: WorkspacePorts,
  traceFolders: readonly string[],
): Pick<Services, "scenario.compare"> {
  return {
    async "scenario.compare"(
      { scenarios, practicalThreshold, seed, replications, requests },
      context,
    ) {
      const [base] = scenarios;
      invariant(base !== undefined, "the contract asks for two scenarios or more");
      const run = {
        seed: seed ?? base.run.seed,
        replications: replications ?? base.run.replications,
        requests: requests ?? base.run.requests,
      };
      const arms = [];
      for (const [at, scenario] of scenarios.entries()) {
        const prepared = await prepare(
          { ...run, scenario, series: false, band: undefined },
          ports,
          traceFolders,
        );
        const { simulated, provenance } = await runReplications(
          ports.runner,
          prepared,
          ["decoupled"],
          { maxReplications: run.replications },
          {
            signal: context.signal,
            emit: ({ kind, stage, fraction }) =>
              context.emit({
                kind,
                stage: `${scenario.name}, ${stage}`,
                fraction: (at + fraction) / scenarios.length,
              }),
          },
        );
        const [decoupled] = simulated;
        invariant(decoupled !== undefined, "every scenario describes a decoupled deployment");
        const judged = judgeAll(prepared.scenario, simulated, prepared.warnings);
        arms.push({ scenario: prepared.scenario, decoupled, provenance, judged });
      }
      const settings = { practicalThreshold, seed: run.seed };
      return {
        arms: arms.map(({ provenance, decoupled, judged }) => ({
          provenance,
          requirementsMet: judged.requirementsMet,
          latencyHistogram: decoupled.result.latencyHistogram,
        })),
        rows: sideRows(
          arms.map(({ scenario, decoupled }) => ({ scenario, records: decoupled.records })),
          settings,
        ),
        warnings: arms.flatMap(({ scenario, judged }) =>
          judged.warnings.map((warning) => `${scenario.name}: ${warning}`),
        ),
      };
    },
  };
}
