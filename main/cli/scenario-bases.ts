import path from "node:path";
import { HeadroomError } from "../../engine/contract/errors.js";
import { isItemId } from "../../engine/contract/item-id.js";
import { methods } from "../../engine/contract/methods.js";
import {
  overridden,
  readScenarioOver,
  SCENARIO_MAX_BYTES,
} from "../../engine/contract/scenario-file.js";
import type { FindBase } from "../../engine/contract/scenario-file.js";
import { Scenario } from "../../engine/contract/scenario.js";
import { readSetting } from "../../engine/contract/what-if.js";
import type { Override } from "../../engine/contract/what-if.js";
import { readRegularFile } from "../../engine/services/store/read-file.js";
import type { CommandInput } from "./input.js";
import type { Source } from "./sources.js";

/** The `--set` options as they were typed. */
export function settingsOf({ set }: Readonly<Record<string, unknown>>): readonly string[] {
  return Array.isArray(set) ? set.map(String) : [];
}

/**
 * The scenario of a command: given, stored or inherited, with the settings of the command line made.
 * undefined where the command takes none. Throws `invalid-input` with the path of what is wrong.
 */
export async function scenarioOf(
  {
    input,
    scenarioId,
    scenarioSource,
    settings,
  }: CommandInput & { readonly settings: readonly string[] },
  readStored: (id: string) => Promise<unknown>,
): Promise<unknown> {
  let scenario = input["scenario"];
  if (scenarioId !== undefined) scenario = await readStored(scenarioId);
  if (scenarioSource !== undefined) scenario = await readInherited(scenarioSource, readStored);
  if (settings.length === 0) return scenario;
  const whole = Scenario.parse(scenario);
  const name = scenarioId ?? scenarioSource?.name ?? whole.name;
  const overrides = settings.map(settingOf);
  const { scenario: set, problems } = overridden(whole, name, overrides);
  if (set !== undefined) return set;
  throw new HeadroomError("invalid-input", "--set leaves no valid scenario", problems);
}

async function readInherited(
  { bytes, name, folder }: Source,
  readStored: (id: string) => Promise<unknown>,
): Promise<unknown> {
  const findBase: FindBase = async (base) => {
    const file = path.resolve(folder ?? ".", base);
    const reading = await readRegularFile(file, SCENARIO_MAX_BYTES);
    if (reading.bytes !== undefined) return { key: file, source: reading.bytes };
    if (!isItemId(base)) return undefined;
    try {
      const stored = methods["scenario.read"].output.shape.scenario.parse(await readStored(base));
      return stored === undefined ? undefined : { key: base, source: JSON.stringify(stored) };
    } catch (error) {
      if (error instanceof HeadroomError && error.code === "invalid-input") return undefined;
      throw error;
    }
  };
  const own = folder === undefined ? [] : [path.resolve(name)];
  const { scenario, problems } = await readScenarioOver(bytes, findBase, own);
  if (scenario !== undefined) return scenario;
  throw new HeadroomError("invalid-input", `${name} is not a valid scenario`, problems);
}

function settingOf(text: string): Override {
  const setting = readSetting(text);
  if (setting === undefined) {
    throw new HeadroomError("invalid-input", "--set cannot be read", [
      {
        path: "--set",
        expected: "a path and a value, such as brain.replicas=4",
        found: JSON.stringify(text),
      },
    ]);
  }
  const isElement = /\/\d+$/.test(setting.path);
  // RFC 6902: "add" sets a member of an object, whether it was there or not, but inserts into a list.
  return { op: isElement ? "replace" : "add", ...setting };
}
