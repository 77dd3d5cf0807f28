import type { ReactElement } from "react";
import type { Theme } from "../theme/tokens.js";

/** A fill for what costs or loses money: told from other fills without its colour. */
export function Hatch({ id, theme }: { id: string; theme: Theme }): ReactElement {
  return (
    <defs>
      <pattern
        id={id}
        width={5}
        height={5}
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <rect width={5} height={5} fill={theme.tint.bad} />
        <line y2={5} stroke={theme.state.bad} strokeWidth={4} />
      </pattern>
    </defs>
  );
}
