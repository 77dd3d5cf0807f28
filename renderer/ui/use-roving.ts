import { useState } from "react";
import type { KeyboardEvent } from "react";

interface Roving {
  /** Attributes of the list that holds the items. */
  readonly list: { readonly onKeyDown: (event: KeyboardEvent) => void };
  /** Attributes of the item with this id: one of them alone is in the tab order. */
  readonly item: (id: string) => {
    readonly "data-roving": string;
    readonly tabIndex: 0 | -1;
    readonly onFocus: () => void;
  };
}

/**
 * Roving focus: Tab enters a list once, arrow keys, Home and End move inside it (WAI-ARIA practice).
 * `ids` in the order on screen; `entry` is where Tab lands before the first move; `along` is how the
 * list runs.
 */
export function useRoving(
  ids: readonly string[],
  entry: string | undefined,
  along: "column" | "row" = "column",
): Roving {
  const [last, setLast] = useState<string>();
  const at = [last, entry, ids[0]].find((id) => id !== undefined && ids.includes(id));

  const onKeyDown = (event: KeyboardEvent): void => {
    const index = ids.findIndex((id) => id === at);
    const next = target(event.key, index, ids.length, along);
    const id = next === undefined ? undefined : ids[next];
    if (id === undefined) return;
    event.preventDefault();
    event.currentTarget.querySelector<HTMLElement>(`[data-roving="${CSS.escape(id)}"]`)?.focus();
  };

  return {
    list: { onKeyDown },
    item: (id) => ({
      "data-roving": id,
      tabIndex: id === at ? 0 : -1,
      onFocus: () => setLast(id),
    }),
  };
}

function target(
  key: string,
  index: number,
  length: number,
  along: "column" | "row",
): number | undefined {
  switch (key) {
    case along === "column" ? "ArrowDown" : "ArrowRight":
      return Math.min(length - 1, index + 1);
    case along === "column" ? "ArrowUp" : "ArrowLeft":
      return Math.max(0, index - 1);
    case "Home":
      return 0;
    case "End":
      return length - 1;
    default:
      return undefined;
  }
}
