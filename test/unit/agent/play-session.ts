import { randomBlock, streamKey, uniformOfWord } from "../../../engine/base/random.js";
import type { CallOutcome, Hands } from "../../../engine/agent/tool.js";
import type { AgentWorkload, Draw, RehearsalTurn } from "../../../engine/agent/workload.js";

/** A `Draw` of one seed. */
export function drawOf(seed: number): Draw {
  return (...name) => {
    const { word0, word1 } = streamKey(seed, ...name);
    const block = new Int32Array(2);
    randomBlock(block, word0, word1, 0, 0);
    return uniformOfWord(block[0] ?? 0);
  };
}

export interface PlayedCall {
  readonly tool: string;
  readonly input: unknown;
  readonly outcome: CallOutcome | "asked" | "denied";
}

export interface PlayedSession {
  readonly first: string;
  readonly calls: readonly PlayedCall[];
  readonly turns: readonly RehearsalTurn[];
  readonly final: string;
}

/** More turns than any of the workloads needs: a policy that goes round in circles fails its test. */
const MAX_TURNS = 12;

/**
 * Plays a session with the workload's own policies, without a model server or a log.
 * @param answerAsked What a human says to a call that is asked for.
 */
export async function playSession(
  workload: AgentWorkload,
  hands: Hands,
  seed: number,
  answerAsked: "allow" | "deny" = "allow",
): Promise<PlayedSession> {
  const draw = drawOf(seed);
  const first = workload.firstMessage(draw);
  const turns: RehearsalTurn[] = [{ role: "user", text: first, results: [] }];
  const calls: PlayedCall[] = [];
  const declarations = new Map(hands.declarations().map((tool) => [tool.name, tool]));
  const conversation = { system: workload.system, tools: workload.tools, turns };
  if (!workload.rehearsal.handles(conversation)) throw new Error("not its own conversation");
  for (let turn = 0; turn < MAX_TURNS; turn += 1) {
    const answer = workload.rehearsal.answer(conversation, draw);
    turns.push({ role: "assistant", text: answer.text, calls: answer.calls });
    if (answer.calls.length === 0) return { first, calls, turns, final: answer.text };
    const results = [];
    for (const [at, { tool, input }] of answer.calls.entries()) {
      const declaration = declarations.get(tool);
      if (declaration === undefined) throw new Error(`no tool ${tool}`);
      const { decision, reason } = workload.approvals.decide(declaration, input);
      const isAllowed = decision === "allow" || (decision === "ask" && answerAsked === "allow");
      const outcome = isAllowed
        ? await hands.execute(tool, input, `s${seed}/${turn}.${at}`, {
            session: `s${seed}`,
            signal: new AbortController().signal,
          })
        : undefined;
      calls.push({ tool, input, outcome: outcome ?? (decision === "ask" ? "asked" : "denied") });
      results.push(
        outcome?.kind === "result"
          ? { tool, result: outcome.result, isError: false }
          : { tool, result: outcome?.message ?? reason, isError: true },
      );
    }
    turns.push({ role: "user", text: "", results });
  }
  throw new Error(`no end after ${MAX_TURNS} turns: ${JSON.stringify(turns.at(-2))}`);
}
