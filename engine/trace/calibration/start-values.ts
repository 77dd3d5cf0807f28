import { solveSymmetric } from "./linear.js";
import type { RequestLog } from "./request-log.js";
import { STEP_PARAMETERS } from "./serving-parameters.js";
import type { TypicalIteration } from "./serving-parameters.js";

/** What the log says of the step time before anything is simulated. */
export interface Estimate {
  /** b0…b4 in seconds: the best estimate, then others that the log bears out nearly as well. */
  readonly coefficients: readonly [Float64Array, ...Float64Array[]];
  readonly typical: TypicalIteration;
}

/** At most this many requests enter the equations. */
const MOST_EQUATIONS = 400;

/**
 * First estimate of the step-time coefficients straight from the log, without simulating. While a
 * request decodes, every iteration gives it one token, so its decode time is the sum of the step
 * times in between: `tokens·b0 + b1·prefilled + b2·… + b3·Σ sequences + b4·Σ KV tokens`, and all of
 * these sums can be read off the log if tokens are taken as evenly spaced. That is one linear equation
 * per request; they are solved by non-negative least squares on relative errors. One of `replicas`
 * sees its share of the other requests.
 *
 * A log without requests of several tokens gives times to first token only: then all time is put on
 * prefill tokens.
 */
export function firstEstimate(
  log: RequestLog,
  scored: number,
  replicas: number,
  lockstep: boolean,
): Estimate {
  const share = 1 / replicas;
  // In lockstep every rank waits while any of them prefills.
  const prefillShare = lockstep ? 1 : share;
  const rows: Float64Array[] = [];
  const duration: number[] = [];
  const sums = new Float64Array(STEP_PARAMETERS);
  const stride = Math.max(1, Math.ceil(scored / MOST_EQUATIONS));
  for (let request = 0; request < scored; request += stride) {
    const tokens = (log.outputTokens[request] ?? 0) - 1;
    const first = log.firstTokenSeconds[request] ?? 0;
    const seconds = (log.lastTokenSeconds[request] ?? 0) - first;
    if (tokens < 1 || !(seconds > 0)) continue;
    const seen = activity(log, first, first + seconds);
    // The request itself is always in its own batch; of the others a replica sees its share.
    const others = Math.max(0, seen.decodes - 1);
    const own = (log.promptTokens[request] ?? 0) + tokens / 2;
    const row = Float64Array.of(
      tokens,
      seen.prefillTokens * prefillShare,
      seen.prefillContext * prefillShare,
      tokens * (1 + others * share),
      tokens * (own + Math.max(0, seen.kvTokens - own) * share),
    );
    rows.push(row);
    duration.push(seconds);
    row.forEach((amount, i) => (sums[i] = (sums[i] ?? 0) + amount));
  }
  if (rows.length < 2 * STEP_PARAMETERS) return prefillOnly(log, scored);
  const iterations = sums[0] ?? 1;
  const { slope: perPrefillToken, known } = prefillSlope(log, scored);
  const prompts = meanPrompt(log);
  return {
    coefficients: [
      nonNegativeLeastSquares(rows, duration),
      // Prompts and their squares go together in most logs, so either may take the other's part.
      nonNegativeLeastSquares(rows, duration, [0, 1, 3, 4]),
      withPrefill(rows, duration, perPrefillToken),
      ...(known ? [withPrefillEquations(rows, duration, perPrefillToken, prompts)] : []),
    ],
    typical: {
      prefillTokens: prompts,
      prefillContext: (prompts * (prompts + 1)) / 2,
      decodes: (sums[3] ?? 0) / iterations,
      kvTokens: (sums[4] ?? 0) / iterations,
    },
  };
}

/**
 * Time per prompt token seen from outside: how the shortest times to first token (which are those of
 * requests that hardly waited) grow with the prompt, by the Theil–Sen slope over tenths of the prompts.
 */
function prefillSlope(log: RequestLog, scored: number): { slope: number; known: boolean } {
  const order = Array.from({ length: scored }, (_, n) => n).toSorted(
    (a, b) => (log.promptTokens[a] ?? 0) - (log.promptTokens[b] ?? 0),
  );
  const bins = 10;
  const points: { prompt: number; seconds: number }[] = [];
  for (let bin = 0; bin < bins; bin += 1) {
    const members = order.slice(
      Math.floor((bin * scored) / bins),
      Math.floor(((bin + 1) * scored) / bins),
    );
    if (members.length === 0) continue;
    const ttft = members
      .map((n) => (log.firstTokenSeconds[n] ?? 0) - (log.arrivalSeconds[n] ?? 0))
      .toSorted((a, b) => a - b);
    const prompt = members.reduce((sum, n) => sum + (log.promptTokens[n] ?? 0), 0) / members.length;
    points.push({ prompt, seconds: ttft[Math.floor(ttft.length / 10)] ?? 0 });
  }
  const slopes: number[] = [];
  points.forEach((a, i) => {
    for (const b of points.slice(i + 1)) {
      if (b.prompt > a.prompt) slopes.push((b.seconds - a.seconds) / (b.prompt - a.prompt));
    }
  });
  slopes.sort((a, b) => a - b);
  const at = (share: number): number => slopes[Math.floor(share * (slopes.length - 1))] ?? 0;
  const slope = Math.max(0, at(0.5));
  return { slope, known: slope > 0 && at(0.75) - at(0.25) < KNOWN_SPREAD * slope };
}

