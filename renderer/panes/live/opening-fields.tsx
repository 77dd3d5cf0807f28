import type { ReactElement } from "react";
import { useApp } from "../../state/use-app.js";
import { Segmented } from "../../ui/segmented.js";

/** What a session of a workload begins with. */
export function OpeningFields(): ReactElement {
  const draft = useApp((state) => state.sessionDraft);
  const change = useApp((state) => state.changeDraft);
  return (
    <>
      <span>Opening message</span>
      <div className="live-field">
        <Segmented
          label="Opening message"
          segments={[
            { value: "seed", label: "Made from a seed" },
            { value: "message", label: "My own" },
          ]}
          value={draft.opening}
          onChange={(opening) => change({ opening })}
        />
        {draft.opening === "seed" ? (
          <label className="live-inline">
            Seed
            <input
              type="number"
              required
              min={0}
              max={4_294_967_295}
              step={1}
              value={draft.seed}
              onChange={({ target }) => change({ seed: target.value })}
            />
          </label>
        ) : (
          <textarea
            aria-label="Message"
            required
            rows={4}
            maxLength={100_000}
            value={draft.message}
            onChange={({ target }) => change({ message: target.value })}
          />
        )}
      </div>
    </>
  );
}
