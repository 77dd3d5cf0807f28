import { useId, useRef, useState } from "react";
import type { DragEvent, ReactElement } from "react";
import type { Problem } from "../../../engine/contract/errors.js";
import { droppedFiles } from "../../state/dropped.js";
import { useApp } from "../../state/use-app.js";
import { Button, IconButton } from "../../ui/button.js";
import { FileInput } from "../../ui/file-input.js";
import { formatNumber } from "../../ui/format/number.js";
import { Icon } from "../../ui/icons.js";
import { useLocale } from "../../ui/locale.js";

/** A file to choose or to drop, with what it is, and what is wrong with it in its place. */
export function FileField({
  label,
  hint,
  accept,
  chosen,
  problems,
  onChoose,
  onClear,
}: {
  label: string;
  hint: string;
  accept: string;
  chosen: { readonly name: string; readonly size?: number } | undefined;
  problems: readonly Problem[];
  onChoose: (file: File) => void;
  onClear?: () => void;
}): ReactElement {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const locale = useLocale();
  const notify = useApp((state) => state.notify);
  const chooseWorkspace = useApp((state) => state.chooseWorkspace);
  const dropped = (event: DragEvent): void => {
    event.preventDefault();
    // The window takes dropped files too; this one is taken.
    event.stopPropagation();
    setOver(false);
    const [file] = droppedFiles(event.dataTransfer.items, { notify, chooseWorkspace });
    if (file !== undefined) onChoose(file);
  };
  return (
    <div className="calibrate-field">
      <span id={`${id}-label`} className="calibrate-label">
        {label}
      </span>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- dropping is a short cut: the button inside does the same by keyboard */}
      <section
        className="calibrate-drop"
        aria-labelledby={`${id}-label`}
        data-over={over}
        data-invalid={problems.length > 0}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={dropped}
      >
        <FileInput input={input} label={`${label}: file`} accept={accept} onChoose={onChoose} />
        {chosen === undefined ? (
          <span className="muted">Drop a file here, or</span>
        ) : (
          <span className="calibrate-chosen">
            <Icon name="file" />
            <span className="calibrate-file">{chosen.name}</span>
            {chosen.size === undefined ? null : (
              <span className="muted">{sizeText(chosen.size, locale)}</span>
            )}
          </span>
        )}
        <span className="calibrate-file-actions">
          {chosen === undefined || onClear === undefined ? null : (
            <IconButton icon="close" label={`Leave out ${chosen.name}`} onClick={onClear} />
          )}
          <Button aria-describedby={`${id}-note`} onClick={() => input.current?.click()}>
            {chosen === undefined ? "Choose a file" : "Another file"}
          </Button>
        </span>
      </section>
      <div id={`${id}-note`}>
        {problems.length === 0 ? (
          <p className="muted">{hint}</p>
        ) : (
          <FieldProblems problems={problems} />
        )}
      </div>
    </div>
  );
}

/** More would push the form out of sight, and are of the same kind. */
const MOST_SHOWN = 4;

/** Where in a file something is wrong, what belongs there and what was found. */
function FieldProblems({ problems }: { problems: readonly Problem[] }): ReactElement {
  const left = problems.length - MOST_SHOWN;
  return (
    <ul className="calibrate-problems" role="alert">
      {problems.slice(0, MOST_SHOWN).map((problem) => (
        <li key={`${problem.path} ${problem.line ?? ""} ${problem.found}`}>
          {problemText(problem)}
        </li>
      ))}
      {left > 0 ? <li>{`And ${left} more of such faults.`}</li> : null}
    </ul>
  );
}

function problemText({ path, line, expected, found }: Problem): string {
  const place = path.split(": ").slice(1).join(": ");
  const words = `expected ${expected}; found ${found}.`;
  if (line !== undefined && place !== "" && place !== "line") {
    return `Line ${line}, ${place}: ${words}`;
  }
  if (line !== undefined) return `Line ${line}: ${words}`;
  return place === "" ? `${words.charAt(0).toUpperCase()}${words.slice(1)}` : `${place}: ${words}`;
}

const STEP = 1000;

/** A file's size in bytes, kB or MB, with three digits. */
function sizeText(bytes: number, locale: string): string {
  const [divisor, unit] =
    bytes < STEP ? [1, "B"] : bytes < STEP ** 2 ? [STEP, "kB"] : [STEP ** 2, "MB"];
  const scale = { divisor, style: "plain" as const, unit, per: 1 as const };
  return formatNumber(bytes, scale, bytes / divisor < 10 && divisor > 1 ? 1 : 0, locale);
}
