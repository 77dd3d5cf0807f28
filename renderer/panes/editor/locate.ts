import { jsonLanguage } from "@codemirror/lang-json";

/** A stretch of the text, as offsets. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** `workloads[0].session["a b"]` → `["workloads", 0, "session", "a b"]`; `(file)` → `[]`. */
export function parsePath(path: string): (string | number)[] {
  const keys: (string | number)[] = [];
  const pattern = /\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|([^.[\]]+)/g;
  if (path === "(file)") return keys;
  for (const [, index, quoted, name] of path.matchAll(pattern)) {
    if (index !== undefined) keys.push(Number(index));
    else if (quoted !== undefined) keys.push(unquote(quoted));
    else if (name !== undefined) keys.push(name);
  }
  return keys;
}

function unquote(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "string" ? value : text;
  } catch {
    return text;
  }
}

type Node = ReturnType<typeof jsonLanguage.parser.parse>["topNode"];

/** The span of every path asked for, from one parse of the text; also of a text that is not quite JSON. */
export function createLocator(text: string): (path: string) => Span | undefined {
  const top = jsonLanguage.parser.parse(text).topNode;
  return (path) => locate(text, top, parsePath(path));
}

/**
 * The value at a path, or the key of the deepest field on the way that exists: a missing field is
 * shown at the object that lacks it.
 */
function locate(text: string, top: Node, path: readonly (string | number)[]): Span | undefined {
  let node = top.firstChild;
  let span: Span | undefined;
  if (path.length === 0 || node === null) return undefined;
  for (const key of path) {
    const next: Node | undefined =
      typeof key === "number" ? element(node, key) : property(text, node, key);
    if (next === undefined) break;
    const name = next.getChild("PropertyName");
    const value: Node | null = name === null ? next : next.lastChild;
    // An object or list is named by its key: marking all of it would mark half the file.
    const isLarge = value?.name === "Object" || value?.name === "Array";
    const mark = name !== null && isLarge ? name : (value ?? next);
    span =
      isLarge && name === null
        ? { from: mark.from, to: mark.from + 1 }
        : { from: mark.from, to: mark.to };
    if (value === null) break;
    node = value;
  }
  return span;
}

function element(list: Node, index: number): Node | undefined {
  if (list.name !== "Array") return undefined;
  let at = -1;
  for (let child = list.firstChild; child !== null; child = child.nextSibling) {
    if (!/^[A-Z]/.test(child.name)) continue;
    at += 1;
    if (at === index) return child;
  }
  return undefined;
}

function property(text: string, object: Node, key: string): Node | undefined {
  if (object.name !== "Object") return undefined;
  return object.getChildren("Property").find((child) => {
    const name = child.getChild("PropertyName");
    return name !== null && unquote(text.slice(name.from, name.to)) === key;
  });
}
