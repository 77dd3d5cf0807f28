import { distributions } from "./arbitrary.js";
import { BatchedRouting } from "../../engine/contract/brain.js";
import { scenarioOf } from "./simulate.js";
import type { Scenario } from "../../engine/contract/scenario.js";
import { fc } from "../property.js";

/** Times of a size that keeps a random deployment near its capacity, sometimes beyond. */
const times = (): fc.Arbitrary<object> => distributions();
const small = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });
const share = fc.oneof(fc.constant(0), fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true }));
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined });
const counts = fc.oneof(
  fc.integer({ min: 0, max: 3 }),
  fc.constant({ geometric: { mean: 1.5 } }),
  fc.constant({ uniform: { min: 0, max: 3 } }),
);

const hands = fc.record({
  workers: small(4),
  serviceMs: times(),
  timeoutMs: maybe(fc.double({ min: 1, max: 200, noNaN: true })),
  failureProbability: fc.constantFrom(0, 0, 0.2, 0.9),
  retries: fc.integer({ min: 0, max: 3 }),
  retryDelayMs: fc.oneof(fc.constant(0), times()),
  coldStartMs: fc.oneof(fc.constant(0), times()),
  cacheHitRatio: fc.constantFrom(0, 0, 0.3, 1),
});

const queueLimits = fc.constantFrom(undefined, undefined, undefined, 0, 3);

const POOLS = ["search", "shell", "brain"] as const;

const tool = fc.record({
  pool: fc.constantFrom(...POOLS),
  callsPerStep: counts,
  probability: share,
  parallel: fc.boolean(),
});

const session = fc.record({
  turns: fc.constantFrom(1, 1, 3, { geometric: { mean: 2 } }),
  thinkSeconds: fc.constantFrom(0, 0.1, { exponential: { mean: 1 } }),
  turnInputTokens: fc.constantFrom(0, 40, { exponential: { mean: 30 } }),
  brainSteps: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.constant({ geometric: { mean: 3 } })),
  inputTokens: fc.oneof(fc.constant(100), times()),
  outputTokens: fc.oneof(fc.constant(20), times()),
  toolResultTokens: fc.oneof(fc.constant(0), times()),
  cachedHistoryShare: share,
  tools: fc.array(tool, { maxLength: 4 }),
});

const arrivals = fc.oneof(
  fc.double({ min: 1, max: 50, noNaN: true }).map((ratePerSecond) => ({
    poisson: { ratePerSecond },
  })),
  fc
    .tuple(fc.double({ min: 1, max: 50, noNaN: true }), fc.constantFrom(0.3, 1.5, 4))
    .map(([ratePerSecond, cv]) => ({ gamma: { ratePerSecond, cv } })),
  fc
    .tuple(fc.constantFrom(0, 3), fc.double({ min: 5, max: 60, noNaN: true }), fc.boolean())
    .map(([quiet, burst, isLong]) => ({
      bursty: {
        quiet: { ratePerSecond: quiet, meanSeconds: isLong ? 5 : 0.05 },
        burst: { ratePerSecond: burst, meanSeconds: 2 },
      },
    })),
  fc
    .tuple(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 24 }), fc.boolean())
    .map(([rates, isLinear]) => ({
      // Never 0 throughout: the last value is not.
      daily: {
        meanRatePerSecond: 10,
        relativeRate: [...rates, 1],
        shape: isLinear ? "linear" : "steps",
      },
    })),
  fc
    .tuple(small(12), fc.constantFrom(0, 0.05, 1))
    .map(([users, thinkSeconds]) => ({ closed: { users, thinkSeconds } })),
);

const brainService = fc.oneof(
  times(),
  fc.constant({ tokens: { baseMs: 2, perInputTokenMs: 0.05, perOutputTokenMs: 0.8, cv: 0.5 } }),
);

const batched = fc
  .record({
    replicas: small(4),
    kvTokens: fc.oneof(fc.constant(null), fc.integer({ min: 300, max: 5000 })),
    stepTime: fc.record({
      baseMs: fc.double({ min: 0.1, max: 5, noNaN: true }),
      perPrefillTokenMs: fc.constantFrom(0, 0.01),
      perPrefillContextMs: fc.constantFrom(0, 1e-5),
      perDecodeSequenceMs: fc.constantFrom(0, 0.1),
      perKvTokenMs: fc.constantFrom(0, 1e-4),
      perAdmissionMs: fc.constantFrom(0, 2),
    }),
    requestMs: fc.constantFrom(0, 1),
    maxBatch: small(20),
    tokenBudget: fc.integer({ min: 20, max: 500 }),
    blockTokens: fc.constantFrom(1, 16),
    prefixCache: fc.boolean(),
    reservePrompt: fc.boolean(),
    planAhead: fc.boolean(),
    routing: fc.constantFrom(...BatchedRouting.options),
  })
  .map((brain) => ({ kind: "batched", ...brain }));

