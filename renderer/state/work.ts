import type { ProgressEvent } from "../../engine/contract/methods.js";
import type { Scenario } from "../../engine/contract/scenario.js";
import { openDocument } from "./document.js";
import { codeOf, messageOf, problemsOf } from "./errors.js";
import type { ActiveWork, RunEnd } from "./parts.js";
import type { AppState } from "./app-state.js";

interface Task {
  readonly scenario: Scenario;
  readonly scenarioId: string | undefined;
  readonly signal: AbortSignal;
  readonly onProgress: (event: ProgressEvent) => void;
}

/**
 * Long work on the open scenario, one at a time: the text is checked first, how far it is goes to
 * `show`, and how it ended without an answer to `ended`. `words` name it to who listens.
 */
export function createWork(
  get: () => AppState,
  words: { readonly refused: string; readonly what: string },
  show: (active: ActiveWork | undefined) => void,
  ended: (end: RunEnd | undefined) => void,
): {
  readonly start: (task: (given: Task) => Promise<void>) => Promise<void>;
  readonly cancel: () => void;
} {
  let controller: AbortController | undefined;
  return {
    async start(task) {
      const document = openDocument(get().document);
      if (document === undefined || controller !== undefined) return;
      const own = new AbortController();
      controller = own;
      const { id: scenarioId, name: scenarioName } = document;
      const begun: ActiveWork = { scenarioId, scenarioName, stage: "Starting", fraction: 0 };
      show(begun);
      ended(undefined);
      try {
        const checked = await get().checkNow();
        if (checked?.scenario === undefined) {
          get().navigate({ pane: "scenario" });
          get().announce(words.refused);
          return;
        }
        await task({
          scenario: checked.scenario,
          scenarioId,
          signal: own.signal,
          onProgress: ({ stage, fraction }) => {
            if (controller === own) show({ ...begun, stage, fraction });
          },
        });
      } catch (error) {
        const kind = endKind(codeOf(error));
        const problems = problemsOf(error);
        ended({ kind, scenarioId, scenarioName, message: messageOf(error), problems });
        get().announce(`${words.what} ended: ${kind}.`);
      } finally {
        controller = undefined;
        show(undefined);
      }
    },
    cancel: () => controller?.abort(),
  };
}

export function endKind(code: ReturnType<typeof codeOf>): RunEnd["kind"] {
  if (code === "cancelled") return "cancelled";
  return code === "engine-crashed" || code === "unavailable" ? "interrupted" : "failed";
}
