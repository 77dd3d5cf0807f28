import { readFileSync } from "node:fs";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { isRecord } from "../../../engine/base/guards.js";
import { distributionForms } from "../../../engine/contract/distribution.js";
import {
  readScenario,
  readScenarioOver,
  writeScenario,
} from "../../../engine/contract/scenario-file.js";
import { Scenario } from "../../../engine/contract/scenario.js";
import { kindStarter, shapeOf, starterOf } from "../../../engine/contract/shape.js";
import type { Shape } from "../../../engine/contract/shape.js";
import { momentsOf } from "../../../engine/statistics/distribution.js";
import { withValue } from "../../../renderer/panes/editor/edit-text.js";
import { parsePath } from "../../../renderer/panes/editor/locate.js";
import { placeProblems } from "../../../renderer/panes/editor/places.js";
import { converted, density, readAmount } from "../../../renderer/panes/scenario/form/amounts.js";
import { readSource, shared, valueAt } from "../../../renderer/panes/scenario/form/form-source.js";
import { shownOf } from "../../../renderer/panes/scenario/form/number-control.js";
import { ScenarioForm } from "../../../renderer/panes/scenario/form/scenario-form.js";
import { openDocument } from "../../../renderer/state/document.js";
import type { OpenDocument } from "../../../renderer/state/parts.js";
import { StoreProvider } from "../../../renderer/state/use-app.js";
import { distributions } from "../../laws/arbitrary.js";
import { scenarios } from "../../laws/random-scenario.js";
import { fc } from "../../property.js";
import { FakeEngine, page } from "./fake-engine.js";
import { articleScenario, articleText } from "./recorded.js";

type Path = readonly (string | number)[];

/** The places of a document that the form has no field for. */
function unreached(shape: Shape | undefined, value: unknown, path: Path = []): string[] {
  const below = (inner: Shape | undefined, key: string | number, child: unknown): string[] =>
    unreached(inner, child, [...path, key]);
  const entries = isRecord(value) ? Object.entries(value) : [];
  switch (shape?.kind) {
    case "object":
      return isRecord(value)
        ? entries.flatMap(([key, child]) => below(shape.fields[key]?.shape, key, child))
        : [];
    case "forms":
      return entries.flatMap(([key, child]) => below(shape.forms[key], key, child));
    case "kinds": {
      const kind = isRecord(value) ? String(value[shape.by]) : "";
      const rest = entries.filter(([key]) => key !== shape.by);
      return unreached(shape.kinds[kind], Object.fromEntries(rest), path);
    }
    case "list":
      return Array.isArray(value)
        ? value.flatMap((item: unknown, at) => below(shape.item, at, item))
        : [];
    case "record":
      return entries.flatMap(([key, child]) => below(shape.item, key, child));
    case "either": {
      const all = shape.shapes.map((one) => unreached(one, value, path));
      return all.toSorted((a, b) => a.length - b.length)[0] ?? [];
    }
    case "nullable":
      return value === null ? [] : unreached(shape.inner, value, path);
    case undefined:
    case "json":
      return [path.join(".")];
    default:
      return [];
  }
}

describe("the shape of a scenario", () => {
  const shape = shapeOf(Scenario);

  it("has a field for every value of any scenario", () => {
    fc.assert(
      fc.property(scenarios({ failures: true }), (scenario) => {
        expect(unreached(shape, scenario)).toEqual([]);
      }),
      { numRuns: 40 },
    );
    expect(unreached(shape, articleScenario())).toEqual([]);
  });

  it("begins an autoscaler, a milestone, a workload and each kind of brain with what is valid", () => {
    if (shape.kind !== "object") throw new Error("a scenario is an object");
    const { workloads, milestones, brain, autoscaling } = shape.fields;
    const base = articleScenario();
    const check = (parts: object): void => {
      const found = Scenario.safeParse({ ...base, ...parts }).error?.issues ?? [];
      expect(found.filter(({ code }) => code !== "custom")).toEqual([]);
    };
    if (workloads === undefined || milestones === undefined) throw new Error("no such fields");
    check({ workloads: starterOf(workloads.shape) });
    if (autoscaling?.shape.kind !== "object") throw new Error("autoscaling is an object");
    const rules = autoscaling.shape.fields["brain"];
    if (rules === undefined) throw new Error("a brain can be scaled");
    check({ autoscaling: { brain: starterOf(rules.shape) } });
    if (brain?.shape.kind !== "kinds") throw new Error("there are kinds of brains");
    for (const [kind, inner] of Object.entries(brain.shape.kinds)) {
      check({ brain: kindStarter("kind", kind, inner), coupled: undefined });
    }
  });
});

