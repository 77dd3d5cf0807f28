import { describe, expect, it } from "vitest";
import {
  amended,
  readScenario,
  readScenarioOver,
  writeScenario,
  writeScenarioFile,
} from "../../engine/contract/scenario-file.js";
import type { FindBase } from "../../engine/contract/scenario-file.js";
import { Scenario } from "../../engine/contract/scenario.js";
import {
  applyOverrides,
  overridesBetween,
  overrideText,
  readSetting,
} from "../../engine/contract/what-if.js";
import { fc } from "../property.js";

const BASE = {
  schema: "headroom/scenario/v1",
  name: "base",
  workloads: [
    { name: "a", arrivals: { poisson: { ratePerSecond: 2 } } },
    { name: "b", arrivals: { poisson: { ratePerSecond: 3 } } },
  ],
  brain: { kind: "slots", replicas: 10, serviceMs: { exponential: { mean: 100 } } },
  hands: { "knowledge base": { workers: 4, serviceMs: 50 } },
};

const variant = (base: string, overrides: readonly unknown[], rest = {}): string =>
  JSON.stringify({ schema: BASE.schema, name: "variant", base, overrides, ...rest });

const replace = (path: string, value: unknown) => ({ op: "replace", path, value });

/** Scenarios by name. */
const shelf =
  (texts: Readonly<Record<string, string>>): FindBase =>
  async (base) => {
    const source = texts[base];
    return source === undefined ? undefined : { key: base, source };
  };

const over = (text: string, texts: Readonly<Record<string, string>> = {}) =>
  readScenarioOver(text, shelf({ base: JSON.stringify(BASE), ...texts }), ["variant"]);

const parsed = (): Scenario => Scenario.parse(BASE);
const unmarked = ({ whatIf: _mark, ...own }: Scenario): Scenario => own;

