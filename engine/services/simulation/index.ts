import { invariant } from "../../base/assert.js";
import type { Services } from "../../contract/service.js";
import type { Architecture } from "../../contract/result.js";
import type { Scenario } from "../../contract/scenario.js";
import { compareRows } from "../../simulator/comparison.js";
import type { WorkspacePorts } from "../presets.js";
import { inspectServices } from "./inspect.js";
import { prepare, requireCoupled } from "./prepare.js";
import { runReplications } from "./replications.js";
import { sideBySideService } from "./side-by-side.js";
import { judgeAll } from "./verdicts.js";

/** `simulate` and `compare` over a runner of replications. */
export function simulationServices(
  ports: WorkspacePorts,
  traceFolders: readonly string[],
): Pick<
  Services,
  "simulate" | "compare" | "scenario.compare" | "inspect.sessions" | "inspect.session"
> {
  return {
    ...sideBySideService(ports, traceFolders),
    ...inspectServices(ports, traceFolders),

    async simulate({ architecture, ...input }, context) {
      const architectures = architecturesOf(input.scenario, architecture);
      const prepared = await prepare(input, ports, traceFolders);
      const { simulated, provenance, precision } = await runReplications(
        ports.runner,
        prepared,
        architectures,
        input,
        context,
      );
      return {
        provenance,
        precision,
        architectures: Object.fromEntries(
          simulated.map(({ architecture: name, result, wallSeconds }) => [
            name,
            { ...result, wallSeconds },
          ]),
        ),
        ...judgeAll(prepared.scenario, simulated, prepared.warnings),
      };
    },

    async compare({ practicalThreshold, ...input }, context) {
      requireCoupled(input.scenario);
      const prepared = await prepare(input, ports, traceFolders);
      const { scenario } = prepared;
      const { simulated, provenance, precision } = await runReplications(
        ports.runner,
        prepared,
        ["coupled", "decoupled"],
        input,
        context,
      );
      const [coupled, decoupled] = simulated;
      invariant(coupled !== undefined && decoupled !== undefined, "both were simulated");
      const settings = { practicalThreshold, seed: provenance.seed };
      return {
        provenance,
        precision,
        architectures: { coupled: coupled.result, decoupled: decoupled.result },
        table: compareRows(scenario, coupled.records, decoupled.records, settings),
        ...(scenario.claims === undefined ? {} : { claimsSource: scenario.claims.source }),
        ...judgeAll(scenario, [coupled, decoupled], prepared.warnings),
      };
    },
  };
}

/** In the order of before and after; by default every one the scenario describes. */
function architecturesOf(
  scenario: Scenario,
  asked: Architecture | "both" | undefined,
): readonly Architecture[] {
  const wanted = asked ?? (scenario.coupled === undefined ? "decoupled" : "both");
  if (wanted !== "decoupled") requireCoupled(scenario);
  return wanted === "both" ? ["coupled", "decoupled"] : [wanted];
}
