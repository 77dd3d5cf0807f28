/**
 * A process to be killed: runs sessions of the shipped workloads on the rehearsal model, with a log and
 * tool state on the disk, from wherever an earlier one left them, until each has ended or waits for a
 * human to find an outcome out. Approvals are given at once. Told by one argument, {@link ChildOrders}.
 */
import path from "node:path";
import { crc32 } from "node:zlib";
import {
  applyEvent,
  emptySessionState,
  openCalls,
  isWaiting,
} from "../../../engine/contract/session-state.js";
import type { SessionState } from "../../../engine/contract/session-state.js";
import type { LoggedEvent, SessionEvent } from "../../../engine/contract/session.js";
import { InProcessBus } from "../../../engine/agent/bus/in-process.js";
import { MemoryResultCache } from "../../../engine/agent/cache/result-cache.js";
import { newSessionId, systemClock } from "../../../engine/agent/clock.js";
import { drawOf } from "../../../engine/agent/draw.js";
import { ToolHands } from "../../../engine/agent/hands/tool-hands.js";
import { ToolStateStore } from "../../../engine/agent/hands/tool-state.js";
import { LibsqlLog } from "../../../engine/agent/log/libsql-log.js";
import { LogError } from "../../../engine/agent/ports.js";
import type { Lease } from "../../../engine/agent/ports.js";
import {
  INSTANT,
  REHEARSAL_MODEL,
  startRehearsal,
} from "../../../engine/agent/rehearsal/server.js";
import { SessionEngine } from "../../../engine/agent/session/engine.js";
import type { EffectLedger, Tool, ToolContext } from "../../../engine/agent/tool.js";
import { workloads, workloadTools } from "../../../engine/agent/workloads/index.js";
import { Outside } from "./outside.js";
import { ChildOrders } from "./protocol.js";
import type { ChildLine } from "./protocol.js";

/** So short that the next process need not wait long for the leases of one that was killed. */
const LEASE_TTL_MS = 300;

const orders = ChildOrders.parse(JSON.parse(process.argv[2] ?? ""));
const outside = orders.recorder === undefined ? undefined : new Outside(orders.recorder);
const boundaries = new Map<string, number>();

function print(line: ChildLine): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** A moment at which a crash would matter. */
function boundary(session: string, what: string): void {
  const number = (boundaries.get(session) ?? 0) + 1;
  boundaries.set(session, number);
  print({ kind: "boundary", session, boundary: number, what });
  const { killAt } = orders;
  if (killAt?.session === session && killAt.boundary === number) {
    process.kill(process.pid, "SIGKILL");
  }
}

/** The product's log; says what it acknowledged before anybody acts on it. */
class WatchedLog extends LibsqlLog {
  override async append(
    session: string,
    expectedPosition: number | null,
    events: readonly SessionEvent[],
    lease: Lease,
    onPlaced: () => void = () => undefined,
  ): Promise<LoggedEvent[]> {
    const what = events.map(({ type }) => type).join("+");
    boundary(session, `before ${what}`);
    const logged = await super.append(session, expectedPosition, events, lease, () => {
      boundary(session, `${what} placed, nothing durable`);
      onPlaced();
    });
    boundary(session, `${what} durable, nobody told`);
    for (const { position, event } of logged) {
      print({ kind: "acknowledged", session, position, sum: crc32(JSON.stringify(event)) });
    }
    boundary(session, `after ${what}`);
    return logged;
  }
}

/**
 * The product's tool, with boundaries around the call and around its effect. One that only reads has
 * none: the cache decides whether it runs, so that the count would depend on other sessions.
 */
function watchedTool(tool: Tool): Tool {
  if (tool.replay === "read") return tool;
  return {
    ...tool,
    execute: async (input, context) => {
      boundary(context.session, `before ${tool.name}`);
      const result = await tool.execute(input, watchedContext(tool, context));
      boundary(context.session, `after ${tool.name}`);
      return result;
    },
    ...(tool.replay === "reconcilable"
      ? { reconcile: (key, context) => tool.reconcile(key, watchedContext(tool, context)) }
      : {}),
  };
}

function watchedContext({ name, stateNamespace }: Tool, context: ToolContext): ToolContext {
  const { session, state } = context;
  const made =
    outside?.ledger(orders.folder, stateNamespace, () =>
      boundary(session, `the effect of ${name} asked for`),
    ) ?? state.effects;
  const around = async <T>(effect: () => Promise<T>): Promise<T> => {
    boundary(session, `before the effect of ${name}`);
    const result = await effect();
    boundary(session, `after the effect of ${name}`);
    return result;
  };
  const effects: EffectLedger = {
    find: (key) => made.find(key),
    append: (key, result) => around(() => made.append(key, result)),
    appendOnce: (key, result) => around(() => made.appendOnce(key, result)),
  };
  return { ...context, state: { ...state, effects } };
}

