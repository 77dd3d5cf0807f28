import type { Unit } from "../../../engine/base/units.js";
import type { Figure } from "../../../engine/contract/result.js";

/** How a unit is written behind a label, and what a value is multiplied by to be written in it. */
const UNITS: Readonly<Record<Unit, { readonly label: string; readonly factor: number }>> = {
  "1/s": { label: "/s", factor: 1 },
  ms: { label: "ms", factor: 1 },
  h: { label: "h", factor: 1 },
  ratio: { label: "%", factor: 100 },
  usd: { label: "USD", factor: 1 },
  "usd/token": { label: "USD", factor: 1 },
  "usd/Mtoken": { label: "USD", factor: 1 },
  tokens: { label: "tokens", factor: 1 },
  "1": { label: "", factor: 1 },
};

const SIGNIFICANT_DIGITS = 4;
export const NOTHING = "–";

export function unitLabel(unit: Unit): string {
  return UNITS[unit].label;
}

/**
 * `118.3 ± 0.4`, or `118.3 [117.9, 119.2]` where the interval leans to one side, with no more decimals
 * than the interval supports; a value that does not vary stands alone.
 */
export function formatFigure({ mean, low, high, unit }: Figure): string {
  if (mean === null) return NOTHING;
  const { factor } = UNITS[unit];
  if (low === null || high === null || low === high) return formatNumber(mean * factor);
  const { scale, suffix } = scaleOf(mean * factor);
  const [from, middle, to] = [low, mean, high].map((value) => value * factor * scale);
  if (from === undefined || middle === undefined || to === undefined) return NOTHING;
  const halfWidth = (to - from) / 2;
  const decimals = decimalsFor(halfWidth, middle);
  const write = (value: number): string => fixed(value, decimals, decimals);
  const leans = Math.abs(to - middle - (middle - from)) > 0.01 * halfWidth;
  const text = leans
    ? `${write(middle)} [${write(from)}, ${write(to)}]`
    : `${write(middle)} ± ${write(halfWidth)}`;
  return suffix === "" ? text : `(${text})${suffix}`;
}

/** A bare value in a unit: a threshold, a claim. */
export function formatValue(value: number, unit: Unit): string {
  return formatNumber(value * UNITS[unit].factor);
}

/** `120 ms`, `7.5%`. */
export function formatWithUnit(value: number, unit: Unit): string {
  const label = unitLabel(unit);
  return label === "" || label === "%"
    ? `${formatValue(value, unit)}${label}`
    : `${formatValue(value, unit)} ${label}`;
}

/** Four significant digits, thousands grouped, tiny values by their power of ten. */
export function formatNumber(value: number): string {
  const { scale, suffix } = scaleOf(value);
  return fixed(value * scale, decimalsFor(0, value * scale)) + suffix;
}

/** Below a ten-thousandth, zeros hide the digits: `4.2×10⁻⁷`. */
function scaleOf(value: number): { readonly scale: number; readonly suffix: string } {
  if (value === 0 || Math.abs(value) >= 1e-4) return { scale: 1, suffix: "" };
  const exponent = -Math.floor(Math.log10(Math.abs(value)));
  const raised = String(exponent).replace(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹".charAt(Number(digit)));
  return { scale: 10 ** exponent, suffix: `×10⁻${raised}` };
}

/** `+206%`, `−45%`. */
export function formatChange(relative: number): string {
  const percent = Math.round(relative * 1000) / 10;
  const text = Math.abs(percent) >= 100 ? fixed(Math.abs(percent), 0) : fixed(Math.abs(percent), 1);
  return `${percent < 0 ? "−" : "+"}${text}%`;
}

export function formatPValue(p: number): string {
  return p < 0.001 ? "<0.001" : p.toFixed(3);
}

/** Two digits of the half-width decide; without one, four significant digits of the value do. */
function decimalsFor(halfWidth: number, value: number): number {
  const digits =
    halfWidth > 0
      ? 1 - Math.floor(Math.log10(halfWidth))
      : value === 0
        ? 0
        : SIGNIFICANT_DIGITS - 1 - Math.floor(Math.log10(Math.abs(value)));
  return Math.min(10, Math.max(0, digits));
}

function fixed(value: number, most: number, least = 0): string {
  const text = value.toLocaleString("en-US", {
    minimumFractionDigits: least,
    maximumFractionDigits: most,
  });
  return text.replace("-", "−");
}
