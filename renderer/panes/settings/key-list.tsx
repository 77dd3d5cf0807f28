import { useState } from "react";
import type { FormEvent, ReactElement } from "react";
import type { KeyState } from "../../../engine/contract/key-methods.js";
import { useApp } from "../../state/use-app.js";
import { Banner } from "../../ui/banner.js";
import { Button } from "../../ui/button.js";

/** Where the keys of model servers come from. A key that is typed here is never shown again. */
export function KeyList(): ReactElement {
  const keys = useApp((state) => state.keys);
  const fault = useApp((state) => state.keyFault);
  return (
    <section className="panel settings-panel" aria-label="Keys">
      <h3>Keys</h3>
      <p className="muted">{keys === undefined ? "Loading…" : `${keys.storage.message}.`}</p>
      {fault === undefined ? null : (
        <Banner tone="bad" urgent>
          {fault}
        </Banner>
      )}
      {keys?.keys.map((state) => (
        <KeyFields key={state.name} state={state} canKeep={keys.storage.available} />
      ))}
    </section>
  );
}

function KeyFields({ state, canKeep }: { state: KeyState; canKeep: boolean }): ReactElement {
  const write = useApp((app) => app.writeKey);
  const forget = useApp((app) => app.forgetKey);
  const [text, setText] = useState("");
  const give = async (keep: boolean): Promise<void> => {
    if (await write(state.name, text, keep)) setText("");
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void give(canKeep);
  };
  const isHere = state.source === "process" || state.source === "kept";
  return (
    <form className="settings-key" aria-label={state.name} onSubmit={submit}>
      <p>
        <code>{state.name}</code> <span className="muted">{state.message}.</span>
      </p>
      <div className="setting-input">
        <input
          type="password"
          aria-label={`New ${state.name}`}
          placeholder="New key"
          autoComplete="off"
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
        {canKeep ? (
          <Button type="submit" disabled={text.trim() === ""}>
            Keep on this computer
          </Button>
        ) : null}
        <Button disabled={text.trim() === ""} onClick={() => void give(false)}>
          Use until Headroom ends
        </Button>
        {isHere ? <Button onClick={() => void forget(state.name)}>Forget</Button> : null}
      </div>
    </form>
  );
}
