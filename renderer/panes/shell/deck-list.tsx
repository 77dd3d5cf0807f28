import type { ReactElement } from "react";
import type { DeckEntry } from "../../../engine/contract/methods.js";
import { useApp } from "../../state/use-app.js";
import { formatInstant, formatWhen } from "../../ui/format/time.js";
import { Icon } from "../../ui/icons.js";
import { useLocale } from "../../ui/locale.js";
import { useNow } from "../../ui/use-now.js";
import { useRoving } from "../../ui/use-roving.js";
import { SideItem } from "./side-item.js";

/** Decks of slides: a list that is one stop of the Tab key. */
export function DeckList({ decks }: { decks: readonly DeckEntry[] }): ReactElement | null {
  const shown = useApp(({ route }) => (route.pane === "overview" ? route.deckId : undefined));
  const navigate = useApp((state) => state.navigate);
  const openDialog = useApp((state) => state.openDialog);
  const locale = useLocale();
  const now = useNow();
  const roving = useRoving(
    decks.map(({ id }) => id),
    shown,
  );
  if (decks.length === 0) return null;
  return (
    <nav aria-label="Decks" {...roving.list}>
      <section>
        <h2>Decks</h2>
        <ul>
          {decks.map((deck) => {
            const { id, name, slides, modifiedAt, damage } = deck;
            const item = { kind: "deck", entry: deck } as const;
            const open = (): void =>
              damage === undefined
                ? navigate({ pane: "overview", deckId: id })
                : openDialog({ kind: "damaged", item });
            const count = slides === 1 ? "1 slide" : `${slides} slides`;
            return (
              <SideItem
                key={id}
                item={item}
                current={id === shown}
                roving={roving.item(id)}
                title={damage ?? `${count}, changed ${formatInstant(modifiedAt, locale)}`}
                onOpen={open}
              >
                <span className={damage === undefined ? "tone-muted" : "tone-bad"}>
                  <Icon name={damage === undefined ? "deck" : "warning"} />
                </span>
                <span className="side-name">
                  {name}
                  <span className="side-detail">
                    {damage === undefined
                      ? `${formatWhen(modifiedAt, now, locale)} · ${count}`
                      : "Damaged file"}
                  </span>
                </span>
              </SideItem>
            );
          })}
        </ul>
      </section>
    </nav>
  );
}