print({ kind: "ready" });
const log = new WatchedLog(path.join(orders.folder, "sessions.db"), systemClock);
const state = new ToolStateStore(path.join(orders.folder, "tools"));
const rehearsal = await startRehearsal({
  seed: 1,
  latency: INSTANT,
  policies: workloads.map((workload) => workload.rehearsal),
});
const hands = new ToolHands(workloadTools.map(watchedTool), {
  state,
  redact: (text) => text,
  launch: () => {
    throw new Error("no workload tool runs outside of this process");
  },
});
const holder = `process ${process.pid}`;
const engine = new SessionEngine({
  log,
  bus: new InProcessBus(),
  clock: systemClock,
  newId: newSessionId,
  brains: 8,
  coupledWorkers: 8,
  overallBudget: {},
  holder,
  leaseTtlMs: LEASE_TTL_MS,
  onBroken: (session, error) => print({ kind: "broken", session, message: String(error) }),
  brain: {
    clock: systemClock,
    limits: { idleMs: 5000, totalMs: 20_000 },
    resolve: async () => ({
      endpoint: { baseUrl: rehearsal.baseUrl, key: rehearsal.key },
      costUsd: () => 0,
    }),
    declarations: () => hands.declarations(),
    uniform: () => 0.001,
    onDelta: () => undefined,
  },
  calls: {
    hands,
    cache: new MemoryResultCache(systemClock),
    clock: systemClock,
    approvals: ({ state: { created } }) => workloadOf(created?.workload ?? "").approvals,
    uniform: () => 0.001,
    worker: holder,
  },
});

function workloadOf(name: string) {
  const workload = workloads.find((one) => one.name === name);
  if (workload === undefined) throw new Error(`there is no workload ${name}`);
  return workload;
}

/** Starts the session, or goes on with it; waits for the lease of a killed process to run out. */
async function begin({ id, workload, seed }: ChildOrders["sessions"][number]): Promise<void> {
  const kind = workloadOf(workload);
  const { name, title, system, tools, maxTokens, budget } = kind;
  for (;;) {
    try {
      if ((await log.lastPosition(id)) > 0) return await engine.wake(id);
      return await engine.start(
        id,
        {
          type: "session-created",
          title,
          workload: name,
          architecture: seed % 2 === 0 ? "decoupled" : "coupled",
          model: { requested: "m", name: "m", version: "1", modelId: REHEARSAL_MODEL },
          origin: "rehearsal",
          system,
          tools: [...tools],
          maxTokens,
          budget,
          onUnknownOutcome: "wait",
        },
        kind.firstMessage(drawOf(seed, "session")),
      );
    } catch (error) {
      if (!(error instanceof LogError) || error.code !== "held") throw error;
      await systemClock.sleep(20);
    }
  }
}

function isOver(session: SessionState): boolean {
  return isWaiting(session) && !openCalls(session).some(({ approval }) => approval === "asked");
}

/**
 * Resolves when nothing more happens in the session without somebody who finds an outcome out. Until then
 * plays the human at the other end, who approves whatever is asked.
 */
function over(session: string): Promise<void> {
  const now = emptySessionState();
  const answer = async (call: string): Promise<void> => {
    try {
      await log.submit(session, { type: "approval-given", call, by: "ann", where: "terminal" });
    } catch (error) {
      // Answered before the last kill.
      if (!(error instanceof LogError)) throw error;
    }
  };
  return new Promise((resolve, reject) => {
    const take = (events: readonly LoggedEvent[]): void => {
      for (const logged of events) {
        applyEvent(now, logged);
        if (logged.event.type === "approval-asked") void answer(logged.event.call);
      }
      if (isOver(now)) resolve();
    };
    log.follow(session, 0, take, reject);
  });
}

await Promise.all(
  orders.sessions.map(async (session) => {
    const before = emptySessionState();
    for (const event of await log.events(session.id, 1)) applyEvent(before, event);
    if (isOver(before)) return;
    const end = over(session.id);
    await begin(session);
    await end;
  }),
);
await engine.close();
await hands.close();
state.close();
await log.close();
await rehearsal.close();
outside?.close();
print({ kind: "done" });
