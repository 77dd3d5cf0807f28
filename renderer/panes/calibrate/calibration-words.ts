import type {
  CalibratedSetting,
  CalibrateResult,
  Coefficient,
  LogRole,
  TimeErrors,
} from "../../../engine/contract/calibration.js";
import { METRICS } from "../../charts/calibration-scatter.js";
import type { Metric } from "../../charts/calibration-scatter.js";
import { errorText, signedPercent } from "../../charts/scatter-model.js";
import { ASKED_SETTINGS } from "../../state/calibration-parts.js";
import type { AskedSetting } from "../../state/calibration-parts.js";
import { formatFigure, MISSING } from "../../ui/format/figure.js";
import type { FigureText } from "../../ui/format/figure.js";
import { decimalsForDigits, formatCount, formatNumber } from "../../ui/format/number.js";
import { scaleFor } from "../../ui/format/scale.js";

/** How well a time is predicted: worth planning with, worth a first look, or neither. */
export type FitVerdict = "close" | "rough" | "poor";

/**
 * Largest errors that count as close and as rough: of a request in the median, and of the p95 that plans
 * are made by. For comparison: published simulators, fitted to a server, come within 2 % (LLMServingSim) and
 * 7 % (BLIS) end to end in the median.
 */
const LIMITS = {
  close: { median: 0.05, p95: 0.1 },
  rough: { median: 0.15, p95: 0.25 },
} as const;

export function verdictOf({ median, quantiles }: TimeErrors): FitVerdict {
  for (const verdict of ["close", "rough"] as const) {
    const limit = LIMITS[verdict];
    if (median <= limit.median && Math.abs(quantiles.p95) <= limit.p95) return verdict;
  }
  return "poor";
}

const WORST_FIRST: readonly FitVerdict[] = ["poor", "rough", "close"];

const IN_SENTENCE: Readonly<Record<Metric, string>> = {
  endToEnd: "end-to-end time",
  ttft: "time to first token",
  tpot: "time per token",
};

export interface Finding {
  readonly verdict: FitVerdict;
  readonly lead: string;
  readonly support: string;
  /** What would make it better, most likely first; none where it is close. */
  readonly helps: readonly string[];
}

/** The result in a sentence, the worst of it first. */
export function findingOf(result: CalibrateResult, locale: string): Finding {
  const { errors } = result.prediction;
  const judged = METRICS.flatMap((metric) => {
    const one = errors[metric];
    return one === null ? [] : [{ metric, one, verdict: verdictOf(one) }];
  }).toSorted(
    (a, b) =>
      WORST_FIRST.indexOf(a.verdict) - WORST_FIRST.indexOf(b.verdict) ||
      b.one.median - a.one.median,
  );
  const [worst] = judged;
  const requests = formatCount(result.prediction.requests, locale);
  if (worst === undefined) {
    return {
      verdict: "poor",
      lead: "Nothing of this log could be predicted.",
      support: "",
      helps: helpsOf(result, locale),
    };
  }
  const { verdict, one } = worst;
  const name = IN_SENTENCE[worst.metric];
  const median = errorText(one.median, locale);
  const p95 = errorText(Math.abs(one.quantiles.p95), locale);
  const lead = {
    close: "The rest of the log is predicted closely: this server can be planned with.",
    rough: "The rest of the log is predicted roughly: good for a first look, not for a promise.",
    poor: "The rest of the log is not predicted: do not plan with this yet.",
  }[verdict];
  return {
    verdict,
    lead,
    support:
      `Worst of ${requests} requests that were not fitted is the ${name}: ` +
      `off by ${median} in the median request, and by ${p95} at its p95.`,
    helps: verdict === "close" ? [] : helpsOf(result, locale),
  };
}

const ENOUGH_REQUESTS = 200;
/** Errors of what was not fitted this many times those of what was: the two parts differ. */
const APART = 3;