/** Limits that a load of these sizes reaches, and a full bucket small enough to be emptied. */
const apiBrain = fc.record({
  kind: fc.constant("api"),
  requestsPerMinute: maybe(fc.constantFrom(120, 600)),
  inputTokensPerMinute: maybe(fc.constantFrom(3000, 60_000)),
  outputTokensPerMinute: maybe(fc.constantFrom(500, 20_000)),
  burstSeconds: fc.constantFrom(1, 60),
  ttftMs: fc.oneof(times(), fc.constant({ tokens: { baseMs: 5, perInputTokenMs: 0.1, cv: 0.5 } })),
  tpotMs: fc.oneof(fc.constant(0), fc.constant(0.5), times()),
  maxTokens: maybe(fc.constant(30)),
  maxRetries: fc.integer({ min: 0, max: 4 }),
  overloadProbability: fc.constantFrom(0, 0, 0.3),
  concurrency: maybe(small(4)),
  begunFirst: maybe(fc.boolean()),
});

/** Seconds rather than hours up, so that a short run meets many failures. */
const failure = fc.record({
  timeToFailureHours: fc
    .double({ min: 1, max: 20, noNaN: true })
    .map((seconds) => ({ exponential: { mean: seconds / 3600 } })),
  timeToRepairMinutes: fc.double({ min: 0, max: 0.02, noNaN: true }),
});

/** Any scenario with both architectures; `failures` adds failing components to some. */
export function scenarios(options: { failures: boolean }): fc.Arbitrary<Scenario> {
  const fails = options.failures ? maybe(failure) : fc.constant(undefined);
  return fc
    .record({
      workloads: fc.array(fc.record({ arrivals, session }), { minLength: 1, maxLength: 3 }),
      slots: fc.record({
        replicas: small(6),
        slotsPerReplica: small(4),
        serviceMs: brainService,
        prefillShare: share,
        queueLimit: queueLimits,
        begunFirst: maybe(fc.boolean()),
      }),
      // A third of the scenarios have an API brain; half of the others a batched one, in lockstep where
      // the coupled deployment allows it.
      api: fc.oneof(
        { weight: 2, arbitrary: fc.constant(undefined) },
        { weight: 1, arbitrary: apiBrain },
      ),
      batched: fc.option(batched, { nil: undefined, freq: 1 }),
      lockstep: fc.boolean(),
      hands: fc.tuple(hands, hands, hands),
      coupled: fc.record({
        replicas: small(6),
        slotsPerReplica: small(4),
        brainServiceMs: maybe(brainService),
        containerStartMs: fc.oneof(fc.constant(0), times()),
        holdsGpu: fc.boolean(),
        queueLimit: queueLimits,
      }),
      hopMs: fc.oneof(fc.constant(0), fc.constant(1), times()),
      lookupMs: fc.constantFrom(0, 2),
      failures: fc.tuple(fails, fails, fails),
      seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      requests: fc.integer({ min: 50, max: 600 }),
      warmUpShare: fc.constantFrom(0, 0.2, 0.5),
    })
    .map((parts) => {
      const [replica, brainReplica, worker] = parts.failures;
      const { api } = parts;
      const servers = api === undefined ? parts.batched : undefined;
      const coupled =
        api === undefined
          ? parts.coupled
          : { ...parts.coupled, brainServiceMs: undefined, gpusPerReplica: 0 };
      // The backoff of a refused request takes seconds: so must a replica live, or no session ever ends.
      const coupledReplica =
        replica !== undefined && api !== undefined
          ? { ...replica, timeToFailureHours: { exponential: { mean: 60 / 3600 } } }
          : replica;
      const own =
        servers === undefined
          ? { kind: "slots", ...parts.slots }
          : { ...servers, lockstep: parts.lockstep && coupled.brainServiceMs !== undefined };
      return scenarioOf({
        workloads: parts.workloads.map(
          ({ session: { cachedHistoryShare, ...task }, ...rest }, at) => ({
            name: `w${at}`,
            ...rest,
            session: servers === undefined ? { ...task, cachedHistoryShare } : task,
          }),
        ),
        brain: api ?? own,
        hands: Object.fromEntries(POOLS.map((name, at) => [name, parts.hands[at]])),
        coupled,
        bus: { hopMs: parts.hopMs },
        cache: { lookupMs: parts.lookupMs },
        failures: {
          ...(coupledReplica === undefined ? {} : { coupledReplica }),
          ...(brainReplica === undefined ? {} : { brainReplica }),
          handsWorker: worker === undefined ? {} : { search: worker, brain: worker },
        },
        run: {
          seed: parts.seed,
          replications: 2,
          requests: parts.requests,
          warmUpShare: parts.warmUpShare,
        },
      });
    });
}
