import type { CalibrateResult } from "../../engine/contract/calibration.js";
import type { Scenario } from "../../engine/contract/scenario.js";
import type { SliceCreator } from "./app-state.js";
import type { CalibrationSlice } from "./result-slices.js";
import {
  fileProblem,
  FIRST_CALIBRATION,
  optionsOf,
  readSettingsFile,
} from "./calibration-parts.js";
import { codeOf, messageOf, problemsOf } from "./errors.js";
import { handOver } from "./hand-over.js";
import type { HandOver } from "./hand-over.js";
import { keep, toRead } from "./kept.js";
import type { JobProgress } from "./queue-parts.js";
import { endKind } from "./work.js";

/** Share of the progress bar that handing over the log takes. */
const HAND_OVER = 0.1;
const STAGES: Readonly<Record<string, string>> = {
  settings: "Settling what was not given",
  fit: "Fitting the step times",
  prediction: "Predicting the rest of the log",
  done: "Done",
};

/** Under what name this device remembers which log was chosen and never calibrated from. */
const CHOSEN_LOG = "chosen-log";

export const createCalibrationSlice: SliceCreator<CalibrationSlice> = (
  set,
  get,
  { client, memory },
) => {
  type Options = ReturnType<typeof optionsOf>["options"];

  const calibrate = async (
    file: File,
    options: Options,
    signal: AbortSignal,
    report: (progress: JobProgress) => void,
  ): Promise<void> => {
    const keptIn = get().workspaces?.present.folder;
    const given: HandOver = {
      field: "log",
      expected: "a text: CSV, JSON lines or JSON, in UTF-8",
      signal,
      onPart: (fraction) => report({ stage: "Reading the log", fraction: fraction * HAND_OVER }),
    };
    const result = await handOver(client, file, given, (log) =>
      client.call(
        "calibrate",
        { log, ...options },
        {
          signal,
          onEvent: ({ stage, fraction }) =>
            report({
              stage: STAGES[stage] ?? stage,
              fraction: HAND_OVER + (1 - HAND_OVER) * fraction,
            }),
        },
      ),
    );
    memory.write(CHOSEN_LOG, "");
    await keep(get, keptIn, {
      what: `The calibration from ${file.name}`,
      scenarioId: undefined,
      save: () =>
        client.call("calibration.save", {
          logName: file.name,
          result,
          ...(keptIn === undefined ? {} : { keptIn }),
        }),
      isShown: () => get().calibration?.result === result,
      show: (saved) => {
        set({ calibration: { logName: file.name, result, saved } });
        if (get().route.calibrationId !== undefined) {
          get().navigate({ calibrationId: undefined }, "replace");
        }
      },
    });
  };

  const ended = (scenarioName: string, error: unknown): void => {
    const problems = problemsOf(error);
    if (codeOf(error) === "invalid-input" && problems.length > 0) {
      set({ calibrationProblems: problems });
      return;
    }
    const end = { kind: endKind(codeOf(error)), scenarioId: undefined, scenarioName };
    set({ calibrationEnd: { ...end, message: messageOf(error), problems } });
  };

  return {
    logFile: undefined,
    logChosenBefore: memory.read(CHOSEN_LOG) || undefined,
    engineSettings: undefined,
    calibrationDraft: FIRST_CALIBRATION,
    calibrationProblems: [],
    calibrationEnd: undefined,
    calibration: undefined,

    chooseLog(file) {
      const problem = fileProblem(file);
      set({
        logFile: file,
        logChosenBefore: undefined,
        calibrationProblems: problem === undefined ? [] : [problem],
        calibrationEnd: undefined,
      });
      memory.write(CHOSEN_LOG, file.name);
      if (get().route.pane !== "calibrate") get().navigate({ pane: "calibrate" });
    },

    async chooseEngineSettings(file) {
      const read = file === undefined ? undefined : await readSettingsFile(file);
      const others = get().calibrationProblems.filter(({ path }) => !path.startsWith("settings"));
      set(
        read === undefined || "settings" in read
          ? { engineSettings: read, calibrationProblems: others }
          : { engineSettings: undefined, calibrationProblems: [...others, read] },
      );
    },

    changeCalibrationDraft(to) {
      set({ calibrationDraft: { ...get().calibrationDraft, ...to }, calibrationProblems: [] });
    },

    async startCalibration() {
      const { logFile: file, calibrationDraft, engineSettings } = get();
      if (file === undefined) {
        const expected = "a file: choose one, or drop it here";
        set({ calibrationProblems: [{ path: "log", expected, found: "nothing" }] });
        return;
      }
      const unreadable = fileProblem(file);
      const { options, problems } = optionsOf(calibrationDraft, engineSettings);
      const wrong = unreadable === undefined ? problems : [unreadable, ...problems];
      set({ calibrationProblems: wrong, calibrationEnd: undefined });
      if (wrong.length > 0) return;
      const { name, size, lastModified } = file;
      await get().enqueue({
        kind: "calibration",
        scenarioId: undefined,
        scenarioName: name,
        key: JSON.stringify(["calibration", name, size, lastModified, options]),
        run: (signal, report) => calibrate(file, options, signal, report),
        ended: (error) => ended(name, error),
      });
    },

    async showCalibration() {
      const { library, calibration, route } = get();
      const { calibrationId } = route;
      if (library.kind !== "ready") return;
      const id = toRead(library.calibrations, calibrationId, calibration?.saved);
      if (id === undefined) return;
      try {
        const { entry, result } = await client.call("calibration.read", { id });
        if (get().route.calibrationId !== calibrationId) return;
        if (calibrationId === undefined && get().calibration !== calibration) return;
        const { logName } = entry;
        set({ calibration: { logName, result, saved: { kind: "saved", entry } } });
      } catch (error) {
        if (codeOf(error) === "not-found") return;
        get().notify({ tone: "bad", text: `The calibration cannot be shown. ${messageOf(error)}` });
      }
    },

    async makeCalibratedScenario() {
      const { calibration } = get();
      if (calibration === undefined) return;
      try {
        const scenario = scenarioOf(calibration.logName, calibration.result);
        const { entry } = await client.call("scenario.save", { scenario });
        await get().refreshLibrary();
        get().notify({ tone: "good", text: `${entry.name} is saved.` });
        get().navigate({ pane: "scenario", scenarioId: entry.id, runId: undefined });
      } catch (error) {
        get().notify({ tone: "bad", text: `The scenario was not saved. ${messageOf(error)}` });
      }
    },
  };
};

