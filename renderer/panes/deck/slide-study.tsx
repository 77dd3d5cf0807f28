import type { ReactElement } from "react";
import type { StudyPart } from "../../../engine/contract/deck.js";
import { armNames, sidesSentence } from "../../charts/sides-model.js";
import type { SlideSource } from "../../state/deck-parts.js";
import { SidesTable } from "../compare/sides/sides-table.js";
import { SharedAxes } from "../compare/sides/sides-view.js";
import { Tornados } from "../plan/sensitivity-view.js";
import { Fitted } from "./slide-text.js";

/** A part of what was found around a scenario; charts choose themselves by the part's id. */
export function StudySlide({
  part,
  source: { scenario, result },
  title,
}: {
  part: StudyPart;
  source: Extract<SlideSource, { kind: "study" }>;
  /** The slide's own, in place of a finding. */
  title: string | undefined;
}): ReactElement {
  if (result.kind === "sensitivity") return <Tornados shown={{ scenario, result: result.found }} />;
  if (part !== "scenarios-side-by-side") return <SharedAxes result={result.found} />;
  return (
    <Fitted title={title ?? sidesSentence(result.found, armNames(result.found))}>
      <SidesTable result={result.found} />
    </Fitted>
  );
}
