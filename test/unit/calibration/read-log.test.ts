import { describe, expect, it } from "vitest";
import { HeadroomError } from "../../../engine/contract/errors.js";
import { readRequestLog } from "../../../engine/trace/calibration/read-log.js";
import type { LogOptions } from "../../../engine/trace/calibration/read-log.js";

const read = (text: string, options: Partial<LogOptions> = {}) =>
  readRequestLog(text, { name: "log", columns: {}, ...options });

const lines = (...rows: readonly string[]): string => rows.join("\n");

function problemsOf(work: () => unknown): string[] {
  try {
    work();
  } catch (error) {
    if (!(error instanceof HeadroomError)) throw error;
    return error.problems.map(({ path, line, expected }) => `${path} ${line ?? ""} ${expected}`);
  }
  return [];
}

/** Two requests: arrivals 0 and 2 s, first tokens 0.5 s later, then 40 and 20 ms a token. */
const TIMES = {
  arrivalSeconds: [0, 2],
  firstTokenSeconds: [0.5, 2.5],
  lastTokenSeconds: [0.9, 2.9],
};

function expectTimes(text: string, options: Partial<LogOptions> = {}) {
  const reading = read(text, options);
  for (const [name, expected] of Object.entries(TIMES)) {
    const column = reading.log[name as keyof typeof TIMES];
    expect(column, name).toHaveLength(2);
    for (const [n, seconds] of expected.entries()) expect(column[n]).toBeCloseTo(seconds, 6);
  }
  expect([...reading.log.promptTokens]).toEqual([100, 200]);
  expect([...reading.log.outputTokens]).toEqual([11, 21]);
  return reading;
}

describe("a request log", () => {
  it("of vLLM: two clocks, tied by the shortest way to the queue", () => {
    const row = (arrival: number, queued: number, first: number, last: number, tokens: number[]) =>
      JSON.stringify({
        request_id: "r",
        input_toks: tokens[0],
        output_toks: tokens[1],
        arrival_time: arrival,
        queued_ts: queued,
        scheduled_ts: queued,
        first_token_ts: first,
        last_token_ts: last,
      });
    const { notes } = expectTimes(
      lines(
        row(1_777_000_002, 502.3, 502.5, 502.9, [200, 21]),
        row(1_777_000_000, 500, 500.5, 500.9, [100, 11]),
      ),
    );
    expect(notes.join()).toContain("another clock");
  });

  it.each([
    [
      "CSV, moments in seconds",
      lines("arrival,first_token,last_token,input,output", "0,0.5,0.9,100,11", "2,2.5,2.9,200,21"),
    ],
    [
      "CSV, unnamed milliseconds told by the time per token",
      lines("arrival,ttft,latency,input,output", "0,500,900,100,11", "2000,500,900,200,21"),
    ],
    [
      "CSV, units in the names, semicolons, quotes",
      lines(
        '"Arrival (s)";"TTFT (ms)";"E2E Latency (ms)";"Prompt Tokens";"Completion Tokens"',
        '"0";"500";"900";"100";"11"',
        "2;500;900;200;21",
      ),
    ],
    [
      "CSV, ISO times",
      lines(
        "timestamp,first_token_at,finished_at,prompt_tokens,completion_tokens",
        "2026-04-25 18:47:18.25,2026-04-25T18:47:18.75Z,2026-04-25T20:47:19.15+02:00,100,11",
        "2026-04-25 18:47:20.25,2026-04-25T18:47:20.75Z,2026-04-25T20:47:21.15+02:00,200,21",
      ),
    ],
    [
      "JSON lines, epoch nanoseconds, nested, TPOT",
      lines(
        '{"request":{"submitted_at":1777000000000000000,"input_tokens":100},"metrics":{"output_tokens":11,"ttft_ms":500,"tpot_ms":40}}',
        '{"request":{"submitted_at":1777000002000000000,"input_tokens":200},"metrics":{"output_tokens":21,"ttft_ms":500,"tpot_ms":20}}',
      ),
    ],
    [
      "a JSON array, camel case",
      JSON.stringify([
        { arrivalMs: 0, firstTokenMs: 500, lastTokenMs: 900, inputTokens: 100, outputTokens: 11 },
        {
          arrivalMs: 2000,
          firstTokenMs: 2500,
          lastTokenMs: 2900,
          inputTokens: 200,
          outputTokens: 21,
        },
      ]),
    ],
  ])("as %s", (_what, text) => {
    expectTimes(text);
  });

  it("with names that tell nothing, once the caller tells them", () => {
    const text = lines("a,b,c,d,e", "0,500,900,100,11", "2000,500,900,200,21");
    const columns = { arrival: "a", ttft: "b", endToEnd: "c", inputTokens: "d", outputTokens: "e" };
    expectTimes(text, { columns, timeUnit: "ms" });
  });

  it("keeps replicas, sessions and prefixes", () => {
    const { log } = read(
      lines(
        "arrival,ttft,latency,input,output,session_id,cached_tokens,dp_rank",
        "0,0.5,0.9,100,11,x,0,1",
        "1,0.5,0.9,100,11,y,0,0",
        "2,0.5,0.9,150,11,x,96,1",
      ),
    );
    expect([...log.key]).toEqual([0, 1, 0]);
    expect([...log.prefixTokens]).toEqual([0, 0, 96]);
    expect([...(log.replica ?? [])]).toEqual([1, 0, 1]);
  });

  it("takes a session's next prompt to repeat its history when no prefix is logged, and says so", () => {
    const { log, notes } = read(
      lines(
        "arrival,ttft,e2e,input,output,session",
        "0,1,2,100,11,x",
        "5,1,2,150,11,x",
        "9,1,2,20,11,x",
      ),
    );
    expect([...log.prefixTokens]).toEqual([0, 111, 0]);
    expect(notes.join()).toContain("sessions");
  });

  it("leaves out requests that never finished, and says so", () => {
    const { log, warnings } = read(
      lines(
        '{"arrival":0,"ttft":0.5,"e2e":0.9,"input":100,"output":11}',
        '{"arrival":1,"ttft":null,"e2e":null,"input":100,"output":0}',
        '{"arrival":2,"ttft":0.5,"e2e":0.9,"input":200,"output":21}',
      ),
    );
    expect(log.arrivalSeconds).toHaveLength(2);
    expect(warnings.join()).toContain("1 of 3 requests");
  });
});

