import type { ReactElement, RefObject } from "react";

/** The system's file dialog behind a button of ours: `input.current.click()` opens it. */
export function FileInput({
  input,
  label,
  accept,
  onChoose,
}: {
  input: RefObject<HTMLInputElement | null>;
  label: string;
  /** As the `accept` of HTML: `.csv,.json`. */
  accept: string;
  onChoose: (file: File) => void;
}): ReactElement {
  return (
    <input
      ref={input}
      type="file"
      accept={accept}
      hidden
      aria-label={label}
      onChange={({ target }) => {
        const file = target.files?.[0];
        if (file !== undefined) onChoose(file);
        // The same file may be chosen again.
        target.value = "";
      }}
    />
  );
}
