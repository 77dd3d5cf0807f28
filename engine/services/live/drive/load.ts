import path from "node:path";
import { MS_PER_SECOND } from "../../../base/units.js";
import type { DriveGauges } from "../../../contract/drive.js";
import type { Architecture } from "../../../contract/result.js";
import type { Budget, LoggedEvent, Origin, PinnedModel } from "../../../contract/session.js";
import { InProcessBus } from "../../../agent/bus/in-process.js";
import type { Attempt } from "../../../agent/brain/infer.js";
import { MemoryResultCache } from "../../../agent/cache/result-cache.js";
import { systemClock } from "../../../agent/clock.js";
import { drawOf } from "../../../agent/draw.js";
import { ToolHands } from "../../../agent/hands/tool-hands.js";
import { ToolStateStore } from "../../../agent/hands/tool-state.js";
import { LibsqlLog } from "../../../agent/log/libsql-log.js";
import type { Bus } from "../../../agent/ports.js";
import type { ResolvedModel } from "../../../agent/session/brain-step.js";
import type { Redactor } from "../../../agent/telemetry/redact.js";
import type { ApprovalPolicy, Tool } from "../../../agent/tool.js";
import { quantileOf } from "../../../statistics/distribution.js";
import { sessionEngine } from "../session-engine.js";
import type { DriveRecord } from "./figures.js";
import { Measurements } from "./measurements.js";
import type { DrivenTool, DrivePlan } from "./plan.js";
import { PoolWatch } from "./pool-watch.js";
import type { WatchedPool } from "./pool-watch.js";

/** What one run of one architecture is driven with. */
export interface Load {
  readonly plan: DrivePlan;
  readonly architecture: Architecture;
  /** Of arrivals, messages and tool times: the same for both architectures of a pair. */
  readonly seed: number;
  readonly model: PinnedModel;
  readonly origin: Origin;
  readonly resolve: (model: PinnedModel) => Promise<ResolvedModel>;
  readonly budget: Budget;
  /** Empty; the log and the state of tools are kept in it, as durably as those of any session. */
  readonly folder: string;
  /** Knows the keys that the model may be reached with. */
  readonly redactor: Redactor;
  readonly signal: AbortSignal;
  readonly onGauges: (gauges: Omit<DriveGauges, "repeat">) => void;
  /** Takes the whole log of every session that runs no more. */
  readonly onSession: (events: readonly LoggedEvent[]) => void;
}

const GAUGES_EVERY_MS = 1000;
const LOOK_EVERY_MS = 20;
/** Sessions that have arrived get at least this long to end, and as long as the arrivals lasted. */
const LEAST_DRAIN_MS = 10_000;
/** What thinks ends by itself; the queue for the model never gives up on it. */
const MODEL_QUEUE = { capacity: 1_000_000, visibilityMs: 24 * 3_600_000, maxDeliveries: 1 };

/** A human who agrees at once: what is measured is the deployment. */
const APPROVE_ALL: ApprovalPolicy = {
  decide: () => ({ decision: "allow", reason: "a load run approves every call" }),
};

