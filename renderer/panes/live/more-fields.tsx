import { useId } from "react";
import type { ReactElement } from "react";
import { useApp } from "../../state/use-app.js";
import { Segmented } from "../../ui/segmented.js";

/** What is seldom chosen: how long answers may be, and what happens at the end and after a crash. */
export function MoreFields(): ReactElement {
  const draft = useApp((state) => state.sessionDraft);
  const change = useApp((state) => state.changeDraft);
  const id = useId();
  return (
    <>
      {draft.workload === "replay" ? null : (
        <>
          <label htmlFor={`${id}-answer`}>Longest answer</label>
          <div className="live-field">
            <span className="live-inline">
              <input
                id={`${id}-answer`}
                type="number"
                min={1}
                max={1_000_000}
                step={1}
                placeholder="the workload’s"
                value={draft.maxTokens}
                onChange={({ target }) => change({ maxTokens: target.value })}
              />
              tokens
            </span>
          </div>
        </>
      )}
      <span>After its turn</span>
      <Segmented
        label="After its turn"
        segments={[
          {
            value: "",
            label: draft.workload === "prompt" ? "Waits, as prompts do" : "Ends, as workloads do",
          },
          draft.workload === "prompt"
            ? { value: "end", label: "Ends" }
            : { value: "wait", label: "Waits for your next message" },
        ]}
        value={draft.onTurnEnd}
        onChange={(onTurnEnd) => change({ onTurnEnd })}
      />
      <span>Unknown outcome</span>
      <div className="live-field">
        <Segmented
          label="A call of unknown outcome"
          segments={[
            { value: "wait", label: "Waits for you" },
            { value: "tell", label: "Is told to the model" },
          ]}
          value={draft.onUnknownOutcome}
          onChange={(onUnknownOutcome) => change({ onUnknownOutcome })}
        />
        <p className="muted">Of a call that a crash broke off and that must not run twice.</p>
      </div>
    </>
  );
}
