import { describe, expect, it } from "vitest";
import { isRecord } from "../../../engine/base/guards.js";
import { withName, withValue } from "../../../renderer/panes/editor/edit-text.js";
import { scenarios } from "../../laws/random-scenario.js";
import { fc, runs } from "../../property.js";
import { articleText } from "./recorded.js";

type Path = (string | number)[];

/** Every place of a document, the root left out. */
function placesOf(value: unknown, path: Path = []): Path[] {
  const entries: [string | number, unknown][] = Array.isArray(value)
    ? value.map((item: unknown, at): [number, unknown] => [at, item])
    : isRecord(value)
      ? Object.entries(value)
      : [];
  return entries.flatMap(([key, child]) => [[...path, key], ...placesOf(child, [...path, key])]);
}

function changed(root: unknown, path: Path, to: unknown): unknown {
  const copy: unknown = structuredClone(root);
  let parent: unknown = copy;
  for (const key of path.slice(0, -1)) {
    if (Array.isArray(parent)) parent = parent[Number(key)];
    else if (isRecord(parent)) parent = parent[key];
  }
  const last = path.at(-1) ?? "";
  if (Array.isArray(parent)) {
    if (to === undefined) parent.splice(Number(last), 1);
    else parent[Number(last)] = to;
  } else if (isRecord(parent)) {
    Object.assign(parent, { [last]: to });
  }
  // As JSON has it: what is undefined is not there.
  return JSON.parse(JSON.stringify(copy));
}

/** JSON as different people lay it out. */
const layout = fc.constantFrom<(value: unknown) => string>(
  (value) => JSON.stringify(value, undefined, 2),
  (value) => `${JSON.stringify(value, undefined, "\t")}\n`,
  (value) => JSON.stringify(value),
  (value) => JSON.stringify(value, undefined, 2).replaceAll(/\{\s+("mean[^{}]*?)\s+\}/g, "{ $1 }"),
);
const value = fc.constantFrom<unknown>(
  7.25,
  "words",
  true,
  null,
  [1, 2],
  { a: { b: 1 } },
  undefined,
);

describe("editing a JSON text at a place", () => {
  it("changes that place alone, on any scenario in any layout", () => {
    fc.assert(
      fc.property(
        scenarios({ failures: true }),
        layout,
        fc.nat(),
        value,
        (scenario, write, pick, to) => {
          const text = write(scenario);
          const before: unknown = JSON.parse(text);
          const places = placesOf(before);
          const path = places[pick % places.length] ?? [];
          const after = withValue(text, path, to);
          expect(JSON.parse(after)).toEqual(changed(before, path, to));
        },
      ),
      { numRuns: runs(60) },
    );
  });

  it("adds what is not there, and takes it away again to the letter", () => {
    fc.assert(
      fc.property(scenarios({ failures: false }), layout, (scenario, write) => {
        const text = write(scenario);
        const more = withValue(text, ["prices", "tokens", "inputUsdPerMillion"], 3);
        expect(JSON.parse(more)).toEqual({
          ...JSON.parse(text),
          prices: { ...scenario.prices, tokens: { inputUsdPerMillion: 3 } },
        });
        const deep = withValue(text, ["new", "way", "down"], 1);
        expect(withValue(deep, ["new"], undefined)).toBe(text);
      }),
      { numRuns: runs(20) },
    );
  });

  it("touches no other line of the article", () => {
    const text = articleText();
    const after = withValue(text, ["hands", "tools", "workers"], 48);
    const differing = text.split("\n").filter((line, at) => line !== after.split("\n")[at]);
    expect(differing).toEqual(['      "workers": 36,']);
    const added = withValue(text, ["hands", "tools", "timeoutMs"], 500);
    expect(added.split("\n").filter((line) => !text.includes(line))).toEqual([
      '      "cpusPerWorker": 0.03086,',
      '      "timeoutMs": 500',
    ]);
  });

  it("keeps an object on its line, and opens an empty one", () => {
    expect(withValue('{ "a": { "b": 1 } }', ["a", "c"], 2)).toBe('{ "a": { "b": 1, "c": 2 } }');
    expect(withValue('{\n  "a": {}\n}', ["a", "c"], [1])).toBe(
      '{\n  "a": {\n    "c": [\n      1\n    ]\n  }\n}',
    );
    expect(withValue('{\n  "a": {\n    "b": 1\n  }\n}', ["a", "b"], undefined)).toBe(
      '{\n  "a": {}\n}',
    );
  });

  it("leaves a text alone that it cannot edit", () => {
    for (const text of ["", "{ oops", "[1, 2]", "3"]) {
      expect(withValue(text, ["a"], undefined)).toBe(text);
    }
    expect(withValue("[1, 2]", ["a"], 1)).toBe("[1, 2]");
    expect(withValue("[1, 2]", [5], 1)).toBe("[1, 2]");
    expect(withValue("[1, 2]", [2], 3)).toBe("[1, 2, 3]");
  });

  it("changes the last of two fields of one name, which is the one that counts", () => {
    expect(withValue('{"a": 1, "a": 2}', ["a"], 3)).toBe('{"a": 1, "a": 3}');
  });

  it("renames a field where it stands", () => {
    const text = '{ "hands": { "a b": 1, "c": 2 } }';
    expect(withName(text, ["hands", "a b"], 'd"')).toBe('{ "hands": { "d\\"": 1, "c": 2 } }');
    expect(withName(text, ["hands", "no"], "d")).toBe(text);
  });
});
