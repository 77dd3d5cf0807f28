import path from "node:path";
import type { z } from "zod";
import { HeadroomError } from "../../contract/errors.js";
import { describeDamage, readJsonFile } from "../store/json-file.js";

const MAX_BYTES = 1_000_000;

/** A file of `scenarios/presets`, for the scenario field `at`. Throws `invalid-input` where it cannot be read. */
export async function readPreset<S extends z.ZodType>(
  folder: string | undefined,
  name: string,
  schema: S,
  at: string,
): Promise<z.output<S>> {
  const refuse = (found: string): HeadroomError =>
    new HeadroomError("invalid-input", `the preset ${name} cannot be read`, [
      { path: at, expected: `scenarios/presets/${name} of Headroom, or no such field`, found },
    ]);
  if (folder === undefined) throw refuse("a build without scenarios");
  const reading = await readJsonFile(path.join(folder, "presets", name), schema, MAX_BYTES);
  if (reading.state === "read") return reading.value;
  throw refuse(reading.state === "missing" ? "no such file" : describeDamage(reading.problems));
}