describe("a distribution in the form", () => {
  it("has the mean and the spread that it is simulated with", () => {
    fc.assert(
      fc.property(distributions(), (distribution) => {
        const amount = readAmount(distribution);
        const { mean, cv } = momentsOf(distribution);
        expect(amount?.mean).toBeCloseTo(mean, 9);
        expect(amount?.cv).toBeCloseTo(cv, 6);
      }),
    );
  });

  it("keeps its mean when it takes another form, and is one that the schema takes", () => {
    const from = readAmount({ lognormal: { mean: 34, cv: 0.1 } });
    if (from === undefined) throw new Error("a lognormal is a distribution");
    for (const form of Object.keys(distributionForms)) {
      expect(readAmount(converted(from, form))?.mean).toBeCloseTo(34, 9);
    }
  });

  it("is drawn with its top at one, at where it is likeliest", () => {
    const curve = density(readAmount({ gamma: { mean: 10, cv: 0.5 } }) ?? fail());
    expect(Math.max(...curve)).toBeCloseTo(1, 9);
    // The mode of a gamma is mean · (1 − cv²), of a picture from 0 to three means.
    const top = (curve.indexOf(Math.max(...curve)) + 0.5) / curve.length;
    expect(top).toBeCloseTo(0.75 / 3, 1);
    expect(density(readAmount(7) ?? fail())).toEqual([]);
  });
});

function fail(): never {
  throw new Error("it is a distribution");
}

describe("a form over a scenario that inherits", () => {
  const base = writeScenario(articleScenario());
  const variant = (overrides: readonly object[]): string =>
    `${JSON.stringify({ schema: "headroom/scenario/v1", name: "Variant", base: "article", overrides }, undefined, 2)}\n`;
  const resolve = async (text: string): Promise<Scenario> => {
    const { scenario, problems } = await readScenarioOver(text, async () => ({
      key: "article",
      source: base,
    }));
    if (scenario === undefined) throw new Error(JSON.stringify(problems));
    return scenario;
  };

  it("writes each change as an override, and takes it back to the base", async () => {
    const text = variant([{ op: "replace", path: "/brain/replicas", value: 4 }]);
    const before = readSource(text, await resolve(text));
    if (before === undefined) throw new Error("the variant is readable");
    expect(valueAt(before.root, ["brain", "replicas"])).toBe(4);
    expect(before.isOverridden(["brain", "replicas"])).toBe(true);
    expect(before.isOverridden(["brain"])).toBe(true);
    expect(before.isOverridden(["hands"])).toBe(false);
    expect(before.textPath(["brain", "replicas"])).toBe("overrides[0].value");

    const changed = before.write(["hands", "tools", "workers"], 48);
    const after = await resolve(changed);
    expect(after.hands["tools"]?.workers).toBe(48);
    expect(after.brain).toMatchObject({ replicas: 4 });
    expect(after.whatIf?.overrides).toHaveLength(2);

    const again = readSource(changed, after)?.write(["hands", "tools", "workers"], 50) ?? "";
    expect((await resolve(again)).whatIf?.overrides).toHaveLength(2);
    const back = readSource(again, await resolve(again))?.reset(["hands"]) ?? "";
    expect(back).toBe(text);
  });

  it("adds what the base has not, within what is missing, and takes it away", async () => {
    const text = variant([]);
    const source = readSource(text, await resolve(text));
    const price = ["prices", "tokens", "longPrompt", "factor"];
    const deep = source?.write(price, 2) ?? "";
    expect(JSON.parse(deep)).toMatchObject({
      overrides: [{ op: "add", path: "/prices/tokens/longPrompt", value: { factor: 2 } }],
    });
    const added = source?.write(["brain", "queueLimit"], 9) ?? "";
    const scenario = await resolve(added);
    expect(scenario.brain).toMatchObject({ queueLimit: 9 });
    expect(readSource(added, scenario)?.write(["brain", "queueLimit"], undefined)).toBe(text);
    const gone = source?.write(["coupled"], undefined) ?? "";
    expect((await resolve(gone)).coupled).toBeUndefined();
  });

  it("replaces a whole that has overrides inside by one", async () => {
    const text = variant([{ op: "replace", path: "/brain/serviceMs/lognormal/mean", value: 30 }]);
    const source = readSource(text, await resolve(text));
    const changed = source?.write(["brain", "serviceMs"], { exponential: { mean: 30 } }) ?? "";
    const scenario = await resolve(changed);
    expect(scenario.brain).toMatchObject({ serviceMs: { exponential: { mean: 30 } } });
    expect(scenario.whatIf?.overrides).toHaveLength(1);
  });

  it("has a problem of the whole at the override that gives the value", async () => {
    const text = variant([{ op: "replace", path: "/brain/replicas", value: 4 }]);
    const source = readSource(text, await resolve(text));
    const problem = { path: "brain.replicas", expected: "more", found: "4" };
    const [placed] = placeProblems(
      text,
      [problem],
      (path) => source?.textPath(parsePath(path)) ?? path,
    );
    expect(text.slice(placed?.span.from, placed?.span.to)).toBe("4");
    expect(placed?.problem).toBe(problem);
  });

  it("changes the name where it stands", async () => {
    const text = variant([]);
    const renamed = readSource(text, await resolve(text))?.write(["name"], "Other") ?? "";
    expect(JSON.parse(renamed)).toMatchObject({ name: "Other", overrides: [] });
  });
});

