import type { ReactElement } from "react";
import { isMac, keyNames } from "./keys.js";

/** Keys as little keycaps. */
export function Keys({ keys }: { keys: string }): ReactElement {
  return (
    <span className="keys">
      {keyNames(keys, isMac()).map((name) => (
        <kbd key={name}>{name}</kbd>
      ))}
    </span>
  );
}
