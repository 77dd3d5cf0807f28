import { isRecord } from "../../engine/base/guards.js";
import { LogRole } from "../../engine/contract/calibration.js";
import type { CalibrateResult } from "../../engine/contract/calibration.js";
import type { Problem } from "../../engine/contract/errors.js";
import type { CalibrationEntry, InputOf } from "../../engine/contract/methods.js";
import { UPLOAD_MAX_BYTES } from "../../engine/contract/uploads.js";
import type { Saved } from "./parts.js";

type CalibrateInput = InputOf<"calibrate">;

/** What a column of a log can hold. */
export const LOG_ROLES: readonly LogRole[] = LogRole.options;

/** Engine settings that the form asks for; what is empty is taken from a file, the log or the fit. */
export const ASKED_SETTINGS = ["replicas", "maxBatch", "tokenBudget", "kvTokens"] as const;
export type AskedSetting = (typeof ASKED_SETTINGS)[number];

/** The options of a calibration, as typed. */
export interface CalibrationDraft extends Readonly<Record<AskedSetting, string>> {
  /** Share that is fitted, in percent. */
  readonly fitPercent: string;
  /** Empty: as the numbers tell. */
  readonly timeUnit: NonNullable<CalibrateInput["timeUnit"]> | "";
  /** Of the search. Empty: the engine's own. */
  readonly seed: string;
  /** Names of columns by what they hold; empty or not there: as their names tell. */
  readonly columns: Readonly<Partial<Record<LogRole, string>>>;
}

export const FIRST_CALIBRATION: CalibrationDraft = {
  fitPercent: "50",
  timeUnit: "",
  replicas: "",
  maxBatch: "",
  tokenBudget: "",
  kvTokens: "",
  seed: "",
  columns: {},
};

/** A file of engine settings, read. */
export interface EngineSettingsFile {
  readonly name: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** A calibration, the file it was made of, and whether it is on disk. */
export interface ShownCalibration {
  readonly logName: string;
  readonly result: CalibrateResult;
  readonly saved: Saved<CalibrationEntry>;
}

const LARGEST_SEED = 4_294_967_295;
const MEGABYTE = 1e6;
/** What vLLM writes of its settings is a few kilobytes. */
const SETTINGS_MAX_BYTES = 5 * MEGABYTE;

/** What a draft asks the engine for, but the log; or what is wrong with it, field by field. */
export function optionsOf(
  draft: CalibrationDraft,
  file: EngineSettingsFile | undefined,
): { readonly options: Omit<CalibrateInput, "log">; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const settings: Record<string, unknown> = { ...file?.settings };
  for (const name of ASKED_SETTINGS) {
    const text = draft[name].trim();
    if (text === "") continue;
    const value = Number(text);
    if (Number.isInteger(value) && value >= 1) settings[name] = value;
    else problems.push({ path: name, expected: "a whole number of at least 1", found: text });
  }
  const percent = draft.fitPercent.trim() === "" ? Number.NaN : Number(draft.fitPercent);
  if (!(percent > 0 && percent < 100)) {
    const expected = "a number above 0 and below 100, so that a part is left to predict";
    problems.push({ path: "fit", expected, found: draft.fitPercent.trim() || "nothing" });
  }
  const seed = draft.seed.trim() === "" ? undefined : Number(draft.seed);
  if (seed !== undefined && !(Number.isInteger(seed) && seed >= 0 && seed <= LARGEST_SEED)) {
    const expected = `a whole number from 0 to ${LARGEST_SEED}`;
    problems.push({ path: "seed", expected, found: draft.seed.trim() });
  }
  const { timeUnit } = draft;
  const columns = Object.fromEntries(
    Object.entries(draft.columns).flatMap(([role, name]) =>
      name.trim() === "" ? [] : [[role, name.trim()]],
    ),
  );
  const options = {
    settings,
    fit: percent / 100,
    ...(Object.keys(columns).length === 0 ? {} : { columns }),
    ...(timeUnit === "" ? {} : { timeUnit }),
    ...(seed === undefined ? {} : { seed }),
  };
  return { options, problems };
}

/** What is wrong with a file of requests before a byte of it is read. */
export function fileProblem({ size }: Pick<File, "size">): Problem | undefined {
  if (size === 0) return { path: "log", expected: "a log with requests", found: "an empty file" };
  if (size <= UPLOAD_MAX_BYTES) return undefined;
  const expected = `a file of at most ${megabytes(UPLOAD_MAX_BYTES)}`;
  return { path: "log", expected, found: megabytes(size) };
}

const megabytes = (bytes: number): string => `${Math.ceil(bytes / MEGABYTE)} MB`;

/** Reads a file of engine settings: a JSON object. Its fields are checked by the engine. */
export async function readSettingsFile(
  file: Pick<File, "name" | "size" | "text">,
): Promise<EngineSettingsFile | Problem> {
  const expected = "a JSON object, such as vLLM's meta.json";
  if (file.size > SETTINGS_MAX_BYTES) {
    return { path: "settings", expected, found: `a file of ${file.size} bytes` };
  }
  try {
    const value: unknown = JSON.parse(await file.text());
    if (!isRecord(value)) return { path: "settings", expected, found: "other JSON" };
    return { name: file.name, settings: value };
  } catch {
    return { path: "settings", expected, found: "no JSON" };
  }
}

/** What is wrong at one field: `field` itself, or what the engine found inside it. */
export function problemsOfField(problems: readonly Problem[], field: string): readonly Problem[] {
  return problems.filter(
    ({ path }) => path === field || path.startsWith(`${field}:`) || path.startsWith(`${field}.`),
  );
}
