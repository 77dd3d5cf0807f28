import type { ReactElement } from "react";
import { Banner } from "../../ui/banner.js";
import { sentence } from "../../ui/format/sentence.js";

/** What a reader must know of the figures below, one sentence each. */
export function Notes({
  tone,
  notes,
}: {
  tone: "bad" | "unsure" | "plain";
  notes: readonly string[];
}): ReactElement | null {
  if (notes.length === 0) return null;
  return (
    <Banner tone={tone}>
      <ul className="warnings">
        {notes.map((note) => (
          <li key={note}>{sentence(note)}</li>
        ))}
      </ul>
    </Banner>
  );
}
