import type { DriveResult } from "../../engine/contract/drive.js";
import type { FileKind } from "../../engine/contract/file-methods.js";
import { emptyDeck, writeDeck } from "../../engine/contract/deck.js";
import { readScenarioOrThrow, writeScenario } from "../../engine/contract/scenario-file.js";
import { PRESET, REQUEST_LOG } from "../contract/life.js";
import { MINIMAL } from "../contract/minimal.js";
import { clientOver } from "../contract/services.js";
import {
  claimsText,
  recordedPlan,
  recordedProjection,
  recordedResult,
  recordedSides,
} from "../unit/renderer/recorded.js";

const NO_LOAD: DriveResult = {
  scenarioName: "One queue",
  workload: "w",
  origin: "rehearsal",
  model: "rehearsal 1",
  ratePerSecond: 3,
  durationSeconds: 10,
  warmUpShare: 0.2,
  seed: 1,
  repeats: 2,
  budget: { modelSlots: 1, workers: { coupled: 1, decoupled: 1 } },
  architectures: {},
  comparison: [],
  notes: ["Nothing was played."],
};

/** A file without faults of every kind. `folder` is an empty one, in which nothing is written. */
export async function wholeFiles(folder: string): Promise<Readonly<Record<FileKind, string>>> {
  const scenario = readScenarioOrThrow(JSON.stringify(MINIMAL), "minimal");
  const calibration = await clientOver(folder).call("calibrate", { log: REQUEST_LOG });
  const record = (kind: FileKind, fields: Readonly<Record<string, unknown>>): string => {
    const schema = `headroom/${kind}/v1`;
    const file = { schema, createdAt: "2026-01-01T00:00:00.000Z", ...fields };
    return `${JSON.stringify(file, undefined, 1)}\n`;
  };
  return {
    scenario: writeScenario(scenario),
    run: record("run", { scenario, result: recordedResult() }),
    plan: record("plan", { scenario, result: recordedPlan() }),
    projection: record("projection", { scenario, result: recordedProjection() }),
    study: record("study", {
      scenario,
      result: { kind: "side-by-side", others: ["two"], found: recordedSides() },
    }),
    calibration: record("calibration", { logName: "requests.csv", result: calibration }),
    claims: claimsText(),
    deck: writeDeck(emptyDeck("For the board")),
    preset: `${PRESET}\n`,
    drive: record("drive", { scenario, result: NO_LOAD }),
  };
}
