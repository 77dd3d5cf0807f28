import { useState } from "react";
import type { ReactElement } from "react";
import type { Slide } from "../../../engine/contract/deck.js";
import type { Paper } from "../../../engine/contract/wire.js";
import { ExportMenu } from "../../charts/export-menu.js";
import { fileStem } from "../../charts/export/file-stem.js";
import { useAppStore } from "../../state/use-app.js";
import { Sheets } from "../paper/sheets.js";
import { SlideView } from "./slide-view.js";

/** Saves a deck as a PDF: a page for each slide, or two to a page with their notes. */
export function DeckPdf({
  name,
  slides,
}: {
  name: string;
  slides: readonly Slide[];
}): ReactElement {
  const store = useAppStore();
  const [printed, setPrinted] = useState<{ readonly paper: Paper; readonly done: () => void }>();
  const choice = (paper: Paper, label: string, detail: string) => ({
    id: paper,
    label,
    detail,
    save: async () => {
      // A slide that is still loading would be printed so.
      await store.getState().readSlideSources({ ...store.getState(), slides });
      return new Promise<void>((done) => setPrinted({ paper, done }));
    },
  });
  return (
    <>
      <ExportMenu
        name={`${name} as PDF`}
        words="PDF"
        choices={[
          choice("Slides", "PDF, slides 16:9", "one to a page"),
          choice("A4", "PDF, A4", "two to a page, with notes"),
          choice("Letter", "PDF, US Letter", "two to a page, with notes"),
        ]}
      />
      {printed === undefined ? null : (
        <Sheets
          name={fileStem(name, "slides")}
          paper={printed.paper}
          className="deck-sheets"
          onPrinted={() => {
            setPrinted(undefined);
            printed.done();
          }}
        >
          {slides.map((slide, at) => (
            <div key={slide.id} className="deck-sheet">
              <div className="deck-sheet-slide">
                <SlideView slide={slide} number={at + 1} count={slides.length} />
              </div>
              {slide.note === undefined || printed.paper === "Slides" ? null : <p>{slide.note}</p>}
            </div>
          ))}
        </Sheets>
      )}
    </>
  );
}
