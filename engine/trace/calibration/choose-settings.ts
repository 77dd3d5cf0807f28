import type { Deployment } from "../../simulator/batched/replay.js";
import { ROUTINGS } from "../../simulator/batched/router.js";
import { DEFAULT_BLOCK_TOKENS } from "../../simulator/batched/settings.js";
import type { BatchSettings } from "../../simulator/batched/settings.js";
import type { EngineSettings, KnownSettings } from "./engine-settings.js";
import { CAREFUL, fitTimes, SURVEY } from "./fit.js";
import type { Effort, TimesFit } from "./fit.js";
import { logFacts } from "./log-facts.js";
import type { LogFacts } from "./log-facts.js";
import type { RequestLog } from "./request-log.js";

export type SettingName = keyof EngineSettings;

/**
 * `given` by the caller; the `engine`'s own default in the version that made the log; read off the
 * `log`; told apart by the `fit`; or a `default` that nothing speaks against.
 */
export type SettingOrigin = "given" | "engine" | "log" | "fit" | "default";

export interface ChosenDeployment {
  readonly deployment: Deployment;
  readonly origins: Readonly<Record<SettingName, SettingOrigin>>;
  readonly fit: TimesFit;
}

/** vLLM's usual values, for what is neither given nor shown by the log. */
const USUAL = { maxBatch: 256, tokenBudget: 2048 } as const;
const TOKEN_BUDGETS = [512, 1024, 2048, 4096, 8192, 16_384];
const REPLICAS = [1, 2, 4, 8];
/** KV memory as shares of the most context the log seems to hold, which counts preempted requests too. */
const KV_SHARES = [1.06, 0.96, 0.86, 0.76, 0.66];
const KV_STEPS = [0.05, 0.025, 0.0125];

/** Mean log-likelihood by which another value must win before it replaces the one at hand. */
const MARGIN = 0.08;
/** The same for limits, and for settings of several replicas: what is real there stands out. */
const CHANCE_MARGIN = 0.3;

interface Contender {
  readonly deployment: Deployment;
  readonly fit: TimesFit;
}

/**
 * Settles what the caller left open: values the log can show are tried one after another, each with a
 * short fit of its own, and the one that explains the first `scored` requests best is kept. Yields
 * fractions from 0 to 1.
 */
export function* chooseSettings(
  log: RequestLog,
  known: KnownSettings,
  scored: number,
  seed: number,
): Generator<number, ChosenDeployment> {
  const given = known.settings;
  const facts = logFacts(log);
  const origins = initialOrigins(known, log);
  const chooser = new Chooser(log, scored, seed);
  let best = yield* chooser.fit(initialDeployment(given, log));

  const asksReplicas = given.replicas === undefined && log.replica === undefined;
  const asksLimits = given.maxBatch === undefined || given.kvTokens === undefined;
  if (asksReplicas || asksLimits) {
    const counts = asksReplicas ? REPLICAS : [best.deployment.replicas];
    const before = best.deployment;
    best = yield* chooseLimits(chooser, best, counts, given, facts);
    const { deployment } = best;
    if (deployment.replicas !== before.replicas) origins.replicas = "fit";
    if (deployment.settings.maxBatch !== before.settings.maxBatch) origins.maxBatch = "log";
    if (deployment.settings.kvTokens !== before.settings.kvTokens) origins.kvTokens = "log";
  }
  const questions = openQuestions(known, log);
  for (const [at, { name, candidates, effort }] of questions.entries()) {
    yield 0.5 + at / questions.length / 2;
    // Which replica a request goes to is half chance, and so is how well any setting explains that.
    const margin = several(best.deployment) ? CHANCE_MARGIN : MARGIN;
    const winner = yield* chooser.choose(best, candidates(best.deployment), margin, effort);
    if (winner.deployment !== best.deployment) origins[name] = "fit";
    best = winner;
  }
  return { ...best, origins };
}

