import type { ReactElement, ReactNode } from "react";
import type { RunEnd } from "../../state/parts.js";
import { Banner } from "../../ui/banner.js";
import { FieldPath, FieldText } from "../scenario/field-text.js";

/** How long work ended when it gave no result: `what` names it, as “The run”. */
export function WorkEnd({
  what,
  end,
  note,
  again,
}: {
  what: string;
  end: RunEnd;
  /** What the reader must know of what is still shown. */
  note?: string | undefined;
  /** A way to another try. */
  again?: ReactNode;
}): ReactElement {
  const { kind, message, problems } = end;
  if (kind === "cancelled") {
    return (
      <Banner tone="plain" actions={again}>
        {what} was cancelled. Nothing of it was kept.
        {note === undefined ? null : <p>{note}</p>}
      </Banner>
    );
  }
  return (
    <Banner tone="bad" actions={again}>
      <FieldText
        text={
          kind === "interrupted"
            ? `${what} was interrupted: ${message} Your scenario is untouched.`
            : `${what} failed. ${message}`
        }
      />
      {problems.length === 0 ? null : (
        <ul>
          {problems.map(({ path, expected, found }) => (
            <li key={`${path} ${expected}`}>
              <FieldPath path={path} />:{" "}
              <FieldText text={`expected ${expected}, found ${found}.`} />
            </li>
          ))}
        </ul>
      )}
      {note === undefined ? null : <p>{note}</p>}
    </Banner>
  );
}