describe("what is drawn anew", () => {
  it("is what an edit changed, and what holds it", () => {
    fc.assert(
      fc.property(scenarios({ failures: true }), scenarios({ failures: true }), (one, other) => {
        expect(shared(one, other)).toEqual(other);
        expect(shared(one, structuredClone(one))).toBe(one);
      }),
      { numRuns: 20 },
    );
    const before = { brain: { replicas: 1, serviceMs: { mean: 2 } }, hands: { a: {} } };
    const after = shared(before, {
      ...structuredClone(before),
      brain: { replicas: 2, serviceMs: { mean: 2 } },
    });
    expect(valueAt(after, ["hands"])).toBe(before.hands);
    expect(valueAt(after, ["brain", "serviceMs"])).toBe(before.brain.serviceMs);
    expect(valueAt(after, ["brain", "replicas"])).toBe(2);
  });
});

describe("the form", () => {
  const markup = (text: string, problems: OpenDocument["checked"]): string => {
    const { store } = page(new FakeEngine());
    const document: OpenDocument = {
      key: 1,
      id: "article",
      entry: undefined,
      name: "The article",
      savedText: articleText(),
      savedScenario: articleScenario(),
      text,
      checked: problems,
      draft: { kind: "none" },
      restored: undefined,
    };
    return renderToStaticMarkup(
      <StoreProvider value={store}>
        <ScenarioForm document={document} onGoTo={() => {}} />
      </StoreProvider>,
    );
  };

  it("has values with their units, and the problem at its field", () => {
    const html = markup(articleText(), {
      text: articleText(),
      scenario: undefined,
      problems: [{ path: "brain.replicas", expected: "a number of at least 1", found: "0" }],
    });
    expect(html).toContain('aria-label="Service time, Mean, ms"');
    expect(html).toContain('aria-label="Failure probability, %"');
    expect(html).toContain('value="3.8"');
    expect(html).toContain("Expected a number of at least 1, found 0.");
    expect(html).toMatch(/aria-invalid="true" aria-describedby="problem-brain.replicas"/);
    expect(html).not.toContain("The text is not valid JSON.");
  });

  it("shows a fraction that does not end as it would be written, and whole as its title", () => {
    expect(articleText()).toContain('"gpusPerReplica": 0.16666666666666666');
    expect(markup(articleText(), undefined)).toContain(
      'title="0.16666666666666666" value="0.1667"',
    );
    const plain = { unit: "", isShare: false, isWhole: false };
    const shown = [1 / 3000, -200 / 3, 1234.123456789, 123456789012, 0.0000001, 3.8];
    expect(shown.map((value) => shownOf(value, plain))).toEqual([
      "0.0003333",
      "-66.6667",
      "1234.1235",
      "123456789012",
      "1e-7",
      "3.8",
    ]);
    expect(shownOf(1 / 6, { ...plain, isShare: true })).toBe("16.6667");
  });

  it("shows what no schema knows, to be edited as JSON", () => {
    const html = markup(
      articleText().replace('"brain": {', '"brain": { "turbo": true,'),
      undefined,
    );
    expect(html).toMatch(/data-path="brain.turbo".*Edit in JSON/s);
  });

  it("has the unit beside every number of an open part that is measured in one", () => {
    const html = markup(articleText(), undefined);
    const measured = [
      ...html.matchAll(/<input(?! type="range")[^>]* aria-label="[^"]*, ([^",]+)"[^>]*>/g),
    ];
    const units = measured.filter(([, unit = ""]) => /^(ms|s|\/s|%|tokens|USD .*)$/.test(unit));
    expect(new Set(units.map(([, unit]) => unit)).size).toBeGreaterThan(4);
    for (const { 0: input, 1: unit, index } of units) {
      const rest = html.slice(index + input.length);
      expect(rest.startsWith(`<span class="control-unit">${unit}</span>`)).toBe(true);
    }
  });

  it.each([
    ["hands.tools.workers", '"workers": 36', '"workers": 0', "a number of at least 1, found 0"],
    // Of a part of a value, which has no row of its own.
    ["brain.serviceMs.lognormal.mean", '"mean": 34', '"mean": -3', "found -3"],
    ["prices.gpuHourUsd", '"gpuHourUsd": 58.68', '"gpuHourUsd": "dear"', 'found the text "dear"'],
  ])("tells what the schema says of %s where it is typed", (path, good, bad, words) => {
    const text = articleText().replace(good, bad);
    expect(text).not.toBe(articleText());
    const { problems } = readScenario(text);
    const html = markup(text, { text, scenario: undefined, problems });
    const described = html.match(/aria-invalid="true"[^>]*aria-describedby="([^"]+)"/)?.[1] ?? "";
    expect(described).toMatch(/^problem-/);
    expect(path.startsWith(described.slice("problem-".length))).toBe(true);
    const [, message] = html.split(`id="${described}"`);
    expect(message?.slice(0, 200).replaceAll("&quot;", '"')).toContain(words);
  });

  it("fixes the weight of a recorded trace and says why, until it has another to mend", () => {
    const trace = readFileSync("scenarios/azure-code.json", "utf8");
    const weightOf = (html: string): string =>
      html.slice(html.indexOf('data-path="workloads[0].weight"')).split('class="field"', 1)[0] ??
      "";
    const fixed = weightOf(markup(trace, undefined));
    expect(fixed).not.toContain('type="range"');
    expect(fixed).toMatch(/<input[^>]* disabled=""/);
    expect(fixed).toContain("A recorded trace is not scaled: change the speed of its arrivals.");
    const free = weightOf(markup(articleText(), undefined));
    expect(free).toContain('type="range"');
    expect(free).not.toContain("disabled");

    const text = withValue(trace, ["workloads", 0, "weight"], 2);
    const checked = { text, scenario: undefined, problems: readScenario(text).problems };
    const wrong = weightOf(markup(text, checked));
    expect(wrong).not.toContain('type="range"');
    expect(wrong).not.toContain("disabled");
    expect(wrong).toContain("Expected 1, because a recorded trace cannot be scaled");
  });
});

