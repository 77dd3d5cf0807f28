import { isRecord } from "../../base/guards.js";
import { LEVELS } from "./correction.js";
import type { HardwareFit } from "./hardware-fit.js";
import { STEP_PARAMETERS, TTFT_PARAMETERS } from "./parameters.js";
import { PresetError } from "./presets.js";

const FORMAT = "headroom/gpu-fit/v1";

/**
 * Checks that `value` is a fit this version can evaluate: its format, every parameter, the levels of
 * the correction in order, the bands and the ranges. Throws {@link PresetError}.
 */
export function readHardwareFit(value: unknown): HardwareFit {
  if (!isRecord(value) || value["format"] !== FORMAT)
    throw new PresetError(`format: expected ${FORMAT}; run "npm run fit:gpu"`);
  needNumbers(value["step"], "step", Object.keys(STEP_PARAMETERS));
  needNumbers(value["ttft"], "ttft", Object.keys(TTFT_PARAMETERS));
  const levels = value["levels"];
  const names = LEVELS.map(({ name }) => name);
  if (!Array.isArray(levels) || levels.join("\n") !== names.join("\n"))
    throw new PresetError(`levels: expected ${names.join("; ")}`);
  for (const name of ["tpotCorrection", "ttftCorrection"]) {
    const list = value[name];
    if (!Array.isArray(list) || list.length !== LEVELS.length || !list.every(isRecord))
      throw new PresetError(`${name}: expected one object per level`);
  }
  for (const name of ["bands", "ranges"])
    if (!isRecord(value[name])) throw new PresetError(`${name}: expected an object`);
  if (!Array.isArray(value["generations"])) throw new PresetError("generations: expected a list");
  // Every field a prediction reads has just been checked.
  return value as unknown as HardwareFit;
}

function needNumbers(value: unknown, path: string, names: readonly string[]): void {
  for (const name of names) {
    const field = isRecord(value) ? value[name] : undefined;
    const number = isRecord(field) ? field["value"] : undefined;
    if (typeof number !== "number" || !(number > 0))
      throw new PresetError(`${path}.${name}.value: expected a positive number`);
  }
}
