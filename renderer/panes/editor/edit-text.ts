import { jsonLanguage } from "@codemirror/lang-json";

type Node = ReturnType<typeof jsonLanguage.parser.parse>["topNode"];
export type Path = readonly (string | number)[];

const VALUES: ReadonlySet<string> = new Set([
  "Object",
  "Array",
  "String",
  "Number",
  "True",
  "False",
  "Null",
]);

/**
 * A JSON text with another value at `path`, everything else as it was typed: order, spaces, line
 * breaks. Objects that are missing on the way are made; an index one beyond a list's end adds to it.
 * Undefined takes the value away. The text must be valid JSON, else it comes back as it is, as it does
 * where the path leads through something that is no object or list.
 */
export function withValue(text: string, path: Path, value: unknown): string {
  const top = valueOf(jsonLanguage.parser.parse(text).topNode);
  if (top === undefined) return text;
  return edited(text, top, path, value);
}

function edited(text: string, node: Node, path: Path, value: unknown): string {
  const [key, ...rest] = path;
  if (key === undefined) return value === undefined ? text : replaced(text, node, value);
  const items = itemsOf(text, node);
  if (items === undefined) return text;
  const found = items.find((item) => item.key === key);
  if (found !== undefined) {
    if (rest.length > 0) return edited(text, found.value, rest, value);
    return value === undefined ? without(text, items, found) : replaced(text, found.value, value);
  }
  if (value === undefined) return text;
  if (node.name === "Array" && key !== items.length) return text;
  return inserted(text, node, items, key, nested(rest, value));
}

/** The value inside the objects that are missing on the way to it. */
function nested(path: Path, value: unknown): unknown {
  return path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
}

interface Item {
  readonly key: string | number;
  /** From the name of a field, or the beginning of an element, to its end. */
  readonly from: number;
  readonly to: number;
  readonly value: Node;
}

/** What an object or a list holds; of a name that stands twice the last counts, as it does for parsers. */
function itemsOf(text: string, node: Node): Item[] | undefined {
  if (node.name === "Array") {
    return children(node)
      .filter(({ name }) => VALUES.has(name))
      .map((value, key) => ({ key, from: value.from, to: value.to, value }));
  }
  if (node.name !== "Object") return undefined;
  const items = node.getChildren("Property").flatMap((property): Item[] => {
    const name = property.getChild("PropertyName");
    const value = valueOf(property);
    if (name === null || value === undefined) return [];
    const key: unknown = JSON.parse(text.slice(name.from, name.to));
    return [{ key: String(key), from: property.from, to: property.to, value }];
  });
  return items.filter(({ key }, at) => !items.slice(at + 1).some((later) => later.key === key));
}

function children(node: Node): Node[] {
  const all: Node[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) all.push(child);
  return all;
}

const valueOf = (node: Node): Node | undefined =>
  children(node).findLast(({ name }) => VALUES.has(name));

function splice(text: string, from: number, to: number, insert: string): string {
  return text.slice(0, from) + insert + text.slice(to);
}

function replaced(text: string, { from, to }: Node, value: unknown): string {
  return splice(text, from, to, written(text, from, value));
}

/** Takes an item away with the comma and the space that part it from its neighbour. */
function without(text: string, items: readonly Item[], item: Item): string {
  const at = items.indexOf(item);
  const before = items[at - 1];
  const after = items[at + 1];
  if (before !== undefined) return splice(text, before.to, item.to, "");
  if (after !== undefined) return splice(text, item.from, after.from, "");
  // The only one takes the space around it with it.
  const start = text.slice(0, item.from).trimEnd().length;
  const end = item.to + (/^\s*/.exec(text.slice(item.to))?.[0].length ?? 0);
  return splice(text, start, end, "");
}

function inserted(
  text: string,
  node: Node,
  items: readonly Item[],
  key: string | number,
  value: unknown,
): string {
  const name = typeof key === "string" ? `${JSON.stringify(key)}: ` : "";
  const last = items.at(-1);
  if (last === undefined) {
    const outer = indentAt(text, node.from);
    const inner = outer + unitOf(text);
    const [open, close] = node.name === "Array" ? ["[", "]"] : ["{", "}"];
    const body = `${open}\n${inner}${name}${pretty(value, inner, unitOf(text))}\n${outer}${close}`;
    return splice(text, node.from, node.to, body);
  }
  const isOneLine = !text.slice(node.from, last.from).includes("\n");
  if (isOneLine) return splice(text, last.to, last.to, `, ${name}${JSON.stringify(value)}`);
  const indent = indentAt(text, last.from);
  const body = `,\n${indent}${name}${pretty(value, indent, unitOf(text))}`;
  return splice(text, last.to, last.to, body);
}

/** The value as it is written where the text has `at`, in the text's own way of indenting. */
function written(text: string, at: number, value: unknown): string {
  return pretty(value, indentAt(text, at), unitOf(text));
}

function pretty(value: unknown, indent: string, unit: string): string {
  return JSON.stringify(value, undefined, unit).replaceAll("\n", `\n${indent}`);
}

/** What a line begins with. */
function indentAt(text: string, at: number): string {
  const line = text.lastIndexOf("\n", at - 1) + 1;
  return /^[ \t]*/.exec(text.slice(line))?.[0] ?? "";
}

/** One step of indenting: that of the first line that is indented. */
function unitOf(text: string): string {
  return /\n([ \t]+)\S/.exec(text)?.[1] ?? "  ";
}

/** The text with a field named otherwise, where it stands. */
export function withName(text: string, path: Path, name: string): string {
  let node = valueOf(jsonLanguage.parser.parse(text).topNode);
  let item: Item | undefined;
  for (const key of path) {
    if (node === undefined) return text;
    item = itemsOf(text, node)?.find((one) => one.key === key);
    node = item?.value;
  }
  const end = /^"(?:[^"\\]|\\.)*"/.exec(text.slice(item?.from ?? 0))?.[0].length;
  if (item === undefined || end === undefined || typeof item.key !== "string") return text;
  return splice(text, item.from, item.from + end, JSON.stringify(name));
}
