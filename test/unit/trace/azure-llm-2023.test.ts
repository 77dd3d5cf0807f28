import { describe, expect, it } from "vitest";
import { HeadroomError } from "../../../engine/contract/errors.js";
import type { Problem } from "../../../engine/contract/errors.js";
import { parseTrace } from "../../../engine/trace/index.js";

const HEADER = "TIMESTAMP,ContextTokens,GeneratedTokens";
const FIRST = "2023-11-16 18:17:03.9799600,4808,10";

const parse = (text: string | Uint8Array) =>
  parseTrace("azure-llm-2023", typeof text === "string" ? Buffer.from(text) : text, "t.csv");

function problemsOf(text: string | Uint8Array): readonly Problem[] {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof HeadroomError) return error.problems;
    throw error;
  }
  return [];
}

describe("parseTrace", () => {
  it("counts arrivals from the first request, to the last digit", () => {
    const trace = parse(`${HEADER}\r\n${FIRST}\r\n2023-11-16 18:17:04.0319600,3180,8\r\n`);
    expect(trace.arrivalSeconds[0]).toBe(0);
    expect(trace.arrivalSeconds[1]).toBeCloseTo(0.052, 9);
    expect([...trace.inputTokens]).toEqual([4808, 3180]);
    expect([...trace.outputTokens]).toEqual([10, 8]);
  });

  it("reads across midnight, with or without a byte-order mark and a last line break", () => {
    const text = `\uFEFF${HEADER}\n2024-02-28 23:59:59.5,1,1\n2024-02-29 00:00:00+00:00,1,1`;
    expect([...parse(text).arrivalSeconds]).toEqual([0, 0.5]);
  });

  it("accepts requests of the same instant", () => {
    expect([...parse(`${HEADER}\n${FIRST}\n${FIRST}`).arrivalSeconds]).toEqual([0, 0]);
  });

  it.each([
    ["an empty file", "", "t.csv: header", 1, HEADER],
    ["another header", "time,in,out\n1,2,3", "t.csv: header", 1, HEADER],
    ["no request", `${HEADER}\n`, "t.csv: TIMESTAMP", 2, "at least one request"],
    ["no time", `${HEADER}\n${FIRST}\n,1,1`, "t.csv: TIMESTAMP", 3, "a time such as"],
    ["a day that is not", `${HEADER}\n2023-02-30 00:00:00,1,1`, "t.csv: TIMESTAMP", 2, "a time"],
    ["an hour that is not", `${HEADER}\n2023-02-03 24:00:01,1,1`, "t.csv: TIMESTAMP", 2, "a time"],
    [
      "time going back",
      `${HEADER}\n${FIRST}\n2023-11-16 18:17:03,1,1`,
      "t.csv: TIMESTAMP",
      3,
      "no earlier",
    ],
    [
      "text for tokens",
      `${HEADER}\n2023-11-16 18:17:03,x,1`,
      "t.csv: ContextTokens",
      2,
      "a whole number",
    ],
    [
      "a negative count",
      `${HEADER}\n2023-11-16 18:17:03,1,-1`,
      "t.csv: GeneratedTokens",
      2,
      "a whole number",
    ],
    [
      "a fraction",
      `${HEADER}\n2023-11-16 18:17:03,1,1.5`,
      "t.csv: GeneratedTokens",
      2,
      "a whole number",
    ],
    [
      "a missing field",
      `${HEADER}\n2023-11-16 18:17:03,1`,
      "t.csv: GeneratedTokens",
      2,
      "a whole number",
    ],
    ["a fourth field", `${HEADER}\n${FIRST},9`, "t.csv: line", 2, "the columns"],
    ["an empty line inside", `${HEADER}\n${FIRST}\n\n${FIRST}`, "t.csv: TIMESTAMP", 3, "a time"],
    [
      "an enormous count",
      `${HEADER}\n2023-11-16 18:17:03,9999999999,1`,
      "t.csv: ContextTokens",
      2,
      "1000000000",
    ],
  ])("names line and field of %s", (_what, text, path, line, expected) => {
    const [problem] = problemsOf(text);
    expect(problem?.path).toBe(path);
    expect(problem?.line).toBe(line);
    expect(problem?.expected).toContain(expected);
  });

  it("refuses bytes that are not UTF-8", () => {
    expect(problemsOf(Uint8Array.of(0xff, 0xfe, 0x00))[0]?.expected).toBe("UTF-8 text");
  });

  it("lists every fault of a line, and about 20 in all", () => {
    expect(problemsOf(`${HEADER}\nx,y,z`).map(({ path }) => path)).toEqual([
      "t.csv: TIMESTAMP",
      "t.csv: ContextTokens",
      "t.csv: GeneratedTokens",
    ]);
    const many = problemsOf(`${HEADER}\n${"x,y,z\n".repeat(10_000)}`);
    expect(many.length).toBeLessThan(24);
  });
});
