import { MS_PER_SECOND } from "../base/units.js";
import { TRACELAB_HEADER } from "../contract/trace-format.js";
import type { TraceRequests } from "../simulator/job.js";
import { TraceProblems } from "./trace-problems.js";
import { linesOf, readMs, readTokens } from "./trace-text.js";

/** One round as it stands in the file. */
interface Round {
  readonly prefix: number;
  readonly input: number;
  readonly output: number;
  readonly waitMs: number;
}

interface Session {
  readonly arrivalMs: number;
  readonly rounds: Round[];
}

/**
 * Reads a replay trace of TraceLab: one line per round of a session, `prefix_len` tokens of its prompt
 * said before in the session and `input_len` new ones, `tool_wait_after_ms` up to the next round,
 * `arrival_time` (ms) the session's. Rounds of a session stand in order; sessions may be mixed.
 * Arrivals count from the first session. Throws `invalid-input` naming the line and field of up to 20
 * faults.
 */
export function parseTraceLabReplay(text: string, file: string): TraceRequests {
  const problems = new TraceProblems(file);
  const [header, ...rows] = linesOf(text);
  if (header !== TRACELAB_HEADER)
    problems.add("header", 1, `the columns ${TRACELAB_HEADER}`, header);
  if (rows.length === 0) problems.add("session_id", 2, "at least one round", undefined);
  problems.throwIfAny();
  const sessions = new Map<string, Session>();
  for (const [row, text_] of rows.entries()) {
    if (problems.full) break;
    readRound(text_, row + 2, sessions, problems);
  }
  problems.throwIfAny();
  return toRequests([...sessions.values()].toSorted((a, b) => a.arrivalMs - b.arrivalMs));
}

function readRound(
  text: string,
  line: number,
  sessions: Map<string, Session>,
  problems: TraceProblems,
): void {
  const [id = "", arrival, index = "", prefix = "", input = "", output = "", wait, ...extra] =
    text.split(",");
  if (id === "" || extra.length > 0)
    problems.add("line", line, `the columns ${TRACELAB_HEADER}`, text);
  const arrivalMs = readMs("arrival_time", arrival, line, problems);
  const known = sessions.get(id);
  const session = known ?? { arrivalMs, rounds: [] };
  if (known === undefined) sessions.set(id, session);
  else if (arrivalMs !== known.arrivalMs) {
    problems.add(
      "arrival_time",
      line,
      `${known.arrivalMs}, as in the session's first round`,
      arrival,
    );
  }
  if (index !== String(session.rounds.length)) {
    problems.add("round_idx", line, `${session.rounds.length}, the session's next round`, index);
  }
  session.rounds.push({
    prefix: readTokens("prefix_len", prefix, line, problems),
    input: readTokens("input_len", input, line, problems),
    output: readTokens("output_len", output, line, problems),
    waitMs: readMs("tool_wait_after_ms", wait, line, problems),
  });
}

/** `sessions` in order of arrival. */
function toRequests(sessions: readonly Session[]): TraceRequests {
  const startMs = sessions[0]?.arrivalMs ?? 0;
  const rounds = sessions.flatMap((session) => session.rounds);
  const firstRequest = new Uint32Array(sessions.length + 1);
  sessions.forEach((session, at) => {
    firstRequest[at + 1] = (firstRequest[at] ?? 0) + session.rounds.length;
  });
  return {
    arrivalSeconds: Float64Array.from(
      sessions,
      ({ arrivalMs }) => (arrivalMs - startMs) / MS_PER_SECOND,
    ),
    firstRequest,
    inputTokens: Float64Array.from(rounds, ({ prefix, input }) => prefix + input),
    outputTokens: Float64Array.from(rounds, ({ output }) => output),
    ownPrefixTokens: Float64Array.from(rounds, ({ prefix }) => prefix),
    toolWaitMs: Float64Array.from(rounds, ({ waitMs }) => waitMs),
    firstBlock: new Uint32Array(0),
    blocks: new Uint32Array(0),
    blockTokens: 0,
  };
}
