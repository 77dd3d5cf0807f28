import { formatGiven } from "../../ui/format/number.js";

const FORMS: ReadonlySet<string> = new Set([
  "constant",
  "exponential",
  "lognormal",
  "gamma",
  "weibull",
  "uniform",
  "geometric",
  "empirical",
]);

/** A distribution of the contract in words, or undefined when the value is none. */
export function distributionText(value: object, unit: string, locale: string): string | undefined {
  const [entry, ...others] = Object.entries(value);
  if (entry === undefined || others.length > 0 || !FORMS.has(entry[0])) return undefined;
  const [form, parameters]: [string, unknown] = entry;
  const amount = (number: number): string => {
    const text = formatGiven(number, locale);
    return unit === "" || unit.startsWith("/") ? `${text}${unit}` : `${text} ${unit}`;
  };
  if (form === "constant" && typeof parameters === "number") return amount(parameters);
  if (Array.isArray(parameters)) {
    const count = formatGiven(parameters.length, locale);
    return parameters.length === 1 ? "one recorded value" : `${count} recorded values`;
  }
  if (typeof parameters !== "object" || parameters === null) return undefined;
  const numbers = new Map<string, unknown>(Object.entries(parameters));
  const number = (name: string): number | undefined => {
    const found = numbers.get(name);
    return typeof found === "number" ? found : undefined;
  };
  const mean = number("mean");
  const [min, max] = [number("min"), number("max")];
  if (min !== undefined && max !== undefined) {
    return `uniform, ${formatGiven(min, locale)} to ${amount(max)}`;
  }
  // A gamma arrival process has the name of a distribution, but a rate.
  if (mean === undefined) return undefined;
  const spread = number("cv");
  const shape = number("shape");
  const extra =
    spread === undefined
      ? shape === undefined
        ? ""
        : `, shape ${formatGiven(shape, locale)}`
      : `, CV ${formatGiven(spread, locale)}`;
  return `${form}, mean ${amount(mean)}${extra}`;
}
