import { formatPath } from "../../../engine/contract/problems.js";
import type { Scenario } from "../../../engine/contract/scenario.js";
import { distributionText } from "./distribution-text.js";
import { fieldWords } from "./words.js";
import type { FieldWords } from "./words.js";
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

/** Fields whose keys an author chose; what is under them is measured as the field itself is. */
const RECORDS: ReadonlySet<string> = new Set([
  "hands",
  "toolServiceMs",
  "toolFailureProbability",
  "handsWorker",
]);

function walk(value: object, path: PropertyKey[], depth: number, context: Context): SummaryRow[] {
  const entries: [PropertyKey, unknown][] = Array.isArray(value)
    ? value.map((item: unknown, index): [PropertyKey, unknown] => [index, item])
    : Object.entries(value);
  return entries.flatMap(([key, child]) => rowsOf(key, child, [...path, key], depth, context));
}

function rowsOf(
  key: PropertyKey,
  value: unknown,
  path: PropertyKey[],
  depth: number,
  context: Context,
): SummaryRow[] {
  if (value === undefined) return [];
  const parent = String(path.at(-2));
  const isNamed = RECORDS.has(parent);
  const words = fieldWords(isNamed ? parent : String(key));
  const row = {
    path: formatPath(path),
    label: isNamed ? String(key) : words.label,
    value: "",
    isDefault: !isWritten(context.written, path),
    depth,
    isGroup: false,
  };
  const leaf = leafText(words, value, context.locale);
  if (leaf !== undefined) return [{ ...row, value: leaf }];
  if (typeof value !== "object" || value === null) return [];
  const form = onlyForm(value);
  if (form !== undefined) {
    // `{"closed": {…}}` is one thing, said in one line.
    const inner = walk(form.value, [...path, form.name], depth + 1, context);
    const label = `${row.label}: ${fieldWords(form.name).label.toLowerCase()}`;
    return [{ ...row, label, isGroup: true }, ...inner];
  }
  const title = typeof key === "number" ? titleOf(value) : undefined;
  const inner = walk(value, path, depth + 1, context).filter(
    // What gives a group its title is not told again below it.
    ({ path: at }) => title === undefined || at !== formatPath([...path, title.field]),
  );
  if (inner.length === 0) return [];
  const label = title?.text ?? (typeof key === "number" ? `No. ${key + 1}` : row.label);
  return [{ ...row, label, isGroup: true }, ...inner];
}

/** The one field of an object that is an object itself: a choice between forms. */
function onlyForm(value: object): { name: string; value: object } | undefined {
  const [entry, ...others] = Array.isArray(value) ? [] : Object.entries(value);
  if (entry === undefined || others.length > 0) return undefined;
  const [name, inner]: [string, unknown] = entry;
  const isForm = typeof inner === "object" && inner !== null && !RECORDS.has(name);
  return isForm && FORMS.has(name) ? { name, value: inner } : undefined;
}

/** Forms that a scenario chooses between and that hold further fields. */
const FORMS: ReadonlySet<string> = new Set([
  "poisson",
  "gamma",
  "bursty",
  "daily",
  "closed",
  "trace",
  "tokens",
]);

/** What an item of a list is called by its author. */
function titleOf(value: object): { field: string; text: string } | undefined {
  for (const [field, text] of Object.entries(value)) {
    if ((field === "name" || field === "pool") && typeof text === "string") return { field, text };
  }
  return undefined;
}

function leafText({ unit, style }: FieldWords, value: unknown, locale: string): string | undefined {
  switch (typeof value) {
    case "number":
      return style === "share"
        ? `${formatGiven(value * 100, locale)}%`
        : withUnit(formatGiven(value, locale), unit);
    case "string":
      return value;
    case "boolean":
      return value ? "yes" : "no";
    default:
      // A curve of numbers is one thing; each on a line of its own would hide its shape.
      if (
        Array.isArray(value) &&
        value.length > 0 &&
        value.every((one) => typeof one === "number")
      ) {
        return value.map((one) => formatGiven(one, locale)).join(" · ");
      }
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