/** Lets sessions arrive for the plan's duration, waits for them to end, and measures. */
export async function runLoad(load: Load): Promise<DriveRecord> {
  const { plan, architecture, seed, folder, signal, redactor } = load;
  const log = new LibsqlLog(path.join(folder, "sessions.db"), systemClock, redactor);
  const state = new ToolStateStore(path.join(folder, "tools"));
  // The same in both architectures, so that a call takes the same time in both.
  const prefix = "drive-";
  const hands = new ToolHands(
    plan.tools.map((driven) => delayed(driven, seed, prefix.length)),
    {
      state,
      redact: (text) => redactor.text(text),
      launch: () => {
        throw new Error("the tools of workloads run in this process");
      },
    },
  );
  const bus = new InProcessBus();
  // Whoever runs the loop, an inference needs one of the model's slots.
  const model = bus.queue<() => Promise<Attempt>, Attempt>("model", MODEL_QUEUE);
  model.serve(plan.brains, ({ body: infer }) => infer());
  const engine = sessionEngine({
    log,
    bus,
    hands,
    cache: new MemoryResultCache(systemClock),
    brains: plan.brains,
    coupledWorkers: plan.coupledWorkers,
    overallBudget: load.budget,
    resolve: load.resolve,
    // Sessions that have begun go first, coupled as decoupled.
    observe: ({ inference }, infer) => model.request(infer, { priority: inference > 1 ? 1 : 0 }),
    onDelta: () => undefined,
    approvals: () => APPROVE_ALL,
  });
  const startedMs = systemClock.nowMs();
  const toMs = plan.durationSeconds * MS_PER_SECOND;
  const fromMs = plan.warmUpShare * toMs;
  const measurements = new Measurements(startedMs);
  const pools = new PoolWatch(
    poolsOf(plan, architecture, bus),
    startedMs + fromMs,
    startedMs + toMs,
  );
  const timers = [
    setInterval(() => pools.look(systemClock.nowMs()), LOOK_EVERY_MS),
    setInterval(() => {
      const gauges = measurements.gauges(systemClock.nowMs());
      load.onGauges({ kind: "gauges", architecture, ...gauges, pools: pools.now() });
    }, GAUGES_EVERY_MS),
  ];
  const run = async (number: number, dueMs: number): Promise<void> => {
    const session = `${prefix}${number}`;
    const { workload } = plan;
    const { title, name, system, tools, maxTokens } = workload;
    await engine.start(
      session,
      {
        type: "session-created",
        title,
        workload: name,
        architecture,
        model: load.model,
        origin: load.origin,
        system,
        tools: [...tools],
        maxTokens,
        budget: {},
        onUnknownOutcome: "tell",
      },
      workload.firstMessage(drawOf(seed, "drive", number)),
    );
    await engine.settled(session);
    let events = await log.events(session, 1);
    if (events.at(-1)?.event.type === "paused") {
      // Its model could not be had, and no human is here to see to it.
      await engine.submit(session, { type: "stop-requested", by: "drive", where: "policy" });
      await engine.settled(session);
      events = await log.events(session, 1);
    }
    measurements.ended(dueMs, events);
    load.onSession(events);
  };
  try {
    const open = new Set<Promise<void>>();
    let failure: { readonly error: unknown } | undefined;
    for (const [number, afterMs] of arrivalsOf(plan, seed).entries()) {
      await systemClock.sleep(startedMs + afterMs - systemClock.nowMs(), signal);
      if (signal.aborted || failure !== undefined) break;
      measurements.arrived();
      const one = run(number, startedMs + afterMs)
        .catch((error: unknown) => void (failure ??= { error }))
        .finally(() => open.delete(one));
      open.add(one);
    }
    const drained = new AbortController();
    const endMs = startedMs + toMs;
    // The window is watched to its end, even where the last session has ended before.
    if (failure === undefined) await systemClock.sleep(endMs - systemClock.nowMs(), signal);
    await Promise.race([
      Promise.all(open),
      systemClock.sleep(Math.max(LEAST_DRAIN_MS, toMs), AbortSignal.any([signal, drained.signal])),
    ]);
    drained.abort();
    pools.look(systemClock.nowMs());
    signal.throwIfAborted();
    if (failure !== undefined) throw failure.error;
    return {
      requests: measurements.requests(),
      ...measurements.over(fromMs, toMs),
      pools: pools.use(),
    };
  } finally {
    for (const timer of timers) clearInterval(timer);
    await engine.close();
    await hands.close();
    state.close();
    await log.close();
  }
}

/** The queues of the bus that the architecture uses, with their workers. */
function poolsOf(
  { brains, tools, coupledWorkers }: DrivePlan,
  architecture: Architecture,
  bus: Bus,
): WatchedPool[] {
  const workers: readonly (readonly [name: string, queue: string, servers: number])[] =
    architecture === "coupled"
      ? [["coupled", "coupled", coupledWorkers]]
      : [
          ["brain", "brain", brains],
          ...tools.map(({ tool }) => [tool.name, `tool:${tool.name}`, tool.workers] as const),
        ];
  return [["model", "model", brains] as const, ...workers].map(([name, queue, servers]) => ({
    name,
    servers,
    // A tool's queue is made at its first call.
    gauges: () =>
      bus
        .queues()
        .find((one) => one.name === queue)
        ?.gauges() ?? IDLE,
  }));
}

const IDLE = { waiting: 0, inFlight: 0 };

/** Milliseconds from the start at which sessions are due: a Poisson process of the seed. */
function arrivalsOf({ ratePerSecond, durationSeconds }: DrivePlan, seed: number): number[] {
  const draw = drawOf(seed, "drive", "arrivals");
  const times: number[] = [];
  let seconds = 0;
  for (;;) {
    seconds -= Math.log(draw(times.length)) / ratePerSecond;
    if (seconds >= durationSeconds) return times;
    times.push(seconds * MS_PER_SECOND);
  }
}

/** The tool, taking as long as the plan says: the time is drawn by session and call. */
function delayed({ tool, delayMs }: DrivenTool, seed: number, prefixLength: number): Tool {
  const quantile = quantileOf(delayMs);
  const draw = drawOf(seed, "drive", "tool", tool.name);
  return {
    ...tool,
    execute: async (input, context) => {
      const ms = quantile(draw(context.idempotencyKey.slice(prefixLength)));
      await systemClock.sleep(ms, context.signal);
      context.signal.throwIfAborted();
      return tool.execute(input, context);
    },
  };
}
