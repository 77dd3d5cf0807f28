import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { isRecord } from "../../../engine/base/guards.js";
import { formatPath } from "../../../engine/contract/problems.js";
import { readScenario } from "../../../engine/contract/scenario-file.js";
import { Scenario } from "../../../engine/contract/scenario.js";
import { shapeOf } from "../../../engine/contract/shape.js";
import type { Shape } from "../../../engine/contract/shape.js";
import { fixedNumbers, isSameFixed } from "../../../renderer/panes/scenario/form/fixed.js";
import { valueAt } from "../../../renderer/panes/scenario/form/form-source.js";
import type { Path } from "../../../renderer/panes/scenario/form/form-source.js";
import { leverOf, numberAt, SLIDER_STEPS } from "../../../renderer/panes/scenario/form/levers.js";
import { withValue } from "../../../renderer/panes/editor/edit-text.js";
import { fieldWords } from "../../../renderer/panes/scenario/words.js";
import { articleText } from "./recorded.js";

const FOLDER = path.resolve("scenarios");
const SHIPPED = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".json") && !name.endsWith(".claims.json"))
  .map((name) => [name, readFileSync(path.join(FOLDER, name), "utf8")] as const);

interface NumberField {
  readonly path: Path;
  readonly bounds: Extract<Shape, { kind: "number" }>;
  readonly value: number;
}

/** Every number that a scenario has or falls back to, as the form shows them. */
function numbersOf(shape: Shape | undefined, value: unknown, at: Path): NumberField[] {
  const below = (inner: Shape | undefined, key: string | number, child: unknown): NumberField[] =>
    numbersOf(inner, child, [...at, key]);
  switch (shape?.kind) {
    case "number":
      return typeof value === "number" ? [{ path: at, bounds: shape, value }] : [];
    case "object":
      return Object.entries(shape.fields).flatMap(([key, field]) =>
        below(field.shape, key, valueAt(value, [key]) ?? field.fallback),
      );
    case "kinds":
      return numbersOf(shape.kinds[String(valueAt(value, [shape.by]))], value, at);
    case "forms":
      return isRecord(value)
        ? Object.entries(value).flatMap(([key, child]) => below(shape.forms[key], key, child))
        : [];
    case "list":
      return Array.isArray(value)
        ? value.flatMap((item: unknown, index) => below(shape.item, index, item))
        : [];
    case "record":
      return isRecord(value)
        ? Object.entries(value).flatMap(([key, child]) => below(shape.item, key, child))
        : [];
    default:
      return [];
  }
}

describe("the sliders of the form", () => {
  it.each(SHIPPED)("lead to nothing that is refused: %s", (_name, text) => {
    const root: unknown = JSON.parse(text);
    const fixed = fixedNumbers(root);
    const refused: string[] = [];
    let sliders = 0;
    for (const { path: at, bounds, value } of numbersOf(shapeOf(Scenario), root, [])) {
      const field = formatPath([...at]);
      const name = String(at.findLast((key) => typeof key === "string"));
      const range = leverOf(name, fieldWords(name).style === "share", value, bounds);
      if (range === undefined || fixed.has(field)) continue;
      sliders += 1;
      for (const step of [range.isAbove ? 1 : 0, SLIDER_STEPS]) {
        const number = numberAt(range, step, bounds.isWhole);
        const { problems } = readScenario(withValue(text, at, number));
        refused.push(
          ...problems
            .filter((problem) => problem.path === field)
            .map(({ expected }) => `${field}: ${expected}, slider at ${number}`),
        );
      }
    }
    expect(sliders).toBeGreaterThan(0);
    expect(refused).toEqual([]);
  });

  it("keep to what the schema takes, and are not there where the value does not", () => {
    const bounds = { min: 2, max: 50, isAbove: false };
    expect(leverOf("replicas", false, 20, bounds)).toMatchObject({ from: 2, to: 50 });
    expect(leverOf("weight", false, 20, bounds)).toMatchObject({ from: 2, to: 50 });
    const above = { min: 0, max: 1, isAbove: true };
    expect(leverOf("errorRate", true, 0.1, above)).toMatchObject({ from: 0, isAbove: true });
    expect(leverOf("weight", false, 0.1, above)).toMatchObject({ from: 0.01, isAbove: false });
    expect(leverOf("replicas", false, 60, bounds)).toBeUndefined();
    expect(leverOf("replicas", false, 0, { ...bounds, min: 1 })).toBeUndefined();
  });
});

describe("numbers that the rest of a scenario leaves no choice in", () => {
  it("are those that the schema refuses any other value of", () => {
    const seen = new Set<string>();
    for (const [, text] of SHIPPED) {
      for (const [field, { to }] of fixedNumbers(JSON.parse(text))) {
        const at = field.split(/[.[\]]+/).map((key) => (/^\d+$/.test(key) ? Number(key) : key));
        seen.add(String(at.at(-1)));
        expect(readScenario(withValue(text, at, to)).problems).toEqual([]);
        const { problems } = readScenario(withValue(text, at, to === 0 ? 0.5 : 2));
        expect(problems.map((problem) => problem.path)).toEqual([field]);
      }
    }
    expect([...seen].toSorted()).toEqual(["cachedHistoryShare", "weight"]);
  });

  it("are none of the article's", () => {
    expect(fixedNumbers(JSON.parse(articleText())).size).toBe(0);
    expect(fixedNumbers("no scenario").size).toBe(0);
  });

  it("are the same until the scenario says otherwise", () => {
    const recorded = { workloads: [{ arrivals: { trace: { file: "a.csv" } } }] };
    const [one, other] = [fixedNumbers(recorded), fixedNumbers(structuredClone(recorded))];
    expect(isSameFixed(one, other)).toBe(true);
    expect(isSameFixed(one, fixedNumbers({ ...recorded, brain: { kind: "batched" } }))).toBe(false);
    expect(isSameFixed(one, fixedNumbers({}))).toBe(false);
  });
});
