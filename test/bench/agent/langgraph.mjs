/**
 * LangGraphJS's side of `bench:agent`, run where it is installed: `langgraph.mjs <full|default> <cycles>
 * <sessions> <resultBytes> <folder>`. The same session as headroom.ts: a model node that answers from memory, a
 * prebuilt tool node whose tool checks its input with zod, durability "sync" on the SQLite checkpointer.
 * Prints the same line.
 */
import path from "node:path";
import { AIMessage, HumanMessage } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import { END, MessagesAnnotation, START, StateGraph } from "@langchain/langgraph";
import { SqliteSaver } from "@langchain/langgraph-checkpoint-sqlite";
import { ToolNode } from "@langchain/langgraph/prebuilt";
import { z } from "zod";

const [pragmas, cyclesText, sessionsText, bytesText, folder] = process.argv.slice(2);
const [cycles, sessions, bytes] = [cyclesText, sessionsText, bytesText].map(Number);

const result = "found ".repeat(Math.ceil(bytes / 6)).slice(0, bytes);
let executedMs = [];
let step = 0;
const lookUp = tool(
  async () => {
    executedMs.push(performance.now());
    return result;
  },
  {
    name: "look_up",
    description: "Looks something up",
    schema: z.strictObject({ step: z.number().int() }),
  },
);
const model = async () => {
  if (step === cycles) return { messages: [new AIMessage("All done.")] };
  const call = { id: `toolu_${step}`, name: "look_up", args: { step }, type: "tool_call" };
  step += 1;
  return { messages: [new AIMessage({ content: "Let me look that up.", tool_calls: [call] })] };
};
const saver = SqliteSaver.fromConnString(path.join(folder, "checkpoints.db"));
// Its own set-up turns WAL on; what it leaves for `synchronous` is the driver's default.
saver.setup();
if (pragmas === "full") saver.db.pragma("synchronous = FULL");
const synchronous = ["OFF", "NORMAL", "FULL", "EXTRA"][
  saver.db.pragma("synchronous", { simple: true })
];
const journal = saver.db.pragma("journal_mode", { simple: true });
const graph = new StateGraph(MessagesAnnotation)
  .addNode("model", model)
  .addNode("tools", new ToolNode([lookUp]))
  .addEdge(START, "model")
  .addConditionalEdges("model", ({ messages }) =>
    (messages.at(-1)?.tool_calls ?? []).length > 0 ? "tools" : END,
  )
  .addEdge("tools", "model")
  .compile({ checkpointer: saver });

const cycleMs = [];
let cpu = process.cpuUsage();
for (let session = 0; session <= sessions; session += 1) {
  executedMs = [];
  step = 0;
  const { messages } = await graph.invoke(
    { messages: [new HumanMessage("Please look it up")] },
    {
      configurable: { thread_id: `bench-${session}` },
      durability: "sync",
      recursionLimit: 2 * cycles + 10,
    },
  );
  if (executedMs.length !== cycles || messages.length !== 2 * cycles + 2) {
    throw new Error(`${executedMs.length} calls and ${messages.length} messages`);
  }
  if (session === 0) cpu = process.cpuUsage();
  else cycleMs.push(executedMs.slice(1).map((at, n) => at - executedMs[n]));
}
const { user, system } = process.cpuUsage(cpu);
const cpuMs = (user + system) / 1000 / (sessions * cycles);
saver.db.close();
const detail = `better-sqlite3, ${journal.toUpperCase()}, synchronous=${synchronous}`;
process.stdout.write(`${JSON.stringify({ cycleMs, cpuMs, detail })}\n`);
