import { useMemo } from "react";
import type { ReactElement, ReactNode } from "react";
import type { SlideShows } from "../../../engine/contract/deck.js";
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
  shows: ((part: P) => Promise<SlideShows>) | undefined;
  children: ReactNode;
}): ReactElement {
  const openDialog = useApp((state) => state.openDialog);
  const more = useMemo(() => {
    const offered =
      shows === undefined
        ? []
        : parts.map((part) => ({ part, name: PART_NAMES[part], shows: () => shows(part) }));
    const choice = (slides: readonly OfferedSlide[], detail: string): readonly ExportChoice[] =>
      slides.length === 0
        ? []
        : [
            {
              id: "deck",
              label: "Add to deck…",
              detail,
              save: async () => openDialog({ kind: "add-to-deck", slides }),
            },
          ];
    return {
      ofPart: (part: string) =>
        choice(
          offered.filter((one) => one.part === part),
          "as a slide",
        ),
      ofAll: choice(offered, "as slides"),
    };
  }, [parts, shows, openDialog]);
  return <MoreExportsProvider value={more}>{children}</MoreExportsProvider>;
}
