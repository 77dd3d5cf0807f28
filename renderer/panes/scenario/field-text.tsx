import type { ReactElement } from "react";
import { fieldName } from "./field-name.js";
import { scenarioFields } from "./form/sections.js";

/** A path of a problem: the field as the form calls it, with the path as its title; else the path itself. */
export function FieldPath({ path, root }: { path: string; root?: unknown }): ReactElement {
  const [top = ""] = /^\w+/.exec(path) ?? [];
  // Of a file that is no scenario, of an option, of the file as a whole.
  if (!(top in scenarioFields())) return <code>{path}</code>;
  return <FieldMark path={path} root={root} />;
}

/** What the engine says, with every path into a scenario told as {@link FieldPath} does. */
export function FieldText({ text, root }: { text: string; root?: unknown }): ReactElement {
  return (
    <>
      {partsOf(text).map(({ at, part, isPath }) =>
        isPath ? <FieldMark key={at} path={part} root={root} /> : part,
      )}
    </>
  );
}

function FieldMark({ path, root }: { path: string; root: unknown }): ReactElement {
  return (
    <span className="field-mark" title={path}>
      {fieldName(path, root).label}
    </span>
  );
}

interface Part {
  readonly at: number;
  readonly part: string;
  readonly isPath: boolean;
}

/** A text cut at the paths in it: a field of a scenario and at least one step below it, not inside a file's name. */
function partsOf(text: string): readonly Part[] {
  const parts: Part[] = [];
  let end = 0;
  for (const { 0: path, index: at } of text.matchAll(paths())) {
    if (FILE.test(path)) continue;
    parts.push({ at: end, part: text.slice(end, at), isPath: false });
    parts.push({ at, part: path, isPath: true });
    end = at + path.length;
  }
  return [...parts, { at: end, part: text.slice(end), isPath: false }].filter(
    ({ part }) => part !== "",
  );
}

const FILE = /\.(json|jsonl|csv|gz)$/;

let pattern: RegExp | undefined;

/** Made at the first use, since the schema's shape is. */
const paths = (): RegExp =>
  (pattern ??= new RegExp(
    String.raw`(?<![\w."“/\\-])(?:${Object.keys(scenarioFields()).join("|")})(?:\.[A-Za-z]\w*|\[\d*\]|\["(?:[^"\\]|\\.)*"\])+`,
    "g",
  ));
