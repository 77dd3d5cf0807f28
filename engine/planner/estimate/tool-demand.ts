import type { Distribution } from "../../contract/distribution.js";
import type { Scenario } from "../../contract/scenario.js";
import type { Session, SessionTool } from "../../contract/workload.js";
import type { Architecture } from "../../contract/result.js";
import { momentsOf } from "../../statistics/distribution.js";
import { countMoments, expectation } from "./expectation.js";
import type { SessionShape } from "./session-shape.js";

/** What a session asks of the hands. */
export interface ToolDemand {
  /** Time at work by pool, over all attempts, sandbox starts included. */
  readonly workMs: ReadonlyMap<string, number>;
  /** Least time that its tools add to a session that completes. */
  readonly leastMs: number;
  /** Calls of a session that fail for good, each of which fails it. */
  readonly lostCalls: number;
}

/** One call of a pool as a deployment makes it. */
interface Call {
  /** E[time at work], over all attempts. */
  readonly workMs: number;
  /** E[time until it is back] of a call that succeeds, retry delays included. */
  readonly successMs: number;
  readonly failsForGood: number;
}

/** Calls of every step that has tools, each tool of it, made by `architecture`. */
export function toolDemand(
  scenario: Scenario,
  session: Session,
  shape: SessionShape,
  architecture: Architecture,
): ToolDemand {
  const isDecoupled = architecture === "decoupled";
  const hopMs = isDecoupled ? 2 * momentsOf(scenario.bus.hopMs).mean : 0;
  const lookupMs = momentsOf(scenario.cache.lookupMs).mean;
  const workMs = new Map<string, number>();
  let lostCalls = 0;
  let serialMs = 0;
  let longestMs = 0;
  for (const tool of session.tools) {
    const pool = scenario.hands[tool.pool];
    if (pool === undefined) continue;
    const call = callOf(scenario, tool.pool, architecture);
    const hit = isDecoupled ? pool.cacheHitRatio : 0;
    const calls = tool.probability * countMoments(tool.callsPerStep, 0).mean;
    const backMs = hopMs + hit * lookupMs + (1 - hit) * call.successMs;
    if (isDecoupled && tool.parallel) {
      // Side by side: the last one back decides, which is no sooner than any one of them.
      longestMs = Math.max(longestMs, probabilityOfAny(tool) * backMs);
    } else {
      serialMs += calls * backMs;
    }
    const madeMs = shape.toolSteps * calls * (1 - hit) * call.workMs;
    workMs.set(tool.pool, (workMs.get(tool.pool) ?? 0) + madeMs);
    lostCalls += shape.toolSteps * calls * (1 - hit) * call.failsForGood;
  }
  if (isDecoupled) addSandboxes(scenario, session, workMs);
  return { workMs, leastMs: shape.toolSteps * Math.max(serialMs, longestMs), lostCalls };
}

function callOf(scenario: Scenario, name: string, architecture: Architecture): Call {
  const pool = scenario.hands[name];
  const coupled = architecture === "coupled" ? scenario.coupled : undefined;
  const service = coupled?.toolServiceMs[name] ?? pool?.serviceMs ?? { constant: 0 };
  const coin = coupled?.toolFailureProbability[name] ?? pool?.failureProbability ?? 0;
  const timeoutMs = pool?.timeoutMs ?? Infinity;
  const attempt = attemptOf(service, timeoutMs, coin);
  const { fails } = attempt;
  const most = (pool?.retries ?? 0) + 1;
  let reached = 1;
  let attempts = 0;
  let attemptsOfSuccess = 0;
  let succeeds = 0;
  for (let n = 1; n <= most; n += 1) {
    attempts += reached;
    succeeds += reached * (1 - fails);
    attemptsOfSuccess += n * reached * (1 - fails);
    reached *= fails;
  }
  const tries = succeeds > 0 ? attemptsOfSuccess / succeeds : 1;
  const delayMs = momentsOf(pool?.retryDelayMs ?? { constant: 0 }).mean;
  return {
    workMs: attempts * attempt.meanMs,
    successMs: attempt.successMs + (tries - 1) * (attempt.failureMs + delayMs),
    failsForGood: reached,
  };
}

/** One attempt: cut at the timeout, which is a failure; else it fails with probability `coin`. */
function attemptOf(
  service: Distribution,
  timeoutMs: number,
  coin: number,
): { meanMs: number; fails: number; successMs: number; failureMs: number } {
  const mean = momentsOf(service).mean;
  if (timeoutMs === Infinity)
    return { meanMs: mean, fails: coin, successMs: mean, failureMs: mean };
  const late = expectation(service, (ms) => (ms > timeoutMs ? 1 : 0));
  const inTimeMs = expectation(service, (ms) => (ms > timeoutMs ? 0 : ms));
  const fails = late + (1 - late) * coin;
  return {
    meanMs: inTimeMs + late * timeoutMs,
    fails,
    successMs: late < 1 ? inTimeMs / (1 - late) : 0,
    failureMs: fails > 0 ? (late * timeoutMs + coin * inTimeMs) / fails : 0,
  };
}

/** Probability that a step makes at least one call of the tool. */
function probabilityOfAny({ probability, callsPerStep }: SessionTool): number {
  return probability * expectation(callsPerStep, (calls) => (Math.round(calls) > 0 ? 1 : 0));
}

/** A pool starts a session's sandbox at the first of its calls that reaches a worker. */
function addSandboxes(scenario: Scenario, session: Session, workMs: Map<string, number>): void {
  for (const [name, madeMs] of workMs) {
    const pool = scenario.hands[name];
    if (pool === undefined) continue;
    const coldMs = momentsOf(pool.coldStartMs).mean;
    if (coldMs === 0) continue;
    const noneInStep = session.tools.reduce(
      (product, tool) =>
        tool.pool === name ? product * probabilityOfNone(tool, pool.cacheHitRatio) : product,
      1,
    );
    // E[noneInStep ^ steps with tools], steps by turn, turns by session.
    const noneInTurn = expectation(
      session.brainSteps,
      (steps) => noneInStep ** Math.max(0, Math.round(steps) - 1),
    );
    const none = expectation(
      session.turns,
      (turns) => noneInTurn ** Math.max(1, Math.round(turns)),
    );
    workMs.set(name, madeMs + (1 - none) * coldMs);
  }
}

function probabilityOfNone({ probability, callsPerStep }: SessionTool, hit: number): number {
  return (
    1 - probability + probability * expectation(callsPerStep, (calls) => hit ** Math.round(calls))
  );
}
