import type { ReactElement } from "react";
import { useOnPaper } from "../../charts/paper.js";
import { Banner } from "../../ui/banner.js";
import { sentence } from "../../ui/format/sentence.js";
import { FieldText } from "../scenario/field-text.js";

/** More would push the figures that they are about out of sight. */
const IN_SIGHT = 4;

/** What a reader must know of the figures below, one sentence each; the first ones, and the others a press away. */
export function Notes({
  tone,
  notes,
}: {
  tone: "bad" | "unsure" | "plain";
  notes: readonly string[];
}): ReactElement | null {
  const onPaper = useOnPaper();
  if (notes.length === 0) return null;
  // One alone takes no more room than the words that stand for it.
  const inSight = onPaper || notes.length <= IN_SIGHT + 1 ? notes.length : IN_SIGHT;
  return (
    <Banner tone={tone}>
      <NoteList notes={notes.slice(0, inSight)} />
      {inSight === notes.length ? null : (
        <details className="more-warnings">
          <summary>{notes.length - inSight} more notes</summary>
          <NoteList notes={notes.slice(inSight)} />
        </details>
      )}
    </Banner>
  );
}

function NoteList({ notes }: { notes: readonly string[] }): ReactElement {
  return (
    <ul className="warnings">
      {notes.map((note) => (
        <li key={note}>
          <FieldText text={sentence(note)} />
        </li>
      ))}
    </ul>
  );
}
