import { useEffect, useId, useRef } from "react";
import type { ReactElement, ReactNode } from "react";
import { IconButton } from "./button.js";

/** A native dialog: the browser keeps the focus inside, closes it on Escape and gives the focus back. */
export function Modal({
  title,
  onClose,
  children,
}: {
  title: string;
  onClose: () => void;
  children: ReactNode;
}): ReactElement {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={ref}
      className="modal"
      aria-labelledby={titleId}
      onClose={onClose}
      onClick={(event) => {
        // A click on the backdrop reaches the dialog itself, one inside reaches its content.
        if (event.target === ref.current) onClose();
      }}
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
