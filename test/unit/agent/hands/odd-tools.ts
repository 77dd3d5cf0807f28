import { z } from "zod";
import { ToolFault } from "../../../../engine/agent/hands/tool-fault.js";
import type { Tool } from "../../../../engine/agent/tool.js";

type RunsIn = Tool["runsIn"];

const limits = { timeoutMs: 20_000, maxResultBytes: 2_000, retries: 0 };

/** Tools that do what a tool may do wrong, in this process and, under `thread-…` and `child-…`, in workers. */
export function oddTools(): Tool[] {
  return [
    ...oddToolsIn("in-process", ""),
    ...oddToolsIn("worker-thread", "thread-"),
    ...oddToolsIn("child-process", "child-"),
  ];
}

function oddToolsIn(runsIn: RunsIn, prefix: string): Tool[] {
  const common = { limits, runsIn, workers: 2, stateNamespace: `${prefix}odd` };
  const tool = (
    name: string,
    execute: Tool["execute"],
    change: Partial<Tool["limits"]> = {},
  ): Tool => ({
    ...common,
    name: `${prefix}${name}`,
    description: `does ${name}`,
    input: z.strictObject({ text: z.string().max(100_000_000).default("") }),
    replay: "never",
    limits: { ...limits, ...change },
    execute,
  });
  return [
    tool("echo", async ({ text }) => String(text)),
    tool("throws", async () => {
      throw new Error("the shop is closed");
    }),
    tool("refuses", async () => {
      throw new ToolFault("refused", "not on this list");
    }),
    tool("hangs", () => new Promise(() => undefined), { timeoutMs: 100 }),
    tool("floods", async () => "é".repeat(50_000_000)),
    tool("environment", async () => JSON.stringify(process.env)),
    tool("key", async (_, { idempotencyKey, session }) => `${session} ${idempotencyKey}`),
    tool("remember", async ({ text }, { state, idempotencyKey }) => {
      await state.set("last", String(text));
      return state.effects.appendOnce(idempotencyKey, String(text));
    }),
    tool("recall", async (_, { state }) => (await state.get("last")) ?? "nothing"),
    tool("pid", async () => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      return String(process.pid);
    }),
  ];
}

/** Tools that take down or block what they run in: only for workers. */
export function violentTools(): Tool[] {
  return (["worker-thread", "child-process"] as const).flatMap((runsIn) => {
    const prefix = runsIn === "worker-thread" ? "thread-" : "child-";
    const tool = (name: string, execute: Tool["execute"], timeoutMs = 20_000): Tool => ({
      name: `${prefix}${name}`,
      description: name,
      input: z.strictObject({}),
      replay: "read",
      limits: { ...limits, timeoutMs },
      stateNamespace: "violent",
      runsIn,
      workers: 1,
      execute,
    });
    return [
      tool("exits", async () => process.exit(7)),
      tool(
        "spins",
        async () => {
          for (;;);
        },
        500,
      ),
      tool("fills-memory", async () => {
        const part = Array.from({ length: 4_000_000 });
        const all: unknown[] = [];
        for (;;) all.push(part.slice());
      }),
    ];
  });
}
