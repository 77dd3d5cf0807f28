import { useState } from "react";
import type { Pane } from "../../state/parts.js";

/** The panes that were on screen at least once. */
export function useVisited(pane: Pane): ReadonlySet<Pane> {
  const [visited, setVisited] = useState<ReadonlySet<Pane>>(new Set([pane]));
  if (!visited.has(pane)) {
    const next = new Set([...visited, pane]);
    // Setting state while drawing is React's way to derive from what was seen before.
    setVisited(next);
    return next;
  }
  return visited;
}