describe("a log that cannot be used names", () => {
  const HEADER = "arrival,ttft,latency,input,output";
  it.each([
    [
      "the missing column",
      lines("arrival,input,output", "0,1,1", "1,1,1"),
      [
        "log: firstToken  a column such as first_token_ts or ttft (a trace without times is replayed",
      ],
    ],
    ["an empty text", "", ["log: arrival  a column such as"]],
    [
      "a text for a number",
      lines(HEADER, "0,0.5,0.9,100,11", "1,soon,0.9,100,11"),
      ["log: ttft 3 a number"],
    ],
    [
      "half a token",
      lines(HEADER, "0,0.5,0.9,100.5,11", "1,1,2,1,2"),
      ["log: input 2 a whole number"],
    ],
    ["a torn line", lines('{"arrival":0,', '{"arrival":1}'), ["log: line 1 one JSON object"]],
    ["a short row", lines(HEADER, "0,0.5"), ["log: line 2 5 columns"]],
    ["too few requests", lines(HEADER, "0,0.5,0.9,100,11"), ["log: requests  at least 2"]],
    [
      "a last token before the first",
      lines("arrival,first_token,last_token,input,output", "0,0.5,0.4,100,11", "1,2,3,100,11"),
      ["log: last_token 2 a time no earlier than the first token"],
    ],
    [
      "clocks that nothing ties",
      lines(
        "arrival,first_token,last_token,input,output",
        "1777000000,5,6,1,9",
        "1777000001,6,7,1,9",
      ),
      ["log: arrival  arrivals and tokens on one clock"],
    ],
  ])("%s", (_what, text, expected) => {
    const found = problemsOf(() => read(text));
    expect(found).toHaveLength(expected.length);
    for (const [n, start] of expected.entries()) expect(found[n]).toContain(start);
  });

  it("at most 20 faults", () => {
    const rows = Array.from({ length: 500 }, () => "0,x,y,z,1");
    expect(problemsOf(() => read(lines(HEADER, ...rows))).length).toBeLessThanOrEqual(20);
  });

  it("a column that the caller named and is not there", () => {
    const text = lines(HEADER, "0,1,2,1,2", "1,1,2,1,2");
    expect(problemsOf(() => read(text, { columns: { arrival: "when" } }))[0]).toContain(
      "called when",
    );
  });
});
