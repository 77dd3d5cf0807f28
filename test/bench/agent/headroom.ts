/**
 * Headroom's side of `bench:agent`: `headroom.mjs <port|sdk> <read|idempotent> <cycles> <sessions>
 * <resultBytes> <folder>`. Prints one line of JSON: milliseconds from one tool execution to the next, which
 * is one cycle from hand to brain to hand, of every session after the first, in order.
 */
import { z } from "zod";
import { approvalPolicy } from "../../../engine/agent/hands/approvals.js";
import { defineTool } from "../../../engine/agent/hands/define-tool.js";
import { createdEvent, openEngine } from "./assembly.js";
import { modelFetch, modelPort, TOOL } from "./answers.js";

const [mode, replay, cyclesText, sessionsText, bytesText, folder = ""] = process.argv.slice(2);
const [cycles, sessions, bytes] = [cyclesText, sessionsText, bytesText].map(Number);
if (cycles === undefined || sessions === undefined || bytes === undefined) throw new Error("usage");

const result = "found ".repeat(Math.ceil(bytes / 6)).slice(0, bytes);
let executedMs: number[] = [];
const lookUp = defineTool({
  name: TOOL,
  description: "Looks something up",
  input: z.strictObject({ step: z.number().int() }),
  replay: replay === "read" ? "read" : "idempotent",
  limits: { timeoutMs: 10_000, maxResultBytes: 1_000_000, retries: 0 },
  stateNamespace: "bench",
  runsIn: "in-process",
  workers: 4,
  execute: async () => {
    executedMs.push(performance.now());
    return result;
  },
});

const endpoint = {
  baseUrl: "http://127.0.0.1:1",
  key: "none",
  ...(mode === "sdk" ? { fetch: modelFetch(cycles) } : {}),
};
const bench = openEngine(
  folder,
  [lookUp],
  {
    resolve: async () => ({ endpoint, costUsd: () => 0 }),
    ...(mode === "port" ? { infer: modelPort(cycles) } : {}),
  },
  {
    brains: 4,
    approvals: approvalPolicy(),
    onBroken: (_session, error) => {
      throw error;
    },
  },
);
const created = createdEvent(
  { workload: "bench", tools: [TOOL], system: "Be brief.", maxTokens: 1000 },
  "bench",
);
const cycleMs: number[][] = [];
let cpu = process.cpuUsage();
for (let session = 0; session <= sessions; session += 1) {
  executedMs = [];
  await bench.engine.start(`bench-${session}`, created, "Please look it up");
  await bench.engine.settled(`bench-${session}`);
  if (executedMs.length !== cycles) throw new Error(`${executedMs.length} calls, not ${cycles}`);
  // The first session is V8's to learn from.
  if (session === 0) cpu = process.cpuUsage();
  else cycleMs.push(executedMs.slice(1).map((at, n) => at - (executedMs[n] ?? at)));
}
const last = (await bench.log.events(`bench-${sessions}`, 1)).at(-1)?.event;
if (last?.type !== "ended" || last.outcome !== "completed") throw new Error("it did not complete");
const { user, system } = process.cpuUsage(cpu);
const cpuMs = (user + system) / 1000 / (sessions * cycles);
await bench.close();
process.stdout.write(
  `${JSON.stringify({ cycleMs, cpuMs, detail: "libsql, WAL, synchronous=FULL" })}\n`,
);
