import { useId, useRef, useState } from "react";
import type { FormEvent, ReactElement, ReactNode } from "react";
import { Button } from "../../ui/button.js";
import { Modal } from "../../ui/modal.js";

/** A dialog that asks for a name, which is not empty. */
export function NameForm({
  title,
  action,
  suggested,
  isRefused,
  onName,
  onDone,
  children,
}: {
  title: string;
  /** What the button says. */
  action: string;
  suggested: string;
  isRefused: (name: string) => boolean;
  onName: (name: string) => Promise<void>;
  /** Submitted or dismissed. */
  onDone: () => void;
  /** Said below the name. */
  children?: ReactNode;
}): ReactElement {
  const [typed, setTyped] = useState(suggested);
  const name = typed.trim();
  const nameId = useId();
  const input = useRef<HTMLInputElement>(null);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onDone();
    void onName(name);
  };
  return (
    <Modal title={title} onClose={onDone} initialFocus={input}>
      <form className="form" onSubmit={submit}>
        <label htmlFor={nameId}>Name</label>
        <input
          id={nameId}
          value={typed}
          maxLength={100}
          required
          ref={input}
          onFocus={(event) => event.target.select()}
          onChange={(event) => setTyped(event.target.value)}
        />
        {children}
        <div className="form-actions">
          <Button onClick={onDone}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={name === "" || isRefused(name)}>
            {action}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
