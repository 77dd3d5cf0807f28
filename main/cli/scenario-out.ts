import { lstat } from "node:fs/promises";
import { CalibrateResult } from "../../engine/contract/calibration.js";
import { HeadroomError } from "../../engine/contract/errors.js";
import { writeScenario } from "../../engine/contract/scenario-file.js";
import { createFile, replaceFile } from "../../engine/services/store/atomic-write.js";
import { diskFileSystem } from "../../engine/services/store/file-system.js";

/** Where `headroom calibrate` leaves the scenario it learnt. */
export interface ScenarioOut {
  readonly file: string;
  /** Whether a file that is there may be replaced. */
  readonly force: boolean;
}

/** From the options of `calibrate`: undefined where no file is asked for. */
export function scenarioOutOf(typed: Readonly<Record<string, unknown>>): ScenarioOut | undefined {
  const { scenarioOut: file, force } = typed;
  return typeof file === "string" ? { file, force: force === true } : undefined;
}

/** Throws `invalid-input` where the file is there and may not be replaced: before the work, not after it. */
export async function checkFree({ file, force }: ScenarioOut): Promise<void> {
  if (force) return;
  const isThere = await lstat(file).then(
    () => true,
    () => false,
  );
  if (isThere) throw taken(file);
}

/** Writes the scenario whole or not at all. Throws `invalid-input` as {@link checkFree} does. */
export async function writeOut({ file, force }: ScenarioOut, output: unknown): Promise<void> {
  const text = writeScenario(CalibrateResult.parse(output).scenario);
  if (force) await replaceFile(diskFileSystem, file, text);
  else if (!(await createFile(diskFileSystem, file, text))) throw taken(file);
}

function taken(file: string): HeadroomError {
  return new HeadroomError("invalid-input", `${file} is not replaced`, [
    {
      path: "--scenario-out",
      expected: "a new file, or --force",
      found: `${file}, which is there`,
    },
  ]);
}
