import { useEffect, useEffectEvent, useId, useRef } from "react";
import type { ReactElement, ReactNode, RefObject } from "react";
import { IconButton } from "./button.js";

/** A native dialog: the browser keeps the focus inside, closes it on Escape and gives the focus back. */
export function Modal({
  title,
  onClose,
  initialFocus,
  size = "normal",
  children,
}: {
  title: string;
  onClose: () => void;
  /** Default: what the browser picks, which is the close button. */
  initialFocus?: RefObject<HTMLElement | null>;
  size?: "normal" | "wide" | "editor";
  children: ReactNode;
}): ReactElement {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const close = useEffectEvent(onClose);
  useEffect(() => {
    const dialog = ref.current;
    if (dialog === null) return undefined;
    // A click on the backdrop reaches the dialog itself, one inside reaches its content.
    const onClick = (event: MouseEvent): void => {
      if (event.target === dialog) close();
    };
    dialog.addEventListener("click", onClick);
    dialog.showModal();
    initialFocus?.current?.focus();
    return () => {
      dialog.removeEventListener("click", onClick);
      dialog.close();
    };
  }, [initialFocus]);
  return (
    <dialog
      ref={ref}
      className={size === "normal" ? "modal" : `modal modal-${size}`}
      aria-labelledby={titleId}
      onClose={onClose}
    >
      <div className="modal-content">
        <header>
          <h2 id={titleId}>{title}</h2>
          <IconButton icon="close" label="Close" onClick={onClose} />
        </header>
        {children}
      </div>
    </dialog>
  );
}
