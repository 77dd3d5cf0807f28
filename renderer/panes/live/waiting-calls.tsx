import { useId, useState } from "react";
import type { FormEvent, ReactElement } from "react";
import type { SessionView } from "../../../engine/contract/session-methods.js";
import { useApp } from "../../state/use-app.js";
import { Button } from "../../ui/button.js";
import { Icon } from "../../ui/icons.js";
import { approvalReason, readable } from "./transcript.js";

type WaitingCall = SessionView["waitingCalls"][number];

/** The calls that wait for a human, each with its answer beside it. */
export function WaitingCalls({ view }: { view: SessionView }): ReactElement | null {
  if (view.status === "ended" || view.waitingCalls.length === 0) return null;
  return (
    <section className="live-waiting" aria-label="Waits for you">
      {view.waitingCalls.map((call) =>
        call.waitsFor === "approval" ? (
          <Approval key={call.call} call={call} />
        ) : (
          <UnknownOutcome key={call.call} call={call} />
        ),
      )}
    </section>
  );
}

function Approval({ call: { call, tool, input } }: { call: WaitingCall }): ReactElement {
  const answer = useApp((state) => state.answerCall);
  const busy = useApp((state) => state.sessionBusy);
  const reason = useApp((state) => approvalReason(state.openSession?.events ?? [], call));
  const [note, setNote] = useState("");
  const noteId = useId();
  return (
    <div className="live-ask">
      <h3>
        <Icon name="question" />
        May the session call <code>{tool}</code>?
      </h3>
      {reason === undefined ? null : <p>Why it asks: {reason}.</p>}
      <pre>{readable(input)}</pre>
      <label htmlFor={noteId}>Reason for a refusal; the model is told</label>
      <input
        id={noteId}
        value={note}
        maxLength={10_000}
        onChange={({ target }) => setNote(target.value)}
      />
      <div className="live-actions">
        <Button
          kind="primary"
          icon="check"
          disabled={busy}
          onClick={() => void answer(call, "approve", "")}
        >
          Approve
        </Button>
        <Button
          icon="cross"
          disabled={busy}
          onClick={() => void answer(call, "refuse", note.trim())}
        >
          Refuse
        </Button>
      </div>
    </div>
  );
}

function UnknownOutcome({ call: { call, tool, input } }: { call: WaitingCall }): ReactElement {
  const resolve = useApp((state) => state.resolveCall);
  const busy = useApp((state) => state.sessionBusy);
  const [result, setResult] = useState("");
  const id = useId();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void resolve(call, result.trim());
  };
  return (
    <form className="live-ask" onSubmit={submit}>
      <h3>
        <Icon name="question" />
        Did <code>{tool}</code> happen?
      </h3>
      <p>
        Its process ended while it ran, and running it again could do it twice. Look where it acts,
        and tell the model what you found.
      </p>
      <pre>{readable(input)}</pre>
      <label htmlFor={id}>What you found</label>
      <textarea
        id={id}
        required
        rows={2}
        maxLength={100_000}
        value={result}
        onChange={({ target }) => setResult(target.value)}
      />
      <div className="live-actions">
        <Button kind="primary" type="submit" disabled={busy || result.trim() === ""}>
          Tell the model
        </Button>
      </div>
    </form>
  );
}
