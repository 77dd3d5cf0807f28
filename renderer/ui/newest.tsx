import { useState } from "react";
import type { ReactElement } from "react";
import { Button } from "./button.js";
import { formatCount } from "./format/number.js";
import { useLocale } from "./locale.js";

/** How many more items one press shows. */
const STEP = 100;

interface Newest<T> {
  readonly shown: readonly T[];
  /** How many of the list are not shown. */
  readonly older: number;
  readonly showOlder: () => void;
}

/**
 * The part of a list, newest first, that is drawn: a list that grows for days must not make the page heavier for
 * days. What is open is always part of it.
 * @param first How many are shown at first.
 */
export function useNewest<T>(
  items: readonly T[],
  first: number,
  isOpen: (item: T) => boolean,
): Newest<T> {
  const [asked, setAsked] = useState(first);
  const count = Math.max(asked, items.findIndex(isOpen) + 1);
  return {
    shown: items.slice(0, count),
    older: Math.max(0, items.length - count),
    showOlder: () => setAsked(count + STEP),
  };
}

/** The last line of a list that goes on. Focus goes to the item before it, from where the arrow keys go on. */
export function OlderButton({
  of: { older, showOlder },
}: {
  of: Pick<Newest<unknown>, "older" | "showOlder">;
}): ReactElement | null {
  const locale = useLocale();
  if (older === 0) return null;
  const all = formatCount(older, locale);
  return (
    <Button
      kind="quiet"
      className="older-button"
      onClick={(event) => {
        const items = event.currentTarget
          .closest("nav")
          ?.querySelectorAll<HTMLElement>("[data-roving]");
        items?.[items.length - 1]?.focus();
        showOlder();
      }}
    >
      {older > STEP ? `Show ${formatCount(STEP, locale)} of ${all} older` : `Show ${all} older`}
    </Button>
  );
}
