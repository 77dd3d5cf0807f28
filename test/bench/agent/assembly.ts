import path from "node:path";
import type { SessionEventOf } from "../../../engine/contract/session.js";
import { InProcessBus } from "../../../engine/agent/bus/in-process.js";
import { MemoryResultCache } from "../../../engine/agent/cache/result-cache.js";
import { newSessionId, systemClock } from "../../../engine/agent/clock.js";
import { ToolHands } from "../../../engine/agent/hands/tool-hands.js";
import { ToolStateStore } from "../../../engine/agent/hands/tool-state.js";
import { LibsqlLog } from "../../../engine/agent/log/libsql-log.js";
import type { SessionLog } from "../../../engine/agent/ports.js";
import type { BrainPorts } from "../../../engine/agent/session/brain-step.js";
import { SessionEngine } from "../../../engine/agent/session/engine.js";
import { Metrics } from "../../../engine/agent/telemetry/metrics.js";
import {
  inferenceObserver,
  observedHands,
  observedLog,
} from "../../../engine/agent/telemetry/observe.js";
import { createRedactor } from "../../../engine/agent/telemetry/redact.js";
import { Telemetry } from "../../../engine/agent/telemetry/telemetry.js";
import type { ApprovalPolicy, Tool } from "../../../engine/agent/tool.js";

/** An engine put together as the product does: durable log, redaction, spans, metrics, checked inputs. */
export interface BenchEngine {
  readonly engine: SessionEngine;
  readonly log: SessionLog;
  close(): Promise<void>;
}

export function openEngine(
  folder: string,
  tools: readonly Tool[],
  model: Pick<BrainPorts, "resolve" | "infer">,
  {
    brains,
    approvals,
    onBroken,
  }: {
    readonly brains: number;
    readonly approvals: ApprovalPolicy;
    readonly onBroken: (session: string, error: unknown) => void;
  },
): BenchEngine {
  const redactor = createRedactor();
  const metrics = new Metrics(
    (label) => redactor.text(label),
    () => undefined,
  );
  const telemetry = new Telemetry({ version: "bench", exporter: undefined, redactor });
  const observers = { telemetry, metrics };
  const log = observedLog(
    new LibsqlLog(path.join(folder, "sessions.db"), systemClock, redactor),
    observers,
  );
  const state = new ToolStateStore(path.join(folder, "tools"));
  const hands = new ToolHands(tools, {
    state,
    redact: (text) => redactor.text(text),
    launch: () => {
      throw new Error("the tools of a benchmark run in this process");
    },
  });
  const holder = `process ${process.pid}`;
  const engine = new SessionEngine({
    log,
    bus: new InProcessBus(),
    clock: systemClock,
    newId: newSessionId,
    brains,
    coupledWorkers: 1,
    overallBudget: {},
    holder,
    leaseTtlMs: 10_000,
    onBroken,
    brain: {
      ...model,
      clock: systemClock,
      limits: { idleMs: 60_000, totalMs: 600_000 },
      declarations: () => hands.declarations(),
      uniform: () => 0.5,
      observe: inferenceObserver(observers),
      onDelta: () => undefined,
    },
    calls: {
      hands: observedHands(hands, observers),
      cache: new MemoryResultCache(systemClock),
      clock: systemClock,
      approvals: () => approvals,
      uniform: () => 0.5,
      worker: holder,
    },
  });
  return {
    engine,
    log,
    close: async () => {
      await engine.close();
      await hands.close();
      state.close();
      await log.close();
      await telemetry.close();
    },
  };
}

export function createdEvent(
  fields: Pick<SessionEventOf<"session-created">, "workload" | "tools" | "system" | "maxTokens">,
  modelId: string,
): SessionEventOf<"session-created"> {
  return {
    type: "session-created",
    title: fields.workload,
    architecture: "decoupled",
    model: { requested: modelId, name: modelId, version: "1", modelId },
    origin: "rehearsal",
    budget: {},
    onUnknownOutcome: "tell",
    ...fields,
  };
}
