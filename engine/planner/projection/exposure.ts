import { unitGammaQuantile } from "../../statistics/gamma.js";

const CONFIDENCE = 0.95;
const MOST_FAILURES = 10_000;

/**
 * Hours of operation with at most `failures` failures that show, at 95 %, a mean time between failures
 * of at least `mtbfHours`: `mtbf · χ²(0.95; 2·failures + 2) ÷ 2` (time-terminated test of exponential
 * times; B. Epstein, M. Sobel 1953; MIL-HDBK-781A).
 */
export function demonstrationHours(mtbfHours: number, failures: number): number {
  const shape = failures + 1;
  return mtbfHours * shape * unitGammaQuantile(CONFIDENCE, shape);
}

/** The shortest such test that passes where failures come as expected from `actualHours` between them. */
export function expectedDemonstration(
  mtbfHours: number,
  actualHours: number,
): { hours: number; failures: number } | null {
  if (actualHours <= mtbfHours) return null;
  for (let failures = 0; failures <= MOST_FAILURES; failures += 1) {
    const hours = demonstrationHours(mtbfHours, failures);
    if (hours / actualHours <= failures) return { hours, failures };
  }
  return null;
}