export const SETTING_NAMES: Readonly<Record<keyof CalibrateResult["settings"], string>> = {
  replicas: "Replicas",
  routing: "Routing",
  lockstep: "Replicas in lockstep",
  maxBatch: "Batch limit",
  tokenBudget: "Token budget",
  kvTokens: "KV tokens",
  blockTokens: "KV block",
  prefixCache: "Prefix cache",
  reservePrompt: "Memory for the whole prompt reserved",
  planAhead: "Plans an iteration ahead",
};

function helpsOf(result: CalibrateResult, locale: string): string[] {
  const { settings, provenance, fit, prediction } = result;
  const helps: string[] = [];
  const open = ASKED_SETTINGS.filter((name) => settings[name].origin !== "given");
  if (open.length > 0) {
    const names = new Intl.ListFormat(locale).format(open.map((name) => SETTING_NAMES[name]));
    helps.push(`Give the settings that were inferred: ${names}.`);
  }
  if (provenance.fittedRequests < ENOUGH_REQUESTS) {
    const count = formatCount(provenance.fittedRequests, locale);
    helps.push(`Give a longer log: ${count} requests were fitted.`);
  }
  const [fitted, rest] = [fit.errors.endToEnd, prediction.errors.endToEnd];
  if (fitted !== null && rest !== null && rest.median > APART * fitted.median) {
    helps.push(
      "The fitted part is reproduced better than the rest: the server or its load may have changed during the log. The errors over the log, below, show when.",
    );
  } else {
    helps.push(
      "Look for what the log does not tell: other traffic on the same GPUs, prefixes served from a cache, speculative decoding, or several servers behind one name.",
    );
  }
  return helps;
}

export interface ErrorRow {
  readonly metric: Metric;
  readonly verdict: FitVerdict | undefined;
  readonly median: string;
  readonly p95: string;
  readonly quantiles: readonly { readonly error: string; readonly times: string }[];
}

/** Errors of a part of the log by metric. */
export function errorRows(
  { errors, quantilesMs }: CalibrateResult["prediction"],
  locale: string,
): ErrorRow[] {
  return METRICS.map((metric) => {
    const one = errors[metric];
    const pairs = quantilesMs[metric];
    if (one === null || pairs === null) {
      const none = { error: MISSING, times: "" };
      return {
        metric,
        verdict: undefined,
        median: MISSING,
        p95: MISSING,
        quantiles: [none, none, none],
      };
    }
    return {
      metric,
      verdict: verdictOf(one),
      median: errorText(one.median, locale),
      p95: errorText(one.p95, locale),
      quantiles: (["p50", "p95", "p99"] as const).map((at) => {
        const { measured, predicted } = pairs[at];
        return {
          error: signedPercent(one.quantiles[at], locale),
          times: timesText(measured, predicted, locale),
        };
      }),
    };
  });
}

/** `11.6 → 11.7 s`: both in the unit of the larger. */
function timesText(measured: number, predicted: number, locale: string): string {
  const scale = scaleFor("ms", Math.max(measured, predicted));
  const decimals = Math.max(0, decimalsForDigits(measured / scale.divisor, 3));
  const from = formatNumber(measured, scale, decimals, locale, { bare: true });
  return `${from} → ${formatNumber(predicted, scale, decimals, locale)}`;
}

/** Coefficients are fractions of a second, often of a microsecond. */
const TIME_SCALES = [
  { from: 0.1, divisor: 1, unit: "s" },
  { from: 1e-4, divisor: 1e-3, unit: "ms" },
  { from: 1e-7, divisor: 1e-6, unit: "µs" },
  { from: 0, divisor: 1e-9, unit: "ns" },
] as const;

export interface CoefficientRow {
  readonly symbol: string;
  readonly meaning: string;
  readonly text: FigureText;
}

