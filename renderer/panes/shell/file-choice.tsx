import { useRef } from "react";
import type { ReactElement } from "react";
import { Button, IconButton } from "../../ui/button.js";

/** A file to choose, its name once it is, and the way to leave it out again. */
export function FileChoice({
  label,
  accept,
  name,
  onChoose,
  onClear,
}: {
  label: string;
  accept: string;
  name: string | undefined;
  onChoose: (file: File) => void;
  onClear: () => void;
}): ReactElement {
  const input = useRef<HTMLInputElement>(null);
  return (
    <span className="file-choice">
      <input
        ref={input}
        type="file"
        accept={accept}
        hidden
        aria-label={`${label}: file`}
        onChange={({ target }) => {
          const file = target.files?.[0];
          if (file !== undefined) onChoose(file);
          // The same file may be chosen again.
          target.value = "";
        }}
      />
      {name === undefined ? null : <span>{name}</span>}
      <Button aria-label={`Choose a file: ${label}`} onClick={() => input.current?.click()}>
        {name === undefined ? "Choose a file" : "Another file"}
      </Button>
      {name === undefined ? null : (
        <IconButton icon="close" label={`Leave out ${name}`} onClick={onClear} />
      )}
    </span>
  );
}
