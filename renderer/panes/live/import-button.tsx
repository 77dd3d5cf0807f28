import { useRef } from "react";
import type { ReactElement } from "react";
import { useApp } from "../../state/use-app.js";
import { Button } from "../../ui/button.js";
import { FileInput } from "../../ui/file-input.js";

/** Takes in the file of an exported session. */
export function ImportButton(): ReactElement {
  const take = useApp((state) => state.importSession);
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <FileInput
        input={input}
        label="File of an exported session"
        accept=".jsonl"
        onChoose={(file) => void file.text().then(take)}
      />
      <Button
        kind="quiet"
        title="Take in an exported session"
        onClick={() => input.current?.click()}
      >
        Import a session
      </Button>
    </>
  );
}
