import { describe, expect, it } from "vitest";
import type { TraceFormat } from "../../../engine/contract/arrivals.js";
import { HeadroomError } from "../../../engine/contract/errors.js";
import type { Problem } from "../../../engine/contract/errors.js";
import { parseTrace } from "../../../engine/trace/index.js";

type Format = TraceFormat | "auto";
const parse = (format: Format, text: string) => parseTrace(format, Buffer.from(text), "t");

function problemsOf(format: Format, text: string): readonly Problem[] {
  try {
    parse(format, text);
  } catch (error) {
    if (error instanceof HeadroomError) return error.problems;
    throw error;
  }
  return [];
}

const mooncake = (fields: object = {}): string =>
  JSON.stringify({
    timestamp: 100,
    input_length: 600,
    output_length: 9,
    hash_ids: [7, 8],
    ...fields,
  });

const HEADER =
  "session_id,arrival_time,round_idx,prefix_len,input_len,output_len,tool_wait_after_ms";

describe("Mooncake traces", () => {
  it("become single requests with blocks counted from 0", () => {
    const ids = [7, 4_000_000_000_000];
    const trace = parse(
      "mooncake",
      `${mooncake()}\n${mooncake({ timestamp: 1600.5, input_length: 1100, hash_ids: ids })}\n`,
    );
    expect([...trace.arrivalSeconds]).toEqual([0, 1.5005]);
    expect([...trace.inputTokens]).toEqual([600, 1100]);
    expect([...trace.firstRequest]).toEqual([0, 1, 2]);
    expect([...trace.firstBlock]).toEqual([0, 2, 4]);
    expect([...trace.blocks]).toEqual([0, 1, 0, 2]);
    expect(trace.blockTokens).toBe(512);
  });

  it.each([
    ["no JSON", "x", "t: line", 1, "an object with timestamp"],
    ["a list", "[1]", "t: line", 1, "an object with timestamp"],
    ["nothing", "", "t: line", 1, "at least one request"],
    ["a text for the time", mooncake({ timestamp: "x" }), "t: timestamp", 1, "milliseconds"],
    ["a negative count", mooncake({ output_length: -1 }), "t: output_length", 1, "a whole number"],
    ["no blocks", mooncake({ hash_ids: undefined }), "t: hash_ids", 1, "each 512 tokens: 2"],
    ["too few blocks", mooncake({ hash_ids: [] }), "t: hash_ids", 1, "each 512 tokens: 2"],
    ["a block that is text", mooncake({ hash_ids: ["a", 1] }), "t: hash_ids", 1, "whole numbers"],
    [
      "time going back",
      `${mooncake()}\n${mooncake({ timestamp: 99 })}`,
      "t: timestamp",
      2,
      "no earlier",
    ],
  ])("name line and field of %s", (_what, text, path, line, expected) => {
    const [problem] = problemsOf("mooncake", text);
    expect(problem?.path).toBe(path);
    expect(problem?.line).toBe(line);
    expect(problem?.expected).toContain(expected);
  });
});

describe("TraceLab replay traces", () => {
  it("become sessions in order of arrival, with their rounds", () => {
    const trace = parse(
      "tracelab-replay",
      `${HEADER}\nb,500,0,0,10,1,20\na,300,0,5,30,3,0\nb,500,1,11,40,4,0.5\n`,
    );
    expect([...trace.arrivalSeconds]).toEqual([0, 0.2]);
    expect([...trace.firstRequest]).toEqual([0, 1, 3]);
    expect([...trace.inputTokens]).toEqual([35, 10, 51]);
    expect([...trace.ownPrefixTokens]).toEqual([5, 0, 11]);
    expect([...trace.outputTokens]).toEqual([3, 1, 4]);
    expect([...trace.toolWaitMs]).toEqual([0, 20, 0.5]);
  });

  it.each([
    ["another header", "a,b", "t: header", 1, HEADER],
    ["no round", HEADER, "t: session_id", 2, "at least one round"],
    ["no session", `${HEADER}\n,1,0,0,1,1,0`, "t: line", 2, "the columns"],
    ["an eighth field", `${HEADER}\na,1,0,0,1,1,0,9`, "t: line", 2, "the columns"],
    ["a missing field", `${HEADER}\na,1,0,0,1,1`, "t: tool_wait_after_ms", 2, "milliseconds"],
    ["a negative wait", `${HEADER}\na,1,0,0,1,1,-1`, "t: tool_wait_after_ms", 2, "milliseconds"],
    ["half a token", `${HEADER}\na,1,0,0,1.5,1,0`, "t: input_len", 2, "a whole number"],
    ["a round left out", `${HEADER}\na,1,1,0,1,1,0`, "t: round_idx", 2, "0, the session's next"],
    [
      "a session that arrives twice",
      `${HEADER}\na,1,0,0,1,1,0\na,2,1,0,1,1,0`,
      "t: arrival_time",
      3,
      "1, as in",
    ],
  ])("name line and field of %s", (_what, text, path, line, expected) => {
    const [problem] = problemsOf("tracelab-replay", text);
    expect(problem?.path).toBe(path);
    expect(problem?.line).toBe(line);
    expect(problem?.expected).toContain(expected);
  });
});

describe("auto", () => {
  it.each([
    ["Azure", "\uFEFFTIMESTAMP,ContextTokens,GeneratedTokens\r\n2023-11-16 18:17:03.9,4,1"],
    ["Mooncake", mooncake()],
    ["TraceLab", `${HEADER}\na,300,0,5,30,3,0`],
  ])("tells %s by its first line", (_name, text) => {
    expect(parse("auto", text).arrivalSeconds.length).toBe(1);
  });

  it("names the formats where it is none of them", () => {
    const [problem] = problemsOf("auto", "time,tokens\n1,2");
    expect(problem?.path).toBe("t");
    expect(problem?.line).toBe(1);
    expect(problem?.expected).toContain("session_id,");
    expect(problem?.found).toContain("time,tokens");
  });
});