describe("a scenario that inherits", () => {
  it("has what it overrides, inherits all else, and is marked", async () => {
    const { scenario } = await over(
      variant("base", [
        replace("/brain/replicas", 4),
        replace("/workloads/1/arrivals/poisson/ratePerSecond", 5),
        { op: "add", path: "/workloads/0/objectives/latencyP95Ms", value: 300 },
        // A default that the base's file does not write.
        replace("/run/seed", 7),
      ]),
    );
    const expected = parsed();
    expect(scenario).toMatchObject({
      name: "variant",
      run: { seed: 7 },
      brain: { ...expected.brain, replicas: 4 },
      hands: expected.hands,
    });
    expect(scenario?.workloads[0]?.arrivals).toEqual(expected.workloads[0]?.arrivals);
    expect(scenario?.whatIf?.base).toBe("base");
    expect(scenario?.whatIf?.overrides.map(overrideText)).toEqual([
      "brain.replicas: 10 → 4",
      "workloads[1].arrivals.poisson.ratePerSecond: 3 → 5",
      "workloads[0].objectives.latencyP95Ms: new → 300",
      "run.seed: 1 → 7",
    ]);
  });

  it("follows a base of a base, and its changes", async () => {
    const texts = { middle: variant("base", [replace("/brain/replicas", 6)]) };
    const { scenario } = await over(variant("middle", [replace("/run/seed", 2)]), texts);
    expect(scenario).toMatchObject({ brain: { replicas: 6 }, run: { seed: 2 } });
    const changed = JSON.stringify({ ...BASE, bus: { hopMs: 9 } });
    const later = await over(variant("middle", []), { ...texts, base: changed });
    expect(later.scenario?.bus.hopMs).toEqual({ constant: 9 });
  });

  it.each([
    ["a base that is not there", variant("nowhere", []), "base"],
    ["a base that is itself", variant("variant", []), "base"],
    ["a faulty base", variant("faulty", []), "base (faulty): brain"],
    [
      "a field that is unknown",
      variant("base", [{ op: "add", path: "/brain/colour", value: 1 }]),
      "brain.colour",
    ],
    [
      "a value that is not there",
      variant("base", [replace("/brain/queueLimit", 1)]),
      "brain.queueLimit",
    ],
    [
      "a place outside a list",
      variant("base", [replace("/workloads/2/name", "c")]),
      '["workloads"]',
    ],
    ["a wrong value", variant("base", [replace("/brain/replicas", -1)]), "brain.replicas"],
    ["a pointer that is none", variant("base", [replace("brain", 1)]), "overrides[0].path"],
    [
      "a reserved name",
      variant("base", [{ op: "add", path: "/__proto__/x", value: 1 }]),
      "__proto__",
    ],
  ])("refuses %s, and names it", async (_what, text, path) => {
    const texts = {
      variant: variant("variant", []),
      faulty: JSON.stringify({ ...BASE, brain: 1 }),
    };
    const { scenario, problems } = await over(text, texts);
    expect(scenario).toBeUndefined();
    expect(problems[0]?.path).toContain(path.replace('["workloads"]', "workloads"));
  });

  it("refuses bases that lead back to each other", async () => {
    const texts = { one: variant("two", []), two: variant("one", []) };
    const { problems } = await over(variant("one", []), texts);
    expect(problems[0]?.expected).toMatch(/does not lead back to itself/);
  });

  it("is refused where nothing can be looked up, and is no variant once it is marked", () => {
    expect(readScenario(variant("base", [])).problems[0]?.path).toBe("base");
    const marked = { ...parsed(), whatIf: { base: "base", overrides: [] } };
    expect(readScenario(writeScenario(marked)).scenario).toEqual(marked);
  });

  it("keeps its base when it is changed and written, with the change among its overrides", async () => {
    const { scenario } = await over(variant("base", [replace("/brain/replicas", 4)]));
    if (scenario === undefined) throw new Error("not read");
    const hands = { "knowledge base": { ...parsed().hands["knowledge base"], workers: 9 } };
    const after = Scenario.parse({ ...scenario, name: "mine", hands });
    const text = writeScenarioFile(amended(scenario, after));
    expect(JSON.parse(text)).toMatchObject({
      base: "base",
      name: "mine",
      overrides: [replace("/brain/replicas", 4), replace("/hands/knowledge base/workers", 9)],
    });
    const again = (await over(text)).scenario;
    expect(again === undefined ? undefined : unmarked(again)).toEqual(unmarked(after));
  });
});

describe("overrides", () => {
  it("between two documents make one of the other, and leave the first as it is", () => {
    const leaf = fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.constant(null));
    const { document } = fc.letrec((tie) => ({
      document: fc.oneof(
        { depthSize: "small" },
        leaf,
        fc.array(tie("document"), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom("a", "b/c", "d~e", "0", "-"), tie("document"), {
          maxKeys: 4,
        }),
      ),
    }));
    const root = fc.dictionary(fc.constantFrom("a", "b", "x y"), document);
    fc.assert(
      fc.property(root, root, (before, after) => {
        const copy = structuredClone(before);
        const applied = applyOverrides(before, overridesBetween(before, after));
        expect("document" in applied ? applied.document : applied.problem).toEqual(after);
        expect(before).toEqual(copy);
      }),
    );
  });

  it.each([
    ["brain.replicas=4", "/brain/replicas", 4],
    ["workloads[0].name=x=y", "/workloads/0/name", "x=y"],
    [
      'hands["knowledge base"].serviceMs={"constant":5}',
      "/hands/knowledge base/serviceMs",
      { constant: 5 },
    ],
    ["brain.kind=slots", "/brain/kind", "slots"],
  ])("are read from %s", (text, path, value) => {
    expect(readSetting(text)).toEqual({ path, value });
  });

  it.each(["", "brain.replicas", "=4"])("are not read from %j", (text) => {
    expect(readSetting(text)).toBeUndefined();
  });
});
