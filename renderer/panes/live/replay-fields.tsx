import { useId } from "react";
import type { ReactElement } from "react";
import { useApp } from "../../state/use-app.js";
import { formatInstant } from "../../ui/format/time.js";
import { useLocale } from "../../ui/locale.js";

/** Which session is begun anew: of this log, or one that was imported. */
export function ReplayFields(): ReactElement {
  const { replay } = useApp((state) => state.sessionDraft);
  const change = useApp((state) => state.changeDraft);
  const list = useApp((state) => state.sessionList);
  const locale = useLocale();
  const id = useId();
  const sessions = list.kind === "ready" ? list.sessions : [];
  return (
    <>
      <label htmlFor={id}>Session</label>
      <div className="live-field">
        <select
          id={id}
          required
          value={replay}
          onChange={({ target }) => change({ replay: target.value })}
        >
          {sessions.some((one) => one.id === replay) ? null : (
            <option value={replay}>{replay === "" ? "Choose a session" : replay}</option>
          )}
          {sessions.map((one) => (
            <option key={one.id} value={one.id}>
              {one.title}, {formatInstant(one.createdAt, locale)}
            </option>
          ))}
        </select>
        <p className="muted">
          It is begun anew: its tools run again, and the model says what it said then, at no cost.
          Import brings in one that was exported elsewhere.
        </p>
      </div>
    </>
  );
}
