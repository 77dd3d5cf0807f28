import { useRef } from "react";
import type { ReactElement } from "react";
import { useApp } from "../../state/use-app.js";
import { Button } from "../../ui/button.js";

/** Takes in the file of an exported session. */
export function ImportButton(): ReactElement {
  const take = useApp((state) => state.importSession);
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        accept=".jsonl"
        hidden
        aria-label="File of an exported session"
        onChange={({ target }) => {
          const file = target.files?.[0];
          if (file !== undefined) void file.text().then(take);
          // The same file may be chosen again.
          target.value = "";
        }}
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
