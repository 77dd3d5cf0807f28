import type { ReactElement, ReactNode } from "react";
import { formatPath } from "../../../../engine/contract/problems.js";
import { IconButton } from "../../../ui/button.js";
import { FieldText } from "../field-text.js";
import { useForm } from "./form-context.js";
import type { Path } from "./form-source.js";
import { HELP } from "./help.js";

/**
 * The problems that stand at a path: exactly there where further fields are below it, else also those of the
 * parts of its value, as the mean of a distribution.
 */
export function useProblems(
  path: Path,
  holds: "fields" | "a value" = "fields",
): {
  readonly texts: readonly string[];
  readonly id: string | undefined;
} {
  const { problems } = useForm();
  const at = formatPath([...path]);
  const texts = problems
    .filter(
      (problem) =>
        problem.path === at ||
        (holds === "a value" &&
          problem.path.startsWith(at) &&
          /^[.[]/.test(problem.path.slice(at.length))),
    )
    .map(({ expected, found }) => `Expected ${expected}, found ${found}.`);
  // Parts of one value may have the same fault.
  return { texts: [...new Set(texts)], id: texts.length === 0 ? undefined : `problem-${at}` };
}

export function Problems({
  path,
  holds,
}: {
  path: Path;
  holds?: "fields" | "a value";
}): ReactElement | null {
  const { texts, id } = useProblems(path, holds);
  if (id === undefined) return null;
  return (
    <span id={id} className="field-problems tone-bad">
      {texts.map((text) => (
        <span key={text}>
          <FieldText text={text} />
        </span>
      ))}
    </span>
  );
}

/** One field: its name, which leads to its place in the text, what is typed, and what is wrong with it. */
export function FieldRow({
  path,
  name,
  label,
  isSet,
  isOptional,
  children,
}: {
  path: Path;
  name: string;
  label: string;
  /** Whether the text has it. */
  isSet: boolean;
  isOptional: boolean;
  children: ReactNode;
}): ReactElement {
  const { goTo } = useForm();
  const at = formatPath([...path]);
  const help = HELP[name];
  return (
    <div className="field" data-path={at} data-unset={!isSet}>
      <button
        type="button"
        className="field-label"
        title={help === undefined ? at : `${help}\n${at}`}
        onClick={() => goTo(path)}
      >
        {label}
        <span className="sr-only">, show in JSON</span>
      </button>
      <span className="field-control">{children}</span>
      <FieldMarks path={path} label={label} canClear={isSet && isOptional} />
      <Problems path={path} holds="a value" />
    </div>
  );
}

/** That a value is this scenario's own and not its base's, and the ways back. */
export function FieldMarks({
  path,
  label,
  canClear,
}: {
  path: Path;
  label: string;
  canClear: boolean;
}): ReactElement | null {
  const { marks, reset, write } = useForm();
  const own = marks.isOverridden(path);
  if (own) {
    return (
      <span className="field-marks">
        <span className="field-own">Own</span>
        <IconButton
          icon="undo"
          label={`Take ${label} from the base again`}
          onClick={() => reset(path)}
        />
      </span>
    );
  }
  if (!canClear || marks.base !== undefined) return <span className="field-marks" />;
  return (
    <span className="field-marks">
      <IconButton
        icon="close"
        label={`Leave ${label} out`}
        onClick={() => write(path, undefined)}
      />
    </span>
  );
}
