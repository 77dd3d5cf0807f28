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
function useItemChoices(item: LibraryItem): readonly MenuChoice[] {
  const openDialog = useApp((state) => state.openDialog);
  const duplicateItem = useApp((state) => state.duplicateItem);
  const removeItem = useApp((state) => state.removeItem);
  const own = isOwn(item);
  const readable = item.entry.damage === undefined;
  const rename = { label: "Rename…", icon: "edit", keys: "F2" } as const;
  const duplicate = { label: "Duplicate", icon: "copy" } as const;
  const remove = { label: "Remove", icon: "trash", keys: "Delete" } as const;
  const mend = { label: "Mend the file…", icon: "edit" } as const;
  return [
    ...(own && !readable ? [{ ...mend, pick: () => openDialog({ kind: "damaged", item }) }] : []),
    ...(own && readable ? [{ ...rename, pick: () => openDialog({ kind: "rename", item }) }] : []),
    ...(readable ? [{ ...duplicate, pick: () => void duplicateItem(item) }] : []),
    ...(own ? [{ ...remove, pick: () => void removeItem(item) }] : []),
  ];
}

/** The menu of an item, and the ways to open it. `onClosed` gives the focus back. */
export function useItemMenu(item: LibraryItem, onClosed: () => void) {
  const choices = useItemChoices(item);
  const [place, setPlace] = useState<MenuPlace>();
  const label = `What to do with ${itemName(item)}`;
  const openBelow = (element: Element): void => {
    const { left, bottom } = boxOf(element);
    setPlace({ x: left, y: bottom });
  };
  return {
    choices,
    openAt: setPlace,
    openBelow,
    /** What its button has. */
    button: {
      icon: "more",
      label,
      "aria-haspopup": "menu",
      "aria-expanded": place !== undefined,
      onClick: (event: MouseEvent) => openBelow(event.currentTarget),
    },
    menu:
      place === undefined ? null : (
        <Menu
          label={label}
          place={place}
          choices={choices}
          onClose={() => {
            setPlace(undefined);
            onClosed();
          }}
        />
      ),
  } as const;
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
  const opener = useRef<HTMLButtonElement>(null);
  const { choices, openAt, openBelow, button, menu } = useItemMenu(item, () =>
    opener.current?.focus(),
  );
  const onContextMenu = (event: MouseEvent): void => {
    event.preventDefault();
    // The menu key has no place of its own.
    if (event.clientX === 0 && event.clientY === 0) openBelow(event.currentTarget);
    else openAt(pointInPage(event));
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
      {choices.length === 0 ? null : <IconButton {...button} tabIndex={-1} />}
      {menu}
    </li>
  );
}
