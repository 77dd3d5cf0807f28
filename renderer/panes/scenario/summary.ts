import { formatPath } from "../../../engine/contract/problems.js";
import type { Scenario } from "../../../engine/contract/scenario.js";
import { distributionText } from "./distribution-text.js";
import { fieldWords } from "./words.js";
import { formatGiven } from "../../ui/format/number.js";

/** One parameter in words, with the path that finds it in the text. */
export interface SummaryRow {
  readonly path: string;
  readonly label: string;
  readonly value: string;
  /** Not written in the text: the schema's default. */
  readonly isDefault: boolean;
  /** Rows of a nested part are moved in by this many steps. */
  readonly depth: number;
  /** A heading of the rows below it rather than a parameter. */
  readonly isGroup: boolean;
}

export interface SummarySection {
  readonly title: string;
  readonly path: string;
  readonly rows: readonly SummaryRow[];
}

const TITLES = {
  workloads: "Workloads",
  brain: "Brain",
  hands: "Hands",
  coupled: "Coupled deployment",
  bus: "Bus",
  cache: "Cache",
  failures: "Failures",
  prices: "Prices",
  run: "Run",
} as const satisfies Partial<Record<keyof Scenario, string>>;

const SECTIONS = [
  "workloads",
  "brain",
  "hands",
  "coupled",
  "bus",
  "cache",
  "failures",
  "prices",
  "run",
] as const;

/**
 * The parameters of a scenario by section. It walks whatever is there, so that a field the schema
 * gains is shown without a line here; names and units come from the field's own name.
 */
export function summarise(scenario: Scenario, text: string, locale: string): SummarySection[] {
  const written = parse(text);
  return SECTIONS.flatMap((key) => {
    const value = scenario[key];
    if (value === undefined) return [];
    const rows = walk(value, [key], 0, { written, locale });
    return rows.length === 0 ? [] : [{ title: TITLES[key], path: key, rows }];
  });
}

interface Context {
  readonly written: unknown;
  readonly locale: string;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function walk(value: object, path: PropertyKey[], depth: number, context: Context): SummaryRow[] {
  const entries: [PropertyKey, unknown][] = Array.isArray(value)
    ? value.map((item: unknown, index): [PropertyKey, unknown] => [index, item])
    : Object.entries(value);
  return entries.flatMap(([key, child]) => field(key, child, [...path, key], depth, context));
}

function field(
  key: PropertyKey,
  value: unknown,
  path: PropertyKey[],
  depth: number,
  context: Context,
): SummaryRow[] {
  if (value === undefined) return [];
  const name = String(key);
  const words = fieldWords(name);
  const row = {
    path: formatPath(path),
    label: words.label,
    value: "",
    isDefault: !isWritten(context.written, path),
    depth,
    isGroup: false,
  };
  const leaf = leafText(name, value, context.locale);
  if (leaf !== undefined) return [{ ...row, value: leaf }];
  if (typeof value !== "object" || value === null) return [];
  const inner = walk(value, path, depth + 1, context);
  const title = titleOf(key, value) ?? (Array.isArray(value) ? words.label : undefined);
  // A name stands in its group's title already.
  const rest = inner.filter(
    ({ label, depth: at }) => at > depth + 1 || !(title !== undefined && label === "Name"),
  );
  if (rest.length === 0) return [];
  return [
    {
      ...row,
      label: title ?? (typeof key === "number" ? `#${key + 1}` : words.label),
      isGroup: true,
    },
    ...rest,
  ];
}

/** What an item of a list or a record is called by its author. */
function titleOf(key: PropertyKey, value: object): string | undefined {
  if (typeof key !== "number") return undefined;
  const named = Object.entries(value).find(([name]) => name === "name" || name === "pool");
  return typeof named?.[1] === "string" ? named[1] : undefined;
}

function leafText(name: string, value: unknown, locale: string): string | undefined {
  const { unit, style } = fieldWords(name);
  switch (typeof value) {
    case "number":
      return style === "share"
        ? `${formatGiven(Number((value * 100).toPrecision(12)), locale)} %`
        : withUnit(formatGiven(value, locale), unit);
    case "string":
      return value;
    case "boolean":
      return value ? "yes" : "no";
    default:
      return typeof value === "object" && value !== null
        ? distributionText(value, unit, locale)
        : undefined;
  }
}

export const withUnit = (text: string, unit: string): string =>
  unit === "" || unit.startsWith("/") ? `${text}${unit}` : `${text} ${unit}`;

function isWritten(written: unknown, path: readonly PropertyKey[]): boolean {
  let value = written;
  for (const key of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return false;
    value = Object.entries(value).find(([name]) => name === String(key))?.[1];
  }
  return true;
}
