import type { ProgressEvent } from "../../engine/contract/methods.js";
import { writeScenario } from "../../engine/contract/scenario-file.js";
import type { Scenario } from "../../engine/contract/scenario.js";
import { openDocument } from "./document.js";
import { codeOf, messageOf, problemsOf } from "./errors.js";
import type { RunEnd } from "./parts.js";
import type { JobProgress, OwnWork, WorkKind } from "./queue-parts.js";
import type { AppState } from "./app-state.js";

export interface Task {
  readonly scenario: Scenario;
  readonly scenarioId: string | undefined;
  readonly signal: AbortSignal;
  readonly onProgress: (event: ProgressEvent) => void;
  readonly report: (progress: JobProgress) => void;
}

/** Why a text with problems is not worked on, by what was asked for. */
const REFUSED: Readonly<Record<Exclude<WorkKind, OwnWork>, string>> = {
  run: "The scenario has problems and cannot run.",
  simulation: "The scenario has problems and cannot be simulated.",
  plan: "The scenario has problems and cannot be planned.",
  projection: "The scenario has problems and cannot be projected.",
  sensitivity: "The scenario has problems and cannot be simulated.",
  sides: "The scenario has problems and cannot be compared.",
};

/**
 * Starts long work on the open scenario as it stands in the editor: the text is checked first, then
 * the work takes its place in the queue. How it ended without an answer goes to `ended`. `given` are
 * the other things that its answer depends on. Settles when the work has ended.
 */
export async function startWork(
  get: () => AppState,
  kind: Exclude<WorkKind, OwnWork>,
  given: unknown,
  ended: (end: RunEnd | undefined) => void,
  task: (task: Task) => Promise<void>,
): Promise<void> {
  const document = openDocument(get().document);
  if (document === undefined) return;
  const { id: scenarioId, name: scenarioName } = document;
  ended(undefined);
  const scenario = (await get().checkNow())?.scenario;
  if (scenario === undefined) {
    get().navigate({ pane: "scenario" });
    get().announce(REFUSED[kind]);
    return;
  }
  await get().enqueue({
    kind,
    scenarioId,
    scenarioName,
    key: JSON.stringify([kind, scenarioId, given, writeScenario(scenario)]),
    run: (signal, report) =>
      task({
        scenario,
        scenarioId,
        signal,
        onProgress: ({ stage, fraction }) => report({ stage, fraction }),
        report,
      }),
    ended: (error) => {
      const end = { kind: endKind(codeOf(error)), scenarioId, scenarioName };
      ended({ ...end, message: messageOf(error), problems: problemsOf(error) });
    },
  });
}

/** How work ended that failed so. */
export function endKind(code: ReturnType<typeof codeOf>): RunEnd["kind"] {
  if (code === "cancelled") return "cancelled";
  return code === "engine-crashed" || code === "unavailable" ? "interrupted" : "failed";
}
