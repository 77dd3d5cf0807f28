import { describe, expect, it } from "vitest";
import { readScenario, writeScenario } from "../../engine/contract/scenario-file.js";

const minimal = {
  schema: "headroom/scenario/v1",
  name: "One queue",
  workloads: [{ name: "w", arrivals: { poisson: { ratePerSecond: 0.8 } } }],
  brain: { kind: "slots", replicas: 1, serviceMs: { exponential: { mean: 1000 } } },
};

const read = (change: (document: Record<string, unknown>) => void = () => {}) => {
  const document = structuredClone(minimal) as Record<string, unknown>;
  change(document);
  return readScenario(JSON.stringify(document));
};

const first = (reading: ReturnType<typeof readScenario>) => reading.problems[0];

describe("readScenario", () => {
  it("fills in every default and writes a text that reads back to itself", () => {
    const { scenario } = read();
    expect(scenario?.run.replications).toBe(10);
    const text = scenario === undefined ? "" : writeScenario(scenario);
    expect(readScenario(text).scenario).toEqual(scenario);
  });

  it("reads a bare number as a constant distribution", () => {
    const { scenario } = read((d) => Object.assign(d, { bus: { hopMs: 2 } }));
    expect(scenario?.bus.hopMs).toEqual({ constant: 2 });
  });

  it.each([
    [
      "a missing field",
      (d: Record<string, unknown>) => delete d["name"],
      "name",
      "a text",
      "nothing",
    ],
    ["a mistyped field", (d: Record<string, unknown>) => (d["name"] = 5), "name", "a text", "5"],
    [
      "an unknown field",
      (d: Record<string, unknown>) => (d["colour"] = 1),
      "colour",
      "no such field",
      'unknown field "colour"',
    ],
    [
      "an old version",
      (d: Record<string, unknown>) => (d["schema"] = "headroom/scenario/v0"),
      "schema",
      "headroom/scenario/v1",
      "v0",
    ],
    [
      "an unknown brain",
      (d: Record<string, unknown>) => (d["brain"] = { kind: "magic" }),
      "brain.kind",
      "slots",
      "magic",
    ],
    [
      "no workload",
      (d: Record<string, unknown>) => (d["workloads"] = []),
      "workloads",
      "at least 1",
      "an array of 0",
    ],
    [
      "a list for an object",
      (d: Record<string, unknown>) => (d["brain"] = []),
      "brain",
      "an object",
      "an array of 0",
    ],
    [
      "two forms of a distribution",
      (d: Record<string, unknown>) =>
        (d["bus"] = { hopMs: { constant: 1, exponential: { mean: 1 } } }),
      "bus.hopMs",
      "exactly one of constant",
      "an object with",
    ],
    [
      "a negative number deep inside",
      (d: Record<string, unknown>) => (d["bus"] = { hopMs: { exponential: { mean: -3 } } }),
      "bus.hopMs.exponential.mean",
      "greater than 0",
      "-3",
    ],
    [
      "an enormous number",
      (d: Record<string, unknown>) => (d["bus"] = { hopMs: 1e300 }),
      "bus.hopMs.constant",
      "at most",
      "1e+300",
    ],
    [
      "a tool without its pool",
      (d: Record<string, unknown>) =>
        (d["workloads"] = [
          {
            name: "w",
            arrivals: { poisson: { ratePerSecond: 1 } },
            session: { tools: [{ pool: "x" }] },
          },
        ]),
      "workloads[0].session.tools[0].pool",
      "a pool of hands",
      '"x"',
    ],
  ])("names %s by path, expected and found", (_what, change, path, expected, found) => {
    const problem = first(read(change));
    expect(problem?.path).toBe(path);
    expect(problem?.expected).toContain(expected);
    expect(problem?.found).toContain(found);
  });

  it.each([
    ["NaN", '{"schema": NaN}', "valid JSON"],
    ["an infinite number", JSON.stringify(minimal).replace("0.8", "1e999"), "a finite number"],
    ["a truncated text", JSON.stringify(minimal).slice(0, 80), "valid JSON"],
    ["an empty text", "", "valid JSON"],
    ["bytes that are not UTF-8", Uint8Array.of(0x7b, 0xff, 0xfe, 0x7d), "UTF-8"],
    ["50 MB", `{"a":"${"x".repeat(50_000_000)}"}`, "at most 5000000 bytes"],
    [
      "350,000 fields",
      `{${Array.from({ length: 350_000 }, (_, n) => `"k${n}":1`).join(",")}}`,
      "at most 50000 fields in all",
    ],
    ["1.5 million values", `{"workloads":[${"0,".repeat(1_500_000)}0]}`, "at most 500000 values"],
    ["depth 10,000", `${"[".repeat(10_000)}${"]".repeat(10_000)}`, "at most 64 deep"],
    [
      "__proto__",
      '{"schema":"headroom/scenario/v1","__proto__":{"polluted":true}}',
      "no such field",
    ],
    ["a reserved name as a pool", '{"hands":{"constructor":{"workers":1}}}', "no such field"],
    ["a list", "[]", "a JSON object"],
  ])("refuses %s", (_what, source, expected) => {
    const reading = readScenario(source);
    expect(reading.scenario).toBeUndefined();
    expect(first(reading)?.expected).toContain(expected);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  it.each([
    ["a word in the middle", '{\n  "a": 1,\n  oops\n}', 3],
    ["no JSON from its first line on", "root:x:0:0\ndaemon:x:1:1\n", 1],
    ["the first of several faults alike", `[\n${"nul\n".repeat(3)}]`, 2],
    ["an end too early", '{\n  "a": 1,\n', 3],
    ["a comment", "{\n// why\n}", 2],
  ])("names the line of a syntax error: %s", (_what, text, line) => {
    expect(first(readScenario(text))?.line).toBe(line);
    expect(first(readScenario(text))?.found).not.toContain("\n");
  });

  it.each([
    [
      "a time to failure of 0",
      { failures: { brainReplica: { timeToFailureHours: 0 } } },
      "a time greater than 0",
    ],
    [
      "thousands of pools",
      {
        hands: Object.fromEntries(
          Array.from({ length: 9000 }, (_, n) => [`p${n}`, { workers: 1, serviceMs: 1 }]),
        ),
      },
      "at most 256 pools of hands",
    ],
    ["a brain without a kind", { brain: { replicas: 1 } }, 'one of "slots", "batched", "api"'],
    [
      "a tool of a name that every object inherits",
      { hands: { toString: { workers: 1, serviceMs: 1 } } },
      "a name that not every object has already",
    ],
  ])("refuses %s in plain words", (_what, change, expected) => {
    expect(first(read((d) => Object.assign(d, change)))?.expected).toBe(expected);
  });

  it("lists at most 50 problems", () => {
    const extra = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`x${n}`, n]));
    expect(read((d) => Object.assign(d, extra)).problems).toHaveLength(50);
  });
});
