import { useId } from "react";
import type { ReactElement } from "react";
import { useApp } from "../../state/use-app.js";
import { ORIGIN_NAMES } from "../../ui/names.js";

/** The model or the alias that a session asks for. */
export function ModelFields(): ReactElement {
  const draft = useApp((state) => state.sessionDraft);
  const change = useApp((state) => state.changeDraft);
  const models = useApp((state) => state.models);
  const id = useId();
  const rehearsal = models.find(({ name }) => name === draft.model)?.rehearsal ?? false;
  return (
    <>
      <label htmlFor={`${id}-model`}>Model</label>
      <div className="live-field">
        <select
          id={`${id}-model`}
          value={draft.model}
          onChange={({ target }) => change({ model: target.value })}
        >
          {models.some(({ name }) => name === draft.model) ? null : (
            <option value={draft.model}>{draft.model}</option>
          )}
          {models.map(({ name }) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
        {rehearsal ? (
          <p className="muted">
            {ORIGIN_NAMES.rehearsal}: scripted answers at a real model&apos;s pace. It needs no key
            and costs nothing.
          </p>
        ) : null}
      </div>
    </>
  );
}