describe("what is written in the form", () => {
  it("is one small edit of the text that reads back, and is undone byte for byte", async () => {
    const { store } = page(new FakeEngine());
    await store.getState().openScenario("article");
    const textNow = (): string => openDocument(store.getState().document)?.text ?? "";
    const before = textNow();
    expect(before).toBe(articleText());
    for (const [path, value] of [
      [["brain", "replicas"], 11],
      [["brain", "queueLimit"], 100],
      [["hands", "tools", "failureProbability"], 0.02],
      [["workloads", 0, "session", "outputTokens"], { exponential: { mean: 20 } }],
      [["prices", "cpuHourUsd"], 0.05],
    ] as const) {
      const written = readSource(before, undefined)?.write(path, value) ?? "";
      expect(valueAt(readSource(written, undefined)?.root, path)).toEqual(value);
      expect(changedLines(before, written)).toBeLessThanOrEqual(5);
      store.getState().editField(written, "A field", String(path));
      expect(textNow()).toBe(written);
      expect(store.getState().past).toHaveLength(1);
      await store.getState().undo();
      expect(textNow()).toBe(before);
    }
  });

  it("takes a price list as one edit that leaves every other line as it was", () => {
    const prices = { inputUsdPerMillion: 3, outputUsdPerMillion: 15, cacheReadUsdPerMillion: 0.3 };
    const before = articleText();
    const written = readSource(before, undefined)?.write(["prices", "tokens"], prices) ?? "";
    expect(valueAt(readSource(written, undefined)?.root, ["prices", "tokens"])).toEqual(prices);
    expect(readScenario(written).problems).toEqual([]);
    // The three prices between their brackets, and the comma of the field before.
    expect(changedLines(before, written)).toBeLessThanOrEqual(6);
  });
});

/** Lines of `after` from the first that differs to the last. */
function changedLines(before: string, after: string): number {
  const [old, now] = [before.split("\n"), after.split("\n")];
  const first = now.findIndex((line, at) => line !== old[at]);
  const last = now.findLastIndex((line, at) => line !== old[at - now.length + old.length]);
  return first < 0 ? 0 : last - first + 1;
}