export function coefficientRows(
  { coefficients }: CalibrateResult,
  locale: string,
): CoefficientRow[] {
  return Object.values(coefficients).map(({ symbol = "", meaning, value, low, high, unit }) => {
    const largest = Math.max(value, high);
    const fine = TIME_SCALES.find(({ from }) => largest >= from) ?? TIME_SCALES[0];
    const scale = {
      divisor: fine.divisor,
      style: "plain" as const,
      unit: unit.replace(/^s\b/, fine.unit),
      per: 1 as const,
    };
    const figure = { mean: value, low, high, unit: "1" as const };
    return { symbol, meaning, text: formatFigure(figure, scale, locale) };
  });
}

/** What all coefficients were learnt from. */
export const sourceText = ({ source, sampleSize }: Coefficient, locale: string): string =>
  `${source.charAt(0).toUpperCase()}${source.slice(1)}; ${formatCount(sampleSize, locale)} requests scored.`;

const ORIGINS: Readonly<Record<CalibratedSetting["origin"], string>> = {
  given: "Given",
  engine: "The engine's default in this version",
  log: "Read off the log",
  fit: "Explains the log best",
  default: "Usual value; nothing in the log speaks against it",
};

const UNITS: Readonly<Partial<Record<keyof CalibrateResult["settings"], string>>> = {
  maxBatch: "sequences",
  tokenBudget: "tokens",
  kvTokens: "tokens",
  blockTokens: "tokens",
};

const ROUTINGS: Readonly<Record<string, string>> = {
  leastLoaded: "Least loaded",
  leastLoadedStale: "Least loaded, as last heard",
  fewestRequests: "Fewest requests",
  roundRobin: "One after another",
};

export interface SettingRow {
  readonly name: string;
  readonly value: string;
  readonly origin: string;
  readonly isGiven: boolean;
}

/** What the server was taken to be; of a single replica not how they share the load. */
export function settingRows({ settings }: CalibrateResult, locale: string): SettingRow[] {
  const ofSeveral = new Set(["routing", "lockstep"]);
  const names: readonly (keyof CalibrateResult["settings"])[] = [
    ...ASKED_SETTINGS,
    "routing",
    "lockstep",
    "blockTokens",
    "prefixCache",
    "reservePrompt",
    "planAhead",
  ];
  return names
    .filter((name) => settings.replicas.value !== 1 || !ofSeveral.has(name))
    .map((name) => {
      const { value, origin } = settings[name];
      return {
        name: SETTING_NAMES[name],
        value: settingText(value, UNITS[name], locale),
        origin: ORIGINS[origin],
        isGiven: origin === "given",
      };
    });
}

function settingText(
  value: CalibratedSetting["value"],
  unit: string | undefined,
  locale: string,
): string {
  if (value === null) return "no limit seen";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string") return ROUTINGS[value] ?? value;
  return unit === undefined
    ? formatCount(value, locale)
    : `${formatCount(value, locale)}\u202f${unit}`;
}

/** What each setting is called by vLLM, and what happens where it is left empty. */
/** What a column of a log can hold: a count, a name, a moment, or a duration. */
export const ROLE_NAMES: Readonly<Record<LogRole, string>> = {
  inputTokens: "Input tokens",
  outputTokens: "Output tokens",
  session: "Session",
  prefixTokens: "Tokens of the prefix",
  replica: "Replica",
  arrival: "Moment of arrival",
  queued: "Moment of queueing",
  firstToken: "Moment of the first token",
  lastToken: "Moment of the last token",
  ttft: "Time to first token",
  endToEnd: "Time end to end",
  tpot: "Time per output token",
};

export const SETTING_HINTS: Readonly<Record<AskedSetting, { unit?: string; hint: string }>> = {
  replicas: { hint: "Empty: the number that explains the log best." },
  maxBatch: {
    unit: "sequences",
    hint: "max_num_seqs. Empty: where the log shows requests waiting.",
  },
  tokenBudget: {
    unit: "tokens",
    hint: "max_num_batched_tokens. Empty: what explains the log best.",
  },
  kvTokens: {
    unit: "tokens",
    hint: "Memory of one replica. Empty: where the log shows it running out.",
  },
};
