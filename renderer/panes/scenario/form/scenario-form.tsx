import { useDeferredValue, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { ReactElement } from "react";
import { isRecord } from "../../../../engine/base/guards.js";
import type { Problem } from "../../../../engine/contract/errors.js";
import { formatPath } from "../../../../engine/contract/problems.js";
import type { OpenDocument } from "../../../state/parts.js";
import { useApp } from "../../../state/use-app.js";
import { Icon } from "../../../ui/icons.js";
import { fieldWords } from "../words.js";
import { Field } from "./field.js";
import { FieldRow } from "./field-row.js";
import { fixedNumbers, isSameFixed } from "./fixed.js";
import { FormProvider } from "./form-context.js";
import type { FormContextValue } from "./form-context.js";
import { readSource, shared, valueAt } from "./form-source.js";
import type { FormSource, Path } from "./form-source.js";
import { JsonButton } from "./json-button.js";
import { scenarioFields, SECTIONS } from "./sections.js";
import type { FormSection } from "./sections.js";

/** A longer text is read in a task after the one in which it was typed or pasted, which has enough to do with it. */
const LARGE_TEXT = 100_000;

/** Fields of a scenario that are not for anyone to fill in. */
const UNSEEN: ReadonlySet<string> = new Set(["schema", "whatIf"]);

/** The scenario to fill in. What is typed here is a small edit of the text, undone like one. */
export function ScenarioForm({
  document,
  onGoTo,
}: {
  document: OpenDocument;
  onGoTo: (path: string) => void;
}): ReactElement {
  const editField = useApp((state) => state.editField);
  const { text: newest, checked, savedScenario, name } = document;
  const deferred = useDeferredValue(newest);
  const text = newest.length > LARGE_TEXT ? deferred : newest;

  // Of a variant the engine knows what it inherits; the newest answer serves until the next one.
  const [resolved, setResolved] = useState(savedScenario);
  if (checked?.scenario !== undefined && checked.scenario !== resolved) {
    setResolved(checked.scenario);
  }
  const now = useMemo(() => readSource(text, resolved), [text, resolved]);
  // While the text is no JSON, the last one that was stays readable.
  const [last, setLast] = useState(now);
  if (now !== undefined && now !== last) setLast(now);
  const source = now ?? last;
  const [root, setRoot] = useState(source?.root);
  const nextRoot = shared(root, source?.root);
  if (nextRoot !== root) setRoot(nextRoot);
  const found = fixedNumbers(nextRoot);
  const [fixed, setFixed] = useState(found);
  if (!isSameFixed(found, fixed)) setFixed(found);

  // What an event needs is looked up when it comes: nothing is drawn anew for it.
  const latest = useRef({ source, text, newest, resolved, name, onGoTo });
  useLayoutEffect(() => {
    latest.current = { source, text, newest, resolved, name, onGoTo };
  });
  const problems = checked === undefined || checked.problems.length === 0 ? NONE : checked.problems;
  const marks = source?.base === undefined ? STANDS_ALONE : source;
  const context = useMemo((): FormContextValue => {
    const put = (path: Path, to: (from: FormSource, text: string) => string): void => {
      const given = latest.current;
      // What is written goes into the text as it is, also where the form has not read it yet.
      const from =
        given.text === given.newest ? given.source : readSource(given.newest, given.resolved);
      if (from === undefined) return;
      const { label } = fieldWords(String(path.findLast((key) => typeof key === "string")));
      const group = `field ${formatPath([...path])}`;
      editField(to(from, given.newest), `${label} of ${given.name}`, group);
    };
    return {
      marks,
      fixed,
      problems,
      Field,
      read: (path) => valueAt(latest.current.source?.root, path),
      write: (path, value) => put(path, (from) => from.write(path, value)),
      writeAll: (changes) =>
        put(changes[0]?.path ?? [], (from, before) => {
          let written = before;
          let at = from;
          for (const { path, value } of changes) {
            written = at.write(path, value);
            at = readSource(written, latest.current.resolved) ?? at;
          }
          return written;
        }),
      rename: (path, to) => put(path, (from) => from.rename(path, to)),
      reset: (path) => put(path, (from) => from.reset(path)),
      goTo: (path) => {
        const { source: from, onGoTo: show } = latest.current;
        show(from?.textPath(path) ?? "overrides");
      },
    };
  }, [marks, fixed, problems, editField]);

  if (source === undefined) {
    return <p className="pane-loading">The form appears here once the text is valid JSON.</p>;
  }
  const { base } = source;
  const fields = scenarioFields();
  const strange = isRecord(root)
    ? Object.keys(root).filter((key) => !Object.hasOwn(fields, key) && !UNSEEN.has(key))
    : [];
  return (
    <FormProvider value={context}>
      {now === undefined ? (
        <p className="summary-stale">
          The text is not valid JSON. The form shows the last state that was, and can be filled in
          again once the text is mended.
        </p>
      ) : null}
      {base === undefined ? null : (
        <p className="form-base">
          Inherits from <code>{base}</code>. What is changed here becomes an override of its own.
        </p>
      )}
      <fieldset className="scenario-form" disabled={now === undefined}>
        <legend className="sr-only">{`Fields of ${name}`}</legend>
        {SECTIONS.map((section) => (
          <Section key={section.title} section={section} root={root} problems={problems} />
        ))}
        {strange.map((key) => (
          <FieldRow key={key} path={[key]} name={key} label={key} isSet isOptional>
            <JsonButton path={[key]} />
          </FieldRow>
        ))}
      </fieldset>
    </FormProvider>
  );
}

const NONE: readonly Problem[] = [];
const STANDS_ALONE: FormContextValue["marks"] = { base: undefined, isOverridden: () => false };

/** One part of the form; closed ones cost nothing to draw. */
function Section({
  section: { title, fields, isOpen: isOpenAtFirst },
  root,
  problems,
}: {
  section: FormSection;
  root: unknown;
  problems: readonly Problem[];
}): ReactElement {
  const [isOpen, setOpen] = useState(isOpenAtFirst);
  const known = scenarioFields();
  const count = problems.filter(({ path }) => fields.some((field) => isWithin(path, field))).length;
  return (
    <details
      className="form-section"
      data-section={fields.join(" ")}
      data-single={fields.length === 1}
      open={isOpen}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>
        <h3>{title}</h3>
        {count === 0 ? null : (
          <span className="tone-bad">
            <Icon name="warning" size={12} />
            {count === 1 ? " 1 problem" : ` ${count} problems`}
          </span>
        )}
      </summary>
      {isOpen
        ? fields.map((name) => {
            const field = known[name];
            return field === undefined ? null : (
              <Field
                key={name}
                path={[name]}
                name={name}
                label={fieldWords(name).label}
                field={field}
                value={valueAt(root, [name])}
              />
            );
          })
        : null}
    </details>
  );
}

/** Brings the field of a path, or what holds it, into view, and marks it for a moment. */
export function revealField(form: HTMLElement, path: string): void {
  const [top = ""] = /^[A-Za-z]+/.exec(path) ?? [];
  const section = [...form.querySelectorAll<HTMLDetailsElement>("details[data-section]")].find(
    (one) => one.dataset["section"]?.split(" ").includes(top),
  );
  if (section !== undefined) section.open = true;
  // What was closed is drawn with the next frame.
  requestAnimationFrame(() => {
    const places = [...form.querySelectorAll<HTMLElement>("[data-path]")]
      .filter(({ dataset }) => isWithin(path, dataset["path"] ?? ""))
      .toSorted((a, b) => (b.dataset["path"]?.length ?? 0) - (a.dataset["path"]?.length ?? 0));
    const [place] = places;
    if (place === undefined) return;
    place.scrollIntoView({ block: "center" });
    place.dataset["marked"] = "true";
    setTimeout(() => delete place.dataset["marked"], MARK_MS);
  });
}

const MARK_MS = 1500;

function isWithin(path: string, outer: string): boolean {
  return path === outer || (path.startsWith(outer) && /^[.[]/.test(path.slice(outer.length)));
}
