import chisquareQuantile from "@stdlib/stats-base-dists-chisquare-quantile";
import { normalQuantile } from "./normal.js";

/** Above this shape @stdlib's inverse goes wrong (1e-4 at shape 1,111), and the expansion is better. */
const EXPANSION_SHAPE = 400;

/**
 * Quantile of the gamma distribution with mean 1 and shape `shape` at `p` in (0, 1). Up to shape 400 a
 * chi-square of 2·shape degrees, by @stdlib; beyond, the Cornish–Fisher expansion of the chi-square
 * (H. Goldberg, H. Levine, Ann. Math. Stat. 17, 1946), relative error below 1e-9 against scipy.
 */
export function unitGammaQuantile(p: number, shape: number): number {
  const degrees = 2 * shape;
  if (shape <= EXPANSION_SHAPE) return chisquareQuantile(p, degrees) / degrees;
  const z = normalQuantile(p);
  const z2 = z * z;
  const root = Math.sqrt(2 * degrees);
  const value =
    degrees +
    root * z +
    (2 / 3) * (z2 - 1) +
    (z * (z2 - 7)) / (9 * root) -
    ((6 * z2 + 14) * z2 - 32) / (405 * degrees) +
    (z * ((9 * z2 + 256) * z2 - 433)) / (4860 * root * degrees) +
    (((12 * z2 - 243) * z2 - 923) * z2 + 1472) / (25_515 * degrees * degrees) -
    (z * (((3753 * z2 + 4353) * z2 - 289_517) * z2 - 289_717)) /
      (9_185_400 * root * degrees * degrees);
  return value / degrees;
}
