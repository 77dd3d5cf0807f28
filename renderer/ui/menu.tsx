import { useEffect, useEffectEvent, useRef } from "react";
import type { KeyboardEvent, ReactElement } from "react";
import { Icon } from "./icons.js";
import type { IconName } from "./icons.js";
import { useRoving } from "./use-roving.js";
import { boxOf, pageSize } from "./zoomed.js";

/** One thing that a menu offers. */
export interface MenuChoice {
  readonly label: string;
  readonly icon: IconName;
  /** The key that does the same where the focus is on the item itself. */
  readonly keys?: string;
  readonly detail?: string;
  readonly pick: () => void;
}

/** Where on screen a menu opens, in CSS pixels. */
export interface MenuPlace {
  readonly x: number;
  readonly y: number;
}

/** A menu in the top layer (WAI-ARIA menu practice): the browser closes it on Escape and on a click elsewhere. */
export function Menu({
  label,
  place,
  choices,
  onClose,
}: {
  label: string;
  place: MenuPlace;
  choices: readonly MenuChoice[];
  onClose: () => void;
}): ReactElement {
  const ref = useRef<HTMLDivElement>(null);
  const roving = useRoving(
    choices.map((_choice, at) => String(at)),
    undefined,
  );
  const close = useEffectEvent(onClose);
  const { x, y } = place;
  useEffect(() => {
    const menu = ref.current;
    if (menu === null) return undefined;
    const onToggle = (event: ToggleEvent): void => {
      if (event.newState === "closed") close();
    };
    menu.showPopover();
    const { width, height } = boxOf(menu);
    const page = pageSize();
    menu.style.insetInlineStart = `${Math.max(0, Math.min(x, page.width - width - 8))}px`;
    menu.style.insetBlockStart = `${Math.max(0, Math.min(y, page.height - height - 8))}px`;
    menu.querySelector("button")?.focus();
    menu.addEventListener("toggle", onToggle);
    return () => menu.removeEventListener("toggle", onToggle);
  }, [x, y]);
  return (
    <div
      ref={ref}
      popover="auto"
      role="menu"
      tabIndex={-1}
      aria-label={label}
      className="menu"
      onKeyDown={(event: KeyboardEvent) => {
        roving.list.onKeyDown(event);
        // The list that the menu was opened from listens for the same keys.
        event.stopPropagation();
        if (event.key === "Tab") onClose();
      }}
    >
      {choices.map(({ label: words, icon, keys, detail, pick }, at) => (
        <button
          key={`${words} ${detail ?? ""}`}
          type="button"
          role="menuitem"
          aria-keyshortcuts={keys}
          {...roving.item(String(at))}
          onClick={() => {
            onClose();
            pick();
          }}
        >
          <Icon name={icon} />
          <span>
            {words}
            {detail === undefined ? null : <span className="menu-detail">{detail}</span>}
          </span>
          {keys === undefined ? null : <kbd>{keys}</kbd>}
        </button>
      ))}
    </div>
  );
}
