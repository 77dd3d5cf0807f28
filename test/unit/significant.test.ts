import { expect, it } from "vitest";
import { significant } from "../../engine/base/significant.js";

it.each([
  [32_293.4, 4, "32,290"],
  [1234.5, 3, "1230"],
  [9500, 4, "9500"],
  [5, 3, "5.00"],
  [0.000123, 2, "0.00012"],
  [0, 3, "0.00"],
] as const)("%s with %s digits is %s, and has no exponent", (value, digits, written) => {
  expect(significant(value, digits)).toBe(written);
});
