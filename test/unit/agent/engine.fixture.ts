import path from "node:path";
import { onTestFinished } from "vitest";
import type { SessionEventOf } from "../../../engine/contract/session.js";
import { InProcessBus } from "../../../engine/agent/bus/in-process.js";
import { MemoryResultCache } from "../../../engine/agent/cache/result-cache.js";
import { newSessionId, systemClock } from "../../../engine/agent/clock.js";
import { LibsqlLog } from "../../../engine/agent/log/libsql-log.js";
import type { FaultPlan } from "../../../engine/agent/rehearsal/faults.js";
import {
  INSTANT,
  REHEARSAL_MODEL,
  startRehearsal,
} from "../../../engine/agent/rehearsal/server.js";
import { SessionEngine } from "../../../engine/agent/session/engine.js";
import type { EngineOptions } from "../../../engine/agent/session/engine.js";
import type {
  CallOutcome,
  Hands,
  Reconciliation,
  ToolDeclaration,
} from "../../../engine/agent/tool.js";
import {
  inferenceObserver,
  observedHands,
  observedLog,
} from "../../../engine/agent/telemetry/observe.js";
import type { Observers } from "../../../engine/agent/telemetry/observe.js";
import { createRedactor } from "../../../engine/agent/telemetry/redact.js";
import type { RehearsalAnswer } from "../../../engine/agent/workload.js";
import { temporaryFolder } from "../../contract/temporary.js";

type Script = Readonly<
  Partial<Pick<ToolDeclaration, "replay" | "cacheTtlMs" | "workers">> & {
    readonly retries?: number;
    readonly execute?: (key: string, signal: AbortSignal) => Promise<CallOutcome>;
    readonly reconcile?: (key: string) => Promise<Reconciliation>;
    readonly refusal?: (input: unknown) => string | undefined;
  }
>;

export const result = (text: string): CallOutcome => ({
  kind: "result",
  result: text,
  truncated: false,
});

/** Tools that do what a test says, and a record of every execution: what the outside world would see. */
export function scriptedHands(tools: Readonly<Record<string, Script>>): Hands & {
  readonly executed: string[];
} {
  const executed: string[] = [];
  return {
    executed,
    declarations: () =>
      Object.entries(tools).map(
        ([name, { replay = "read", cacheTtlMs, workers = 4, retries = 0 }]) => ({
          name,
          description: name,
          inputSchema: { type: "object" as const },
          replay,
          limits: { timeoutMs: 10_000, maxResultBytes: 10_000, retries },
          workers,
          cacheTtlMs,
        }),
      ),
    provision: async () => undefined,
    refusal: (name, input) => tools[name]?.refusal?.(input),
    execute: async (name, _input, key, { signal }) => {
      executed.push(`${name} ${key.split(":")[1] ?? ""}`);
      return tools[name]?.execute?.(key, signal) ?? result(`${name} done`);
    },
    reconcile: async (name, key) =>
      (await tools[name]?.reconcile?.(key)) ?? { happened: "unknown", message: "no way to tell" },
    close: async () => undefined,
  };
}

export interface World {
  readonly file: string;
  readonly rehearsal: Awaited<ReturnType<typeof startRehearsal>>;
}

/** A log file and a rehearsal model that says `answers` in turn, then that it is done. */
export async function newWorld(
  answers: readonly RehearsalAnswer[],
  faults: FaultPlan = {},
  contextTokens?: number,
): Promise<World> {
  const rehearsal = await startRehearsal({
    seed: 1,
    latency: INSTANT,
    faults,
    ...(contextTokens === undefined ? {} : { contextTokens }),
    policies: [
      {
        handles: () => true,
        answer: ({ turns }) => answers[(turns.length - 1) / 2] ?? { text: "All done.", calls: [] },
      },
    ],
  });
  onTestFinished(() => rehearsal.close());
  return { file: path.join(await temporaryFolder(), "sessions.db"), rehearsal };
}

/** An engine of its own over a world, as one process would have. */
export function newEngine(
  { file, rehearsal }: World,
  hands: Hands,
  options: Partial<EngineOptions> & {
    readonly decision?: "allow" | "ask" | "deny";
    readonly key?: string;
    readonly idleMs?: number;
    readonly observers?: Observers;
    /** Secrets that the log is told of. */
    readonly redact?: readonly string[];
  } = {},
) {
  const { observers } = options;
  const durable = new LibsqlLog(file, options.clock ?? systemClock, createRedactor(options.redact));
  const log = observers === undefined ? durable : observedLog(durable, observers);
  const broken: unknown[] = [];
  const holder = options.holder ?? "one";
  const engine = new SessionEngine({
    log,
    bus: new InProcessBus(),
    clock: systemClock,
    newId: newSessionId,
    brains: 4,
    coupledWorkers: 4,
    overallBudget: {},
    holder,
    leaseTtlMs: 10_000,
    onBroken: (_session, error) => broken.push(error),
    brain: {
      clock: systemClock,
      limits: { idleMs: options.idleMs ?? 5000, totalMs: 20_000 },
      resolve: async () => ({
        endpoint: { baseUrl: rehearsal.baseUrl, key: options.key ?? rehearsal.key },
        costUsd: ({ inputTokens, outputTokens }) => (inputTokens + outputTokens) / 1e6,
      }),
      declarations: () => hands.declarations(),
      uniform: () => 0.001,
      onDelta: () => undefined,
      ...(observers === undefined ? {} : { observe: inferenceObserver(observers) }),
    },
    calls: {
      hands: observers === undefined ? hands : observedHands(hands, observers),
      cache: new MemoryResultCache(systemClock),
      clock: systemClock,
      approvals: () => ({
        decide: () => ({ decision: options.decision ?? "allow", reason: "as the test says" }),
      }),
      uniform: () => 0.001,
      worker: holder,
    },
    ...options,
  });
  onTestFinished(async () => {
    await engine.close();
    await log.close();
  });
  return { engine, log, broken };
}

export function created(
  tools: readonly string[],
  over: Partial<SessionEventOf<"session-created">> = {},
): SessionEventOf<"session-created"> {
  const model = { requested: "m", name: "m", version: "1", modelId: REHEARSAL_MODEL };
  return {
    type: "session-created",
    title: "A session",
    workload: "none",
    architecture: "decoupled",
    model,
    origin: "rehearsal",
    system: "Be brief.",
    tools: [...tools],
    maxTokens: 1000,
    budget: {},
    onUnknownOutcome: "wait",
    ...over,
  };
}

export function call(...tools: readonly string[]): RehearsalAnswer {
  return { text: "Let me see.", calls: tools.map((tool) => ({ tool, input: { of: tool } })) };
}
