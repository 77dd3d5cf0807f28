import { useLayoutEffect } from "react";
import type { ReactElement, ReactNode } from "react";
import { createPortal } from "react-dom";
import type { Paper } from "../../../engine/contract/wire.js";
import { useApp } from "../../state/use-app.js";
import { applyTheme } from "../../theme/apply.js";
import { LIGHT } from "../../theme/tokens.js";

/** What is printed, beside the page itself, in the light palette. It prints as soon as it stands there. */
export function Sheets({
  name,
  paper,
  className,
  onPrinted,
  children,
}: {
  /** What the file is to be called, without its ending. */
  name: string;
  paper: Paper;
  className: string;
  onPrinted: () => void;
  children: ReactNode;
}): ReactElement {
  const print = useApp((state) => state.printPaper);
  useLayoutEffect(() => {
    // What is printed stands in the document now; whoever closes the dialog ends it.
    void print({ name, paper }).then(onPrinted);
    // oxlint-disable-next-line react/exhaustive-deps -- once for each time that it is asked for
  }, []);
  return createPortal(
    <div
      className={`sheets sheets-${paper.toLowerCase()} ${className}`}
      ref={(element) => {
        if (element !== null) applyTheme(LIGHT, element);
      }}
    >
      {children}
    </div>,
    document.body,
  );
}