/** Fits deployments and keeps the better ones. */
class Chooser {
  readonly #log: RequestLog;
  readonly #scored: number;
  readonly #seed: number;

  constructor(log: RequestLog, scored: number, seed: number) {
    this.#log = log;
    this.#scored = scored;
    this.#seed = seed;
  }

  *fit(
    deployment: Deployment,
    warm?: TimesFit,
    effort: Effort = SURVEY,
  ): Generator<number, Contender> {
    const search = fitTimes(this.#log, deployment, this.#scored, this.#seed, effort, warm);
    for (;;) {
      const next = search.next();
      if (next.done === true) return { deployment, fit: next.value };
      yield 0;
    }
  }

  /** The best of `current` and its rivals; a rival must win by `margin`. All start from the same fit. */
  *choose(
    current: Contender,
    rivals: readonly Deployment[],
    margin: number,
    effort: Effort = SURVEY,
  ): Generator<number, Contender> {
    if (rivals.length === 0) return current;
    const again = yield* this.fit(current.deployment, current.fit, effort);
    let best = again.fit.value < current.fit.value ? again : current;
    let bar = best.fit.value - margin;
    for (const rival of rivals) {
      const contender = yield* this.fit(rival, best.fit, effort);
      if (contender.fit.value >= bar) continue;
      best = contender;
      bar = contender.fit.value;
    }
    return best;
  }
}

/**
 * Number of replicas and the limit at which requests had to wait: a batch limit where the log had most
 * requests at once, or KV memory for the most tokens it held. More replicas are tried for as long as
 * they explain more.
 */
function* chooseLimits(
  chooser: Chooser,
  start: Contender,
  replicaCounts: readonly number[],
  given: EngineSettings,
  facts: LogFacts,
): Generator<number, Contender> {
  let best: Contender | undefined;
  for (const [at, replicas] of replicaCounts.entries()) {
    yield at / replicaCounts.length / 2;
    const first =
      replicas === start.deployment.replicas
        ? start
        : yield* chooser.fit({ ...start.deployment, replicas });
    let winner = yield* chooser.choose(
      first,
      limitCandidates(first.deployment, given, facts),
      CHANCE_MARGIN,
    );
    if (winner.deployment.settings.kvTokens !== first.deployment.settings.kvTokens) {
      winner = yield* refineKvTokens(chooser, winner);
      // A limit that nothing ran into was chosen by chance.
      winner.fit.scorer.run(winner.fit.point);
      if (!winner.fit.scorer.memoryLimited()) winner = first;
    }
    if (best !== undefined && winner.fit.value > best.fit.value - MARGIN) break;
    best = winner;
  }
  return best ?? start;
}

function limitCandidates(
  current: Deployment,
  given: EngineSettings,
  facts: LogFacts,
): readonly Deployment[] {
  const maxBatch = Math.ceil(facts.mostDecoding / current.replicas);
  const { blockTokens, tokenBudget } = current.settings;
  const candidates: Deployment[] = [];
  if (given.maxBatch === undefined && maxBatch <= tokenBudget) {
    candidates.push(change(current, { maxBatch }));
  }
  if (given.kvTokens === undefined) {
    for (const share of KV_SHARES) {
      const blocks = Math.ceil((share * facts.mostContext) / current.replicas / blockTokens);
      candidates.push(change(current, { kvTokens: blocks * blockTokens }));
    }
  }
  return candidates;
}

/** Walks towards the KV memory that explains the log best, in ever smaller steps. */
function* refineKvTokens(chooser: Chooser, start: Contender): Generator<number, Contender> {
  let best = start;
  for (const step of KV_STEPS) {
    for (;;) {
      const { kvTokens, blockTokens } = best.deployment.settings;
      const rivals = [1 - step, 1 + step].map((factor) =>
        change(best.deployment, {
          kvTokens: Math.round((kvTokens * factor) / blockTokens) * blockTokens,
        }),
      );
      const winner = yield* chooser.choose(best, rivals, 0);
      const moved = winner.deployment !== best.deployment;
      best = winner;
      if (!moved) break;
    }
  }
  return best;
}

interface Question {
  readonly name: SettingName;
  readonly effort?: Effort;
  readonly candidates: (current: Deployment) => readonly Deployment[];
}

function openQuestions({ settings: given, implied }: KnownSettings, log: RequestLog): Question[] {
  const questions: Question[] = [
    {
      name: "lockstep",
      effort: CAREFUL,
      candidates: (now) => (several(now) ? [{ ...now, lockstep: !now.lockstep }] : []),
    },
    {
      name: "routing",
      candidates: (now) =>
        several(now) && log.replica === undefined
          ? ROUTINGS.filter((name) => name !== now.routing).map((routing) => ({ ...now, routing }))
          : [],
    },
    {
      name: "planAhead",
      effort: CAREFUL,
      candidates: (now) => [change(now, { planAhead: !now.settings.planAhead })],
    },
    {
      name: "tokenBudget",
      candidates: (now) =>
        TOKEN_BUDGETS.filter(
          (n) => n >= now.settings.maxBatch && n !== now.settings.tokenBudget,
        ).map((tokenBudget) => change(now, { tokenBudget })),
    },
    {
      name: "prefixCache",
      candidates: (now) =>
        limited(now) || log.prefixTokens.some((tokens) => tokens > 0)
          ? [change(now, { prefixCache: !now.settings.prefixCache })]
          : [],
    },
    {
      name: "reservePrompt",
      candidates: (now) =>
        limited(now) ? [change(now, { reservePrompt: !now.settings.reservePrompt })] : [],
    },
  ];
  return questions.filter(({ name }) => given[name] === undefined && !implied.includes(name));
}

function several(current: Deployment): boolean {
  return current.replicas > 1;
}

function limited(current: Deployment): boolean {
  return Number.isFinite(current.settings.kvTokens);
}

function change(current: Deployment, settings: Partial<BatchSettings>): Deployment {
  return { ...current, settings: { ...current.settings, ...settings } };
}

function initialOrigins(
  { settings, implied }: KnownSettings,
  log: RequestLog,
): Record<SettingName, SettingOrigin> {
  const origin = (name: SettingName): SettingOrigin => {
    if (implied.includes(name)) return "engine";
    return settings[name] === undefined ? "default" : "given";
  };
  return {
    maxBatch: origin("maxBatch"),
    tokenBudget: origin("tokenBudget"),
    kvTokens: origin("kvTokens"),
    blockTokens: origin("blockTokens"),
    prefixCache: origin("prefixCache"),
    reservePrompt: origin("reservePrompt"),
    planAhead: origin("planAhead"),
    replicas: log.replica === undefined ? origin("replicas") : "log",
    routing: log.replica === undefined ? origin("routing") : "log",
    lockstep: origin("lockstep"),
  };
}

function initialDeployment(given: EngineSettings, log: RequestLog): Deployment {
  const seen = log.replica === undefined ? 1 : 1 + log.replica.reduce((a, b) => Math.max(a, b), 0);
  const maxBatch =
    given.maxBatch ?? Math.min(USUAL.maxBatch, given.tokenBudget ?? USUAL.tokenBudget);
  return {
    settings: {
      maxBatch,
      // A scheduler never plans fewer tokens than it has places.
      tokenBudget: Math.max(given.tokenBudget ?? USUAL.tokenBudget, maxBatch),
      kvTokens: given.kvTokens ?? Infinity,
      blockTokens: given.blockTokens ?? DEFAULT_BLOCK_TOKENS,
      prefixCache: given.prefixCache ?? true,
      reservePrompt: given.reservePrompt ?? true,
      planAhead: given.planAhead ?? true,
    },
    replicas: Math.max(given.replicas ?? 1, seen),
    routing: given.routing ?? "leastLoadedStale",
    lockstep: given.lockstep ?? false,
  };
}
