import { DEFAULT_LIMITS } from "../../agent/brain/infer.js";
import { newSessionId, systemClock } from "../../agent/clock.js";
import type { Bus, ResultCache, SessionLog } from "../../agent/ports.js";
import type { BrainPorts } from "../../agent/session/brain-step.js";
import type { CallPorts } from "../../agent/session/call-step.js";
import { SessionEngine } from "../../agent/session/engine.js";
import type { EngineOptions } from "../../agent/session/engine.js";
import type { Hands } from "../../agent/tool.js";

const LEASE_TTL_MS = 10_000;

/** What one engine of this process has that another has not. */
interface Parts
  extends
    Pick<EngineOptions, "brains" | "coupledWorkers" | "overallBudget">,
    Pick<BrainPorts, "resolve" | "observe" | "onDelta">,
    Pick<CallPorts, "approvals"> {
  readonly log: SessionLog;
  readonly bus: Bus;
  readonly hands: Hands;
  readonly cache: ResultCache;
}

/** Spreads retries. Nothing that is stored or compared depends on it. */
function jitter(): number {
  return Math.random();
}

/** A session engine of this process, by its clock and under its name. */
export function sessionEngine(parts: Parts): SessionEngine {
  const { log, bus, hands, cache, resolve, observe, onDelta, approvals } = parts;
  const { brains, coupledWorkers, overallBudget } = parts;
  const holder = `process ${process.pid}`;
  return new SessionEngine({
    log,
    bus,
    clock: systemClock,
    newId: newSessionId,
    brains,
    coupledWorkers,
    overallBudget,
    holder,
    leaseTtlMs: LEASE_TTL_MS,
    // `whyBroken` tells whoever follows it.
    onBroken: () => undefined,
    brain: {
      clock: systemClock,
      limits: DEFAULT_LIMITS,
      resolve,
      declarations: () => hands.declarations(),
      uniform: jitter,
      ...(observe === undefined ? {} : { observe }),
      onDelta,
    },
    calls: { hands, cache, clock: systemClock, approvals, uniform: jitter, worker: holder },
  });
}
