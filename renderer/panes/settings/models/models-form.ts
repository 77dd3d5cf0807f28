import { useLayoutEffect, useMemo, useRef, useState } from "react";
import { formatPath } from "../../../../engine/contract/problems.js";
import { useApp } from "../../../state/use-app.js";
import type { RegistryDocument } from "../../../state/models-parts.js";
import { Field } from "../../scenario/form/field.js";
import type { FormContextValue } from "../../scenario/form/form-context.js";
import { readSource, valueAt } from "../../scenario/form/form-source.js";
import type { Path } from "../../scenario/form/form-source.js";
import { fieldWords } from "../../scenario/words.js";
import { aliasChanges } from "./model-rows.js";
import type { Change } from "./model-rows.js";

/** What the forms of the registry write through: every change is one of its text. */
export interface ModelsForm {
  /** The registry as JSON; of a text that is none, as it last was. */
  readonly root: unknown;
  /** Whether the text is valid JSON, so that there is something to write into. */
  readonly isReadable: boolean;
  readonly context: FormContextValue;
}

/** The fields of the scenario's form over the text of the model registry. */
export function useModelsForm(
  { text, problems }: RegistryDocument,
  goTo: (path: string) => void,
): ModelsForm {
  const edit = useApp((state) => state.editModels);
  const now = useMemo(() => readSource(text, undefined), [text]);
  // While the text is no JSON, the last one that was stays readable.
  const [last, setLast] = useState(now);
  if (now !== undefined && now !== last) setLast(now);
  const source = now ?? last;

  // What an event needs is looked up when it comes.
  const latest = useRef({ source, text, goTo });
  useLayoutEffect(() => {
    latest.current = { source, text, goTo };
  });
  const context = useMemo((): FormContextValue => {
    const put = (path: Path, to: (text: string) => string): void => {
      const given = latest.current;
      const { label } = fieldWords(String(path.findLast((key) => typeof key === "string")));
      edit(to(given.text), whatOf(path, label), `models ${formatPath([...path])}`);
    };
    const writeAll = (changes: readonly Change[]): void =>
      put(changes[0]?.path ?? [], (before) => withChanges(before, changes));
    return {
      marks: { base: undefined, isOverridden: () => false },
      fixed: new Map(),
      problems,
      Field,
      read: (path) => valueAt(latest.current.source?.root, path),
      write: (path, value) => writeAll([{ path, value }]),
      writeAll,
      rename: (path, name) => put(path, (before) => withModelName(before, path, name)),
      reset: () => {},
      goTo: (path) => latest.current.goTo(formatPath([...path])),
    };
  }, [problems, edit]);
  return { root: source?.root, isReadable: now !== undefined, context };
}

/** “Version of claude-opus-5”, “production”: what an edit is called in the history. */
function whatOf(path: Path, label: string): string {
  const [, name] = path;
  return path.length > 2 ? `${label} of ${String(name)}` : String(name);
}

/** The text with every change in it, and with the aliases of a version that is called otherwise. */
export function withChanges(text: string, changes: readonly Change[]): string {
  let now = text;
  for (const { path, value } of changes) {
    const from = readSource(now, undefined);
    if (from === undefined) return text;
    const before = valueAt(from.root, path);
    now = from.write(path, value);
    const [top, model, , field] = path;
    if (top !== "models" || path.length !== 4 || field !== "version") continue;
    if (typeof before !== "string" || typeof value !== "string") continue;
    const name = String(model);
    const [was, is] = [before, value].map((version) => ({ model: name, version }));
    if (was !== undefined && is !== undefined) {
      now = withChanges(now, aliasChanges(from.root, was, is));
    }
  }
  return now;
}

/** The text with a model called otherwise, and its aliases with it. */
export function withModelName(text: string, path: Path, name: string): string {
  const source = readSource(text, undefined);
  if (source === undefined) return text;
  const followers = aliasChanges(source.root, { model: String(path[1]) }, { model: name });
  return withChanges(source.rename(path, name), followers);
}
