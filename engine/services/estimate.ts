import type { Services } from "../contract/service.js";
import { estimate } from "../planner/estimate/estimate.js";
import type { WorkspacePorts } from "./presets.js";
import { prepare } from "./simulation/prepare.js";

/** `estimate`: bounds by arithmetic, of the scenario with what it leaves to presets filled in. */
export function estimateService(
  ports: WorkspacePorts,
  traceFolders: readonly string[],
): Pick<Services, "estimate"> {
  return {
    async estimate({ scenario }) {
      const { scenario: resolved, traces } = await prepare(
        { scenario, series: false },
        ports,
        traceFolders,
      );
      return estimate(resolved, traces);
    },
  };
}
