/**
 * A number in a sentence, with so many significant digits. Unlike `toPrecision` it never turns to an
 * exponent, which a figure of five digits would otherwise get: 32,290, not 3.229e+4.
 */
export function significant(value: number, digits: number): string {
  return value.toLocaleString("en-US", {
    minimumSignificantDigits: digits,
    maximumSignificantDigits: digits,
    useGrouping: "min2",
  });
}
