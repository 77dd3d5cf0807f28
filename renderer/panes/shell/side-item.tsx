import { useRef, useState } from "react";
import type { KeyboardEvent, MouseEvent, ReactElement, ReactNode } from "react";
import { isOwn, itemName } from "../../state/items.js";
import type { LibraryItem } from "../../state/parts.js";
import { useApp } from "../../state/use-app.js";
import { IconButton } from "../../ui/button.js";
import { Menu } from "../../ui/menu.js";
import type { MenuChoice, MenuPlace } from "../../ui/menu.js";
import type { useRoving } from "../../ui/use-roving.js";
import { boxOf, pointInPage } from "../../ui/zoomed.js";

type RovingItem = ReturnType<ReturnType<typeof useRoving>["item"]>;

/** What can be done with an item of the library. */
export function useItemChoices(item: LibraryItem): readonly MenuChoice[] {
  const openDialog = useApp((state) => state.openDialog);
  const duplicateItem = useApp((state) => state.duplicateItem);
  const removeItem = useApp((state) => state.removeItem);
  const own = isOwn(item);
  const readable = item.entry.damage === undefined;
  const rename = { label: "Rename…", icon: "edit", keys: "F2" } as const;
  const duplicate = { label: "Duplicate", icon: "copy" } as const;
  const remove = { label: "Remove", icon: "trash", keys: "Delete" } as const;
  return [
    ...(own && readable ? [{ ...rename, pick: () => openDialog({ kind: "rename", item }) }] : []),
    ...(readable ? [{ ...duplicate, pick: () => void duplicateItem(item) }] : []),
    ...(own ? [{ ...remove, pick: () => void removeItem(item) }] : []),
  ];
}

/** An item of the sidebar: a press opens it, its menu comes with a right click, the menu key or the button. */
export function SideItem({
  item,
  current,
  roving,
  title,
  onOpen,
  children,
}: {
  item: LibraryItem;
  current: boolean;
  roving: RovingItem;
  title: string;
  onOpen: () => void;
  children: ReactNode;
}): ReactElement {
  const choices = useItemChoices(item);
  const [place, setPlace] = useState<MenuPlace>();
  const opener = useRef<HTMLButtonElement>(null);
  const name = itemName(item);

  const openBelow = (element: Element): void => {
    const { left, bottom } = boxOf(element);
    setPlace({ x: left, y: bottom });
  };
  const onContextMenu = (event: MouseEvent): void => {
    event.preventDefault();
    // The menu key has no place of its own.
    if (event.clientX === 0 && event.clientY === 0) openBelow(event.currentTarget);
    else setPlace(pointInPage(event));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const choice = choices.find(({ keys }) => keys === event.key);
    if (choice === undefined) return;
    event.preventDefault();
    choice.pick();
  };
  return (
    <li className="side-item" data-current={current}>
      <button
        type="button"
        ref={opener}
        {...roving}
        aria-current={current ? "true" : undefined}
        title={title}
        onClick={onOpen}
        onKeyDown={onKeyDown}
        onContextMenu={onContextMenu}
      >
        {children}
      </button>
      {choices.length === 0 ? null : (
        <IconButton
          icon="more"
          label={`What to do with ${name}`}
          aria-haspopup="menu"
          aria-expanded={place !== undefined}
          tabIndex={-1}
          onClick={(event) => openBelow(event.currentTarget)}
        />
      )}
      {place === undefined ? null : (
        <Menu
          label={`What to do with ${name}`}
          place={place}
          choices={choices}
          onClose={() => {
            setPlace(undefined);
            opener.current?.focus();
          }}
        />
      )}
    </li>
  );
}
