import { useEffect, useState } from "react";
import type { ReactElement } from "react";
import { droppedFiles } from "../../state/dropped.js";
import { WHAT_IS_TAKEN } from "../../state/files.js";
import { useApp } from "../../state/use-app.js";
import { Icon } from "../../ui/icons.js";

/**
 * Takes files that are dropped anywhere on the window but on a field that takes them itself. The command
 * “Take in files…” does the same by keyboard.
 */
export function DropTarget(): ReactElement | null {
  const takeFiles = useApp((state) => state.takeFiles);
  const notify = useApp((state) => state.notify);
  const chooseWorkspace = useApp((state) => state.chooseWorkspace);
  const [over, setOver] = useState(false);
  useEffect(() => {
    const hasFiles = (event: DragEvent): boolean =>
      event.dataTransfer?.types.includes("Files") === true;
    const onOver = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      // Without this the browser would open the file in the page's place.
      event.preventDefault();
      setOver(true);
    };
    const onLeave = (event: DragEvent): void => {
      // Within the window it goes from one element to another.
      if (event.relatedTarget === null) setOver(false);
    };
    const onDropAnywhere = (): void => setOver(false);
    const onDrop = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      if (event.dataTransfer === null) return;
      void takeFiles(droppedFiles(event.dataTransfer.items, { notify, chooseWorkspace }));
    };
    window.addEventListener("dragover", onOver);
    window.addEventListener("dragleave", onLeave);
    window.addEventListener("drop", onDropAnywhere, { capture: true });
    window.addEventListener("drop", onDrop);
    return () => {
      window.removeEventListener("dragover", onOver);
      window.removeEventListener("dragleave", onLeave);
      window.removeEventListener("drop", onDropAnywhere, { capture: true });
      window.removeEventListener("drop", onDrop);
    };
  }, [takeFiles, notify, chooseWorkspace]);
  if (!over) return null;
  return (
    <output className="drop-target">
      <span>
        <Icon name="file" /> {`Drop ${WHAT_IS_TAKEN}`}
      </span>
    </output>
  );
}
