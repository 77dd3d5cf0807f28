import { OVERFLOW } from "../../contract/session-state.js";
import type { LoggedEvent, SessionEventOf } from "../../contract/session.js";
import { NoAnswer } from "../workload.js";
import type {
  RecordedAnswer,
  RehearsalConversation,
  RehearsalPolicy,
  RehearsalTurn,
} from "../workload.js";

type Said = SessionEventOf<"inference-finished">;

/**
 * Says again what the model of a recorded session said, answer by answer. Which one comes next follows from the
 * conversation: the answer after the one that was given last, at the same step or, where the conversation was
 * made shorter in between, wherever the recording has it. What went wrong in the recording does not go wrong
 * again. A conversation that the recording does not know gets no answer.
 */
export function recordedPolicy(events: readonly LoggedEvent[]): RehearsalPolicy<RecordedAnswer> {
  const answers = events.flatMap(({ event }) =>
    event.type === "inference-finished" && event.stopReason !== OVERFLOW ? [event] : [],
  );
  const keys = answers.map((answer) => keyOf(turnOf(answer)));
  return {
    handles: () => true,
    answer: (conversation) => {
      const at = nextAnswer(keys, conversation);
      const answer = answers[at];
      if (answer === undefined) throw new NoAnswer(why(at, answers.length));
      const { content, stopReason, usage } = answer;
      return { content, stopReason, usage };
    },
  };
}

/** Index of the answer that comes next; -1 where the last one is none of the recording's. */
function nextAnswer(keys: readonly string[], { turns }: RehearsalConversation): number {
  const given = turns.filter(({ role }) => role === "assistant");
  const last = given.at(-1);
  if (last === undefined) return 0;
  const key = keyOf(last);
  const step = keys[given.length - 1] === key ? given.length - 1 : keys.lastIndexOf(key);
  return step < 0 ? -1 : step + 1;
}

function why(at: number, count: number): string {
  return at < 0
    ? "the recording does not know what was said last in this conversation"
    : `the recording ends after ${count} answers`;
}

function turnOf({ content }: Said): RehearsalTurn {
  const text = content.flatMap((block) => (block.type === "text" ? [block.text] : []));
  const calls = content.flatMap((block) =>
    block.type === "tool_use" ? [{ tool: block.name, input: Object(block.input) }] : [],
  );
  return { role: "assistant", text: text.join("\n"), calls };
}

/** Empty texts are not sent to a model again. */
function keyOf(turn: RehearsalTurn): string {
  const calls = turn.role === "assistant" ? turn.calls : [];
  return JSON.stringify([turn.text.trim(), calls.map(({ tool, input }) => [tool, input])]);
}