/** Quartiles of the pairwise slopes closer together than this share of their median make it known. */
const KNOWN_SPREAD = 0.5;
/** Equations about the prefill for each one about decoding. */
const PREFILL_SHARE = 0.25;

/** The estimate with what the times to first token say: a prompt of mean length takes its tokens times the slope. */
function withPrefillEquations(
  rows: readonly Float64Array[],
  seconds: readonly number[],
  perPrefillToken: number,
  prompt: number,
): Float64Array {
  const count = Math.ceil(PREFILL_SHARE * rows.length);
  const equation = Float64Array.of(0, prompt, prompt * prompt, 0, 0);
  return nonNegativeLeastSquares(
    [...rows, ...Array.from({ length: count }, () => equation)],
    [...seconds, ...Array.from({ length: count }, () => perPrefillToken * prompt)],
  );
}

/** The other coefficients once the time per prefill token is taken as known. */
function withPrefill(
  rows: readonly Float64Array[],
  seconds: readonly number[],
  perPrefillToken: number,
): Float64Array {
  const rest = rows.map((row, at) => (seconds[at] ?? 0) - perPrefillToken * (row[1] ?? 0));
  const usable = rest.map((value, at) => ({ value, at })).filter(({ value }) => value > 0);
  const coefficients = nonNegativeLeastSquares(
    usable.map(({ at }) => rows[at] ?? new Float64Array(STEP_PARAMETERS)),
    usable.map(({ value }) => value),
    [0, 3, 4],
  );
  coefficients[1] = perPrefillToken;
  return coefficients;
}

function meanPrompt(log: RequestLog): number {
  let sum = 0;
  for (const tokens of log.promptTokens) sum += tokens;
  return sum / Math.max(1, log.promptTokens.length);
}

/** Prefill at the fastest rate that any request saw, which is one that did not have to wait. */
function prefillOnly(log: RequestLog, scored: number): Estimate {
  let perToken = Infinity;
  for (let n = 0; n < scored; n += 1) {
    const seconds = (log.firstTokenSeconds[n] ?? 0) - (log.arrivalSeconds[n] ?? 0);
    if (seconds > 0) perToken = Math.min(perToken, seconds / Math.max(1, log.promptTokens[n] ?? 1));
  }
  const prompts = meanPrompt(log);
  const seconds = perToken === Infinity ? 1e-5 : perToken;
  return {
    coefficients: [Float64Array.of((seconds * prompts) / 10, seconds, 0, 0, 0)],
    typical: {
      prefillTokens: prompts,
      prefillContext: (prompts * (prompts + 1)) / 2,
      decodes: 1,
      kvTokens: prompts,
    },
  };
}

/** Mean sequences and context over the time from `from` to `to`, and prompts whose prefill ended in it. */
function activity(log: RequestLog, from: number, to: number): TypicalIteration {
  let decodes = 0;
  let kvTokens = 0;
  let prefillTokens = 0;
  let prefillContext = 0;
  for (let n = 0; n < log.firstTokenSeconds.length; n += 1) {
    const first = log.firstTokenSeconds[n] ?? 0;
    const last = log.lastTokenSeconds[n] ?? 0;
    const prompt = log.promptTokens[n] ?? 0;
    if (first > from && first <= to) {
      prefillTokens += prompt;
      prefillContext += (prompt * (prompt + 1)) / 2;
    }
    const start = Math.max(first, from);
    const end = Math.min(last, to);
    if (end <= start) continue;
    const weight = (end - start) / (to - from);
    const progress = ((start + end) / 2 - first) / (last - first);
    decodes += weight;
    kvTokens += weight * (prompt + progress * (log.outputTokens[n] ?? 0));
  }
  return { decodes, kvTokens, prefillTokens, prefillContext };
}

/**
 * Non-negative least squares of `rows·x = values` with every equation divided by its value, by trying
 * every set of non-zero coefficients (out of `allowed`): at most 31 systems of at most five unknowns,
 * the best admissible one wins.
 */
export function nonNegativeLeastSquares(
  rows: readonly Float64Array[],
  values: readonly number[],
  allowed?: readonly number[],
): Float64Array {
  const n = rows[0]?.length ?? 0;
  const gram = new Float64Array(n * n);
  const right = new Float64Array(n);
  rows.forEach((row, at) => {
    const value = values[at] ?? 1;
    for (let i = 0; i < n; i += 1) {
      const a = (row[i] ?? 0) / value;
      right[i] = (right[i] ?? 0) + a;
      for (let j = 0; j < n; j += 1)
        gram[i * n + j] = (gram[i * n + j] ?? 0) + (a * (row[j] ?? 0)) / value;
    }
  });
  let best = new Float64Array(n);
  let bestGain = 0;
  for (let set = 1; set < 1 << n; set += 1) {
    const chosen = Array.from({ length: n }, (_, i) => i).filter((i) => (set & (1 << i)) !== 0);
    if (allowed !== undefined && !chosen.every((i) => allowed.includes(i))) continue;
    const solution = solveSymmetric(
      chosen.map((i) => chosen.map((j) => gram[i * n + j] ?? 0)),
      chosen.map((i) => right[i] ?? 0),
    );
    if (solution === undefined || solution.some((x) => x < 0)) continue;
    // The squared error is a constant less this.
    const gain = chosen.reduce((sum, i, k) => sum + (solution[k] ?? 0) * (right[i] ?? 0), 0);
    if (gain <= bestGain) continue;
    bestGain = gain;
    best = new Float64Array(n);
    chosen.forEach((i, k) => (best[i] = solution[k] ?? 0));
  }
  return best;
}
