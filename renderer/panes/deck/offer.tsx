import { useMemo } from "react";
import type { ReactElement, ReactNode } from "react";
import type { ChartView, SlideShows } from "../../../engine/contract/deck.js";
import type { ExportChoice } from "../../charts/export-menu.js";
import { MoreExportsProvider } from "../../charts/more-exports.js";
import type { OfferedSlide } from "../../state/deck-parts.js";
import { useApp } from "../../state/use-app.js";
import { PART_NAMES } from "./deck-words.js";

type Part = Exclude<SlideShows, { kind: "words" }>["part"];

/** Around a result: its parts can be put on slides, from the export menus inside. */
export function DeckOffer<P extends Part>({
  parts,
  shows,
  children,
}: {
  /** Those that it has. */
  parts: readonly P[];
  /** What a slide with this part is drawn from; undefined while the result is not kept. */
  shows: ((part: P, view: ChartView | undefined) => Promise<SlideShows>) | undefined;
  children: ReactNode;
}): ReactElement {
  const openDialog = useApp((state) => state.openDialog);
  const more = useMemo(() => {
    const offered = (part: P, view?: ChartView): OfferedSlide => ({
      name: PART_NAMES[part],
      shows: () => (shows === undefined ? Promise.reject(new Error(NOT_KEPT)) : shows(part, view)),
    });
    const choice = (slides: readonly OfferedSlide[], detail: string): readonly ExportChoice[] =>
      slides.length === 0
        ? []
        : shows === undefined
          ? [notYet(NOT_KEPT)]
          : [
              {
                id: "deck",
                label: "Add to deck…",
                detail,
                save: async () => openDialog({ kind: "add-to-deck", slides }),
              },
            ];
    return {
      ofPart: (id: string, view?: ChartView) =>
        choice(
          parts.filter((part) => part === id).map((part) => offered(part, view)),
          "as a slide",
        ),
      ofAll: choice(
        parts.map((part) => offered(part)),
        "as slides",
      ),
    };
  }, [parts, shows, openDialog]);
  return <MoreExportsProvider value={more}>{children}</MoreExportsProvider>;
}

const NOT_KEPT = "once this is stored";

const notYet = (why: string): ExportChoice => ({
  id: "deck",
  label: "Add to deck…",
  detail: why,
  isDisabled: true,
  save: async () => {},
});

/** Around charts that cannot be on a slide yet: their menus say why. */
export function NoDeckYet({ why, children }: { why: string; children: ReactNode }): ReactElement {
  const more = useMemo(() => ({ ofPart: () => [notYet(why)], ofAll: [notYet(why)] }), [why]);
  return <MoreExportsProvider value={more}>{children}</MoreExportsProvider>;
}
