const FOCUSABLE =
  "a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), summary, [tabindex]";

/** What can be gone to by name, without anything in it being chosen. */
const LANDMARK = "main, nav, aside, dialog, section, article, form";

/** What is opened from somewhere, and gives the focus back to there. */
const OVERLAY = "dialog, [popover]";

/** A button that is disabled while it works, and for no longer than this, has the focus back after it. */
const PATIENCE_MS = 1000;

/** How many elements that had the focus are remembered, to find the one that an overlay was opened from. */
const TRAIL = 20;

/**
 * Keeps the keyboard where it was: an element that goes away, or is disabled, while it has the focus would
 * leave it to the page's body, and the next Tab would start from the top. The focus goes to the neighbour
 * instead, or to the part of the page that held both. Returns what ends it.
 */
export function keepFocus(page: Document): () => void {
  /** What has the focus, or had it last, and all that holds it. */
  let lineage: readonly Element[] = [];
  let trail: readonly Element[] = [];
  const onFocusIn = ({ target }: FocusEvent): void => {
    if (!(target instanceof Element)) return;
    lineage = lineageOf(target);
    trail = [target, ...trail.filter((one) => one !== target && one.isConnected)].slice(0, TRAIL);
  };
  const onFocusOut = ({ relatedTarget }: FocusEvent): void => {
    if (relatedTarget !== null) return;
    // A press beside everything gives the focus up; what has been removed by then was not given up.
    setTimeout(() => {
      const [last] = lineage;
      if (page.activeElement === page.body && last !== undefined && isReachable(last)) lineage = [];
    });
  };
  let patience: ReturnType<typeof setTimeout> | undefined;
  const moveOn = (changes: readonly MutationRecord[]): void => {
    const next = successor(changes, lineage, trail);
    if (next !== undefined) focusOn(next);
  };
  const observer = new MutationObserver((changes) => {
    const isLost = page.activeElement === page.body;
    const [last] = lineage;
    // The browser takes the focus from what is hidden or disabled only when it draws next. Whether it can still be seen
    // costs a layout of the page, so only where it may have changed.
    const isTouched = changes.some(
      ({ type, target }) => type === "attributes" && last !== undefined && target.contains(last),
    );
    if (!isLost && !isTouched) return;
    const wasDisabled = patience !== undefined;
    clearTimeout(patience);
    patience = undefined;
    if (last?.matches(":disabled") === true && last.isConnected) {
      patience = setTimeout(() => moveOn([]), PATIENCE_MS);
    } else if (wasDisabled && isLost && last !== undefined && isReachable(last)) focusOn(last);
    else moveOn(changes);
  });
  page.addEventListener("focusin", onFocusIn);
  page.addEventListener("focusout", onFocusOut);
  observer.observe(page.body, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ["disabled", "hidden"],
  });
  return () => {
    page.removeEventListener("focusin", onFocusIn);
    page.removeEventListener("focusout", onFocusOut);
    observer.disconnect();
    clearTimeout(patience);
  };
}

/** An element and all that holds it, from the inside out. */
function lineageOf(element: Element): Element[] {
  const lineage: Element[] = [];
  for (let one: Element | null = element; one !== null; one = one.parentElement) lineage.push(one);
  return lineage;
}

/** Where the focus goes from what had it; undefined where nothing of it went away. */
function successor(
  changes: readonly MutationRecord[],
  lineage: readonly Element[],
  trail: readonly Element[],
): Element | undefined {
  const [focused] = lineage;
  if (focused === undefined) return undefined;
  if (focused.isConnected) return isReachable(focused) ? undefined : around(focused);
  // Of all that went away the outermost says where the rest of the page has closed up.
  const outermost = lineage.findLast((one) => !one.isConnected);
  if (outermost?.matches(OVERLAY) === true) {
    const opener = trail.find((one) => !outermost.contains(one) && isReachable(one));
    return opener ?? document.querySelector("main") ?? undefined;
  }
  const removal = changes.findLast(({ removedNodes }) =>
    [...removedNodes].some((node) => node === outermost),
  );
  if (removal === undefined || !(removal.target instanceof Element)) return undefined;
  const { target, nextSibling, previousSibling } = removal;
  return (
    beside(nextSibling, previousSibling) ??
    // What took its place.
    [...target.querySelectorAll(FOCUSABLE)].find(isShown) ??
    around(target)
  );
}

/** The first that takes the focus from a place on, else the last before it. */
function beside(after: Node | null, before: Node | null): Element | undefined {
  for (let node = after; node !== null; node = node.nextSibling) {
    const found = firstIn(node);
    if (found !== undefined) return found;
  }
  for (let node = before; node !== null; node = node.previousSibling) {
    const found = firstIn(node);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What holds an element and can be gone to, else what stands beside one of those that hold it. */
function around(element: Element): Element | undefined {
  // One pane is no neighbour of another.
  if (element.matches("main") || (element.matches(LANDMARK) && isShown(element))) return element;
  const { parentElement, nextSibling, previousSibling } = element;
  if (parentElement === null) return undefined;
  if (parentElement.matches("main")) return parentElement;
  return beside(nextSibling, previousSibling) ?? around(parentElement);
}

function firstIn(node: Node): Element | undefined {
  if (!(node instanceof Element) || !node.isConnected) return undefined;
  return [node, ...node.querySelectorAll(FOCUSABLE)].find(
    (one) => one.matches(FOCUSABLE) && isShown(one),
  );
}

const isShown = (element: Element): boolean =>
  element.checkVisibility({ visibilityProperty: true });

const isReachable = (element: Element): boolean =>
  element.isConnected && isShown(element) && !element.matches(":disabled");

function focusOn(element: Element): void {
  if (!(element instanceof HTMLElement)) return;
  if (!element.matches(FOCUSABLE)) {
    element.tabIndex = -1;
    element.addEventListener("blur", () => element.removeAttribute("tabindex"), { once: true });
  }
  element.focus({ preventScroll: true });
}
