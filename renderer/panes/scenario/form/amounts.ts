import { isRecord } from "../../../../engine/base/guards.js";

/** The parameters of a distribution's form, in the order in which they are asked for. */
const PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  exponential: ["mean"],
  lognormal: ["mean", "cv"],
  gamma: ["mean", "cv"],
  weibull: ["mean", "shape"],
  uniform: ["min", "max"],
  geometric: ["mean"],
};

/** A distribution as the form shows it. */
export interface Amount {
  readonly form: string;
  /** By name; a constant has `constant`. */
  readonly parameters: Readonly<Record<string, number>>;
  readonly mean: number;
  /** Coefficient of variation; undefined where it takes more than arithmetic. */
  readonly cv: number | undefined;
}

/** Reads a number, or an object with one form of a distribution; undefined where it is neither. */
export function readAmount(value: unknown): Amount | undefined {
  if (typeof value === "number") {
    return { form: "constant", parameters: { constant: value }, mean: value, cv: 0 };
  }
  const [entry, ...others] = isRecord(value) ? Object.entries(value) : [];
  if (entry === undefined || others.length > 0) return undefined;
  const [form, given]: [string, unknown] = entry;
  if (form === "constant") return typeof given === "number" ? readAmount(given) : undefined;
  if (form === "empirical") {
    if (!Array.isArray(given) || !given.every((one) => typeof one === "number")) return undefined;
    return { form, parameters: {}, ...momentsOf(given) };
  }
  const names = PARAMETERS[form];
  if (names === undefined || !isRecord(given)) return undefined;
  const parameters: Record<string, number> = {};
  for (const name of names) {
    const number = given[name];
    if (typeof number === "number") parameters[name] = number;
  }
  const { mean = 0, cv, shape = 1, min = 0, max = 0 } = parameters;
  switch (form) {
    case "exponential":
      return { form, parameters, mean, cv: 1 };
    case "uniform": {
      const middle = (min + max) / 2;
      const spread = middle > 0 ? (max - min) / Math.sqrt(12) / middle : 0;
      return { form, parameters, mean: middle, cv: spread };
    }
    case "geometric":
      return { form, parameters, mean, cv: mean > 1 ? Math.sqrt(1 - 1 / mean) : 0 };
    case "weibull": {
      const ratio = gammaFunction(1 + 2 / shape) / gammaFunction(1 + 1 / shape) ** 2;
      return { form, parameters, mean, cv: Math.sqrt(Math.max(0, ratio - 1)) };
    }
    default:
      return { form, parameters, mean, cv };
  }
}

function momentsOf(values: readonly number[]): { mean: number; cv: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const variance =
    values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length);
  return { mean, cv: mean > 0 ? Math.sqrt(variance) / mean : 0 };
}

/** Γ(x) for x ≥ 1, by Stirling's series (NIST DLMF 5.11.1) from x + 8 on: ten digits. */
function gammaFunction(x: number): number {
  let factor = 1;
  for (let step = 0; step < 8; step += 1) factor *= x + step;
  const y = x + 8;
  const series = 1 / (12 * y) - 1 / (360 * y ** 3) + 1 / (1260 * y ** 5);
  return Math.exp((y - 0.5) * Math.log(y) - y + Math.log(2 * Math.PI) / 2 + series) / factor;
}

/** Another form with the same mean, and the same spread where the form has one. */
export function converted(amount: Amount, form: string): unknown {
  const mean = amount.mean > 0 ? amount.mean : 1;
  const cv = amount.cv === undefined || amount.cv === 0 ? 0.5 : amount.cv;
  switch (form) {
    case "constant":
      return amount.mean;
    case "exponential":
      return { exponential: { mean } };
    case "lognormal":
    case "gamma":
      return { [form]: { mean, cv } };
    case "weibull":
      return { weibull: { mean, shape: 1.5 } };
    case "uniform":
      return { uniform: { min: mean / 2, max: 1.5 * mean } };
    case "geometric":
      return { geometric: { mean: Math.max(1, mean) } };
    default:
      return { empirical: [mean] };
  }
}

/** Points of a picture: a density by value, both from 0 to 1. */
const POINTS = 60;

/**
 * How likely each value is, over the values up to three means (or what lies there), relative to the
 * likeliest; empty for what is no curve (a constant, a count, recorded values).
 */
export function density({ form, parameters, mean, cv }: Amount): readonly number[] {
  const law = densityOf(form, parameters, mean, cv);
  if (law === undefined || !(mean > 0)) return [];
  const values = Array.from({ length: POINTS }, (_, at) => law((3 * mean * (at + 0.5)) / POINTS));
  const top = Math.max(...values.filter(Number.isFinite));
  return top > 0 ? values.map((value) => Math.min(1, value / top)) : [];
}

function densityOf(
  form: string,
  { shape = 1, min = 0, max = 0 }: Readonly<Record<string, number>>,
  mean: number,
  cv: number | undefined,
): ((value: number) => number) | undefined {
  switch (form) {
    case "exponential":
      return (value) => Math.exp(-value / mean);
    case "uniform":
      return (value) => (value >= min && value <= max ? 1 : 0);
    case "lognormal": {
      const variance = Math.log1p((cv ?? 1) ** 2);
      const middle = Math.log(mean) - variance / 2;
      return (value) => Math.exp(-((Math.log(value) - middle) ** 2) / (2 * variance)) / value;
    }
    case "gamma": {
      const k = 1 / (cv ?? 1) ** 2;
      // By its logarithm, so that a narrow one does not leave the range of numbers.
      const log = (value: number): number => (k - 1) * Math.log(value) - (k * value) / mean;
      const top = k > 1 ? log((mean * (k - 1)) / k) : 0;
      return (value) => Math.exp(log(value) - top);
    }
    case "weibull": {
      const scale = mean / gammaFunction(1 + 1 / shape);
      return (value) => (value / scale) ** (shape - 1) * Math.exp(-((value / scale) ** shape));
    }
    default:
      return undefined;
  }
}

/** The names of a form's parameters. */
export const parametersOf = (form: string): readonly string[] => PARAMETERS[form] ?? [];
