import type { ReactElement } from "react";
import type { ChartView } from "../../engine/contract/deck.js";
import { Button } from "../ui/button.js";
import { useMoreExports } from "./more-exports.js";
import { useStill } from "./paper.js";

/** Puts a table that stands outside a chart on a slide, where the result around it can be on one. */
export function SlideButton({
  part,
  name,
  view,
}: {
  /** Its id among the parts of a result. */
  part: string;
  /** What the table is called. */
  name: string;
  view?: ChartView;
}): ReactElement | null {
  const more = useMoreExports();
  if (useStill()) return null;
  const [choice] = more.ofPart(part, view);
  if (choice === undefined) return null;
  return (
    <Button
      kind="quiet"
      icon="deck"
      aria-label={`Add ${name} to a deck`}
      title={choice.detail}
      disabled={choice.isDisabled}
      onClick={() => void choice.save()}
    >
      Deck
    </Button>
  );
}
