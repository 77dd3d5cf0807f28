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

/** `118.3 [117.9, 118.7]`: no more decimals than the interval supports. */
export function formatFigure({ mean, low, high, unit }: Figure): string {
  if (mean === null) return NOTHING;
  const { factor } = UNITS[unit];
  if (low === null || high === null) return formatNumber(mean * factor);
  const decimals = decimalsFor(((high - low) / 2) * factor, mean * factor);
  const [a, m, b] = [low, mean, high].map((value) => fixed(value * factor, decimals));
  return `${m} [${a}, ${b}]`;
}

/** A bare value in a unit: a threshold, a claim. */
export function formatValue(value: number, unit: Unit): string {
  return formatNumber(value * UNITS[unit].factor);
}

/** `120 ms`, `7.5 %`. */
export function formatWithUnit(value: number, unit: Unit): string {
  return `${formatValue(value, unit)} ${unitLabel(unit)}`.trim();
}

/** Four significant digits, thousands grouped. */
export function formatNumber(value: number): string {
  return fixed(value, decimalsFor(0, value));
}

/** `+206 %`, `−45 %`. */
export function formatChange(relative: number): string {
  const percent = Math.round(relative * 1000) / 10;
  const text = Math.abs(percent) >= 100 ? fixed(Math.abs(percent), 0) : fixed(Math.abs(percent), 1);
  return `${percent < 0 ? "−" : "+"}${text} %`;
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

function fixed(value: number, decimals: number): string {
  const text = value.toLocaleString("en-US", {
    minimumFractionDigits: 0,
    maximumFractionDigits: decimals,
  });
  return text.replace("-", "−");
}
