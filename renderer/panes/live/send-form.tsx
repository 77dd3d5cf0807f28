import { useId, useState } from "react";
import type { FormEvent, KeyboardEvent, ReactElement } from "react";
import type { SessionView } from "../../../engine/contract/session-methods.js";
import { useApp } from "../../state/use-app.js";
import { Button } from "../../ui/button.js";

/** Says something to a session: one whose turn is over takes it up at once, another after its step. */
export function SendForm({ view }: { view: SessionView }): ReactElement | null {
  const send = useApp((state) => state.sendMessage);
  const busy = useApp((state) => state.sessionBusy);
  const [text, setText] = useState("");
  const id = useId();
  if (view.status === "ended" || view.status === "interrupted") return null;
  const say = async (): Promise<void> => {
    if (text.trim() === "" || busy) return;
    await send(text.trim());
    setText("");
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void say();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void say();
  };
  return (
    <form className="live-send panel" onSubmit={submit}>
      <label htmlFor={id}>{view.status === "idle" ? "Your turn" : "Say something"}</label>
      <textarea
        id={id}
        rows={3}
        maxLength={100_000}
        value={text}
        onKeyDown={onKeyDown}
        onChange={({ target }) => setText(target.value)}
      />
      <div className="live-actions">
        <Button kind="primary" type="submit" disabled={busy || text.trim() === ""}>
          Send
        </Button>
        <span className="muted">Ctrl or ⌘ with Enter sends it.</span>
      </div>
    </form>
  );
}
