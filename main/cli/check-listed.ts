import path from "node:path";
import { HeadroomError } from "../../engine/contract/errors.js";
import { methods } from "../../engine/contract/methods.js";
import type { MethodName } from "../../engine/contract/methods.js";
import type { Dispatch } from "../../engine/contract/service.js";

/** The folder of the workspace that each of these lists what is in. */
const FOLDER_OF: Readonly<Partial<Record<MethodName, string>>> = {
  "scenario.list": "scenarios",
  "recent.list": "scenarios",
  "run.list": "runs",
  "plan.list": "plans",
  "projection.list": "projections",
  "study.list": "studies",
  "calibration.list": "calibrations",
  "claims.list": "claims",
  "deck.list": "decks",
  "drive.list": "drives",
  "preset.list": "presets",
};

/**
 * Throws `damaged-file` where the folder that was listed cannot be read. The app shows what else there is
 * and a banner; whoever reads the output of a command would take an empty list for an empty folder.
 */
export async function checkListed(
  method: MethodName,
  dispatch: Dispatch,
  signal: AbortSignal,
): Promise<void> {
  const listed = FOLDER_OF[method];
  if (listed === undefined) return;
  const answer = await dispatch("workspace.list", {}, { signal, onEvent: () => undefined });
  const { present } = methods["workspace.list"].output.parse(answer);
  const fault = present.unreadable?.find(({ folder }) => path.basename(folder) === listed);
  if (fault === undefined) return;
  const message = `the ${listed} of this workspace cannot be listed: give their folder back its rights, or take away what stands in its place`;
  const expected = "a folder that can be read";
  throw new HeadroomError("damaged-file", message, [
    { path: fault.folder, expected, found: fault.found },
  ]);
}