/** A promise is a little above what was measured, which is what the server is known to keep. */
const PROMISE_FACTOR = 1.1;
const PROMISE_DIGITS = 2;
const MOST_NAME = 100;

/**
 * The scenario that was learnt, named after its file, with what was measured as its promise: so there is
 * something to plan for, and to change.
 */
export function scenarioOf(logName: string, { scenario, prediction }: CalibrateResult): Scenario {
  const p95 = prediction.quantilesMs.endToEnd?.p95.measured;
  const promise =
    p95 === undefined ? undefined : Number((p95 * PROMISE_FACTOR).toPrecision(PROMISE_DIGITS));
  return {
    ...scenario,
    name: `Calibrated from ${logName}`.slice(0, MOST_NAME),
    ...(promise === undefined
      ? {}
      : { description: `${scenario.description} ${promiseWords(promise)}` }),
    sources: scenario.sources.map((source) => ({ ...source, from: `${source.from} (${logName})` })),
    workloads: scenario.workloads.map((workload) => ({
      ...workload,
      objectives: promise === undefined ? {} : { latencyP95Ms: promise },
    })),
  };
}

const promiseWords = (ms: number): string =>
  `Its promise, a p95 below ${ms / 1000} s, is a tenth above what was measured and rounded: put your own in its place.`;
