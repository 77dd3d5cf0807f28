const NUMBER = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 4 });
const SMALL = new Intl.NumberFormat("en-US", {
  maximumSignificantDigits: 3,
  maximumFractionDigits: 20,
});

/** A number inside a calculation: four significant digits, thousands apart. */
export function write(value: number): string {
  return Math.abs(value) < 0.01 ? SMALL.format(value) : NUMBER.format(value);
}

/** A share or relative change in per cent. */
export function percent(share: number): string {
  return `${NUMBER.format(100 * share)}%`;
}

/** An amount of money, the sign before the currency. */
export function usd(amount: number): string {
  return `${amount < 0 ? "−" : ""}$${write(Math.abs(amount))}`;
}
