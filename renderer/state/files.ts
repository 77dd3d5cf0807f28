import { BILLING_MAX_BYTES } from "../../engine/contract/billing.js";
import { CLAIMS_MAX_BYTES } from "../../engine/contract/claims.js";
import { DECK_MAX_BYTES } from "../../engine/contract/deck.js";
import { formatProblem } from "../../engine/contract/errors.js";
import { PRESET_MAX_BYTES } from "../../engine/contract/preset.js";
import { SCENARIO_MAX_BYTES } from "../../engine/contract/scenario-file.js";
import { traceFormatOf } from "../../engine/contract/trace-format.js";
import { UPLOAD_MAX_BYTES } from "../../engine/contract/uploads.js";
import type { SliceCreator } from "./app-state.js";
import type { FilesSlice } from "./library-slices.js";
import { messageOf } from "./errors.js";
import { readBillingRules } from "./run-options-parts.js";
import type { RunOptions } from "./run-options-parts.js";

/** What Headroom can take in. */
export type FileKind =
  | "scenario"
  | "claims"
  | "session"
  | "deck"
  | "preset"
  | "bill"
  | "billing rules"
  | "engine settings"
  | "request trace"
  | "request log";

/** In words. */
export const WHAT_IS_TAKEN =
  "scenarios, claim sets, decks, presets, exported sessions, request logs, request traces, bills and billing rules";

/** Long enough for a header, short enough to read of a file of any size. */
const HEAD_BYTES = 65_536;

const SCHEMA =
  /"schema"\s*:\s*"headroom\/(scenario|claims|session|deck|preset|billing-rules)\/v\d+"/;
const KINDS: ReadonlyMap<string, FileKind> = new Map([
  ["scenario", "scenario"],
  ["claims", "claims"],
  ["session", "session"],
  ["deck", "deck"],
  ["preset", "preset"],
  ["billing-rules", "billing rules"],
]);
/** The first line of a bill in FOCUS format has these columns. */
const FOCUS = ["BilledCost", "ChargePeriodStart"];
const ENGINE_SETTINGS =
  /"(?:engine_kwargs|engine_args|kv_cache|max_num_seqs|max_num_batched_tokens)"/;
const SCENARIO_PART = /"(?:workloads|brain|hands)"\s*:/;

/**
 * What a file is, by the beginning of its text and not by its name; undefined where it is no text. What
 * is not Headroom's own may be a request log: calibration tells what is missing in it.
 */
export function kindOf(head: string): FileKind | undefined {
  if (head.includes("\0") || head.includes("\uFFFD")) return undefined;
  const [, schema = ""] = SCHEMA.exec(head) ?? [];
  const known = KINDS.get(schema);
  if (known !== undefined) return known;
  const [columns = ""] = head.split("\n", 1);
  if (FOCUS.every((column) => columns.includes(column))) return "bill";
  if (traceFormatOf(columns) !== undefined) return "request trace";
  if (!head.trimStart().startsWith("{")) return "request log";
  if (isObject(head.trimStart().split("\n", 1)[0] ?? "")) return "request log";
  if (ENGINE_SETTINGS.test(head)) return "engine settings";
  return SCENARIO_PART.test(head) ? "scenario" : "request log";
}

/** A whole object on the first line is a line of JSONL, unless nothing follows; then either is as good. */
function isObject(line: string): boolean {
  try {
    JSON.parse(line);
    return !SCENARIO_PART.test(line) && !ENGINE_SETTINGS.test(line);
  } catch {
    return false;
  }
}

const LIMITS: Readonly<Partial<Record<FileKind, number>>> = {
  scenario: SCENARIO_MAX_BYTES,
  claims: CLAIMS_MAX_BYTES,
  session: UPLOAD_MAX_BYTES,
  deck: DECK_MAX_BYTES,
  preset: PRESET_MAX_BYTES,
  bill: BILLING_MAX_BYTES,
};

const named = ({ name }: File): string => name.replace(/\.[^.]*$/, "").slice(0, 100) || "File";

/** Files from outside: what is dropped on the window, or chosen to be taken in. */
export const createFilesSlice: SliceCreator<FilesSlice> = (_set, get) => {
  const refuse = (file: File, why: string): void =>
    get().notify({ tone: "bad", text: `${file.name} was not taken in. ${why}` });

  /** For the next projection, which the notice offers. */
  const beside = (what: string, change: Partial<RunOptions>): void => {
    get().changeRunOptions({ ...get().runOptions, ...change });
    get().navigate({ pane: "money" });
    get().notify({
      tone: "plain",
      text: `${what} for the next projection.`,
      action: { label: "Project now", run: () => void get().startProjection() },
    });
  };

  const takeRules = async (file: File): Promise<void> => {
    const reading = readBillingRules(await file.text());
    if ("rules" in reading) {
      const billingRules = { name: file.name, rules: reading.rules };
      return beside(`${file.name} says which charge belongs to which line`, { billingRules });
    }
    const [first] = reading.problems;
    return refuse(file, first === undefined ? "It is not valid." : `${formatProblem(first)}.`);
  };

  const take = async (file: File): Promise<void> => {
    // A character may be cut in two at the end; it must not make a binary file of a text.
    const bytes = await file.slice(0, HEAD_BYTES).arrayBuffer();
    const head = new TextDecoder("utf-8").decode(bytes, { stream: true });
    const kind = file.size === 0 ? undefined : kindOf(head);
    if (kind === undefined) {
      const found = file.size === 0 ? "It is empty." : "It is no text in UTF-8.";
      refuse(file, `${found} Headroom takes in ${WHAT_IS_TAKEN}.`);
      return;
    }
    const limit = LIMITS[kind] ?? Infinity;
    if (file.size > limit) {
      refuse(
        file,
        `A ${kind} has at most ${limit / 1e6} MB; this file has ${Math.ceil(file.size / 1e6)} MB.`,
      );
      return;
    }
    switch (kind) {
      case "scenario":
        return get().takeScenario(named(file), await file.text());
      case "request trace":
        return get().takeTrace(file);
      case "claims":
        return get().takeClaims(named(file), await file.text());
      case "session":
        get().navigate({ pane: "live" });
        return get().importSession(file);
      case "deck":
        return get().takeDeck(named(file), await file.text());
      case "preset":
        return get().takePreset(await file.text());
      case "bill": {
        const bill = { name: file.name, text: await file.text() };
        return beside(`${file.name} stands beside what is projected`, { bill });
      }
      case "billing rules":
        return takeRules(file);
      case "engine settings":
        get().navigate({ pane: "calibrate" });
        return get().chooseEngineSettings(file);
      default:
        return get().chooseLog(file);
    }
  };

  return {
    async takeFiles(files) {
      for (const file of files) {
        try {
          await take(file);
        } catch (error) {
          refuse(file, messageOf(error));
        }
      }
    },
  };
};
