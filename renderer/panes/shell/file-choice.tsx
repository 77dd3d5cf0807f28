import { useRef } from "react";
import type { ReactElement } from "react";
import { Button, IconButton } from "../../ui/button.js";
import { FileInput } from "../../ui/file-input.js";

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
      <FileInput input={input} label={`${label}: file`} accept={accept} onChoose={onChoose} />
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
