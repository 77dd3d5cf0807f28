import { describe, expect, it } from "vitest";
import { expectAgreement, resultOf } from "./agreement.js";
import type { GeneralQueue } from "./theory.js";
import { meanWaitGGc, meanWaitMG1, meanWaitMMc, mostMeanWaitGGc } from "./theory.js";

const MEAN_SERVICE_MS = 100;

function waitOf({ servers, arrivalRate, arrivalCv, serviceCv }: GeneralQueue, requests = 5000) {
  const { waitMs } = resultOf({
    run: { replications: 30, requests },
    workloads: [
      {
        name: "w",
        arrivals: { gamma: { ratePerSecond: arrivalRate * 1000, cv: arrivalCv } },
      },
    ],
    brain: {
      kind: "slots",
      replicas: servers,
      serviceMs: { gamma: { mean: MEAN_SERVICE_MS, cv: serviceCv } },
    },
  });
  return waitMs.mean;
}

/** [servers, load, cv of arrivals, cv of service] */
const QUEUES: readonly (readonly [number, number, number, number])[] = [
  [1, 0.5, 0.5, 0.5],
  [1, 0.9, 2, 0.5],
  [1, 0.9, 0.5, 2],
  [4, 0.7, 1.5, 1],
  [4, 0.95, 0.5, 1.5],
  [16, 0.9, 2, 1],
];

const queueOf = ([servers, load, arrivalCv, serviceCv]: (typeof QUEUES)[number]): GeneralQueue => ({
  servers,
  arrivalRate: (load * servers) / MEAN_SERVICE_MS,
  arrivalCv,
  meanService: MEAN_SERVICE_MS,
  serviceCv,
});

describe("GI/G/c", () => {
  it.each(QUEUES)("%i servers at load %f, cv %f and %f: below the bound", (...parts) => {
    const queue = queueOf(parts);
    const { low } = waitOf(queue);
    expect(low ?? Infinity).toBeLessThanOrEqual(mostMeanWaitGGc(queue));
  });

  it("reaches the bound as the load nears 1 (Kingman)", () => {
    const ratio = ([load, requests]: readonly [number, number]): number => {
      const queue = queueOf([1, load, 1.5, 0.5]);
      return (waitOf(queue, requests).mean ?? 0) / mostMeanWaitGGc(queue);
    };
    const light = ratio([0.5, 5000]);
    const heavy = ratio([0.95, 40_000]);
    expect(light).toBeLessThan(0.8);
    expect(heavy).toBeGreaterThan(0.9);
  });

  // An approximation, not a law: it is exact for M/M/c and M/G/1, and published errors at loads from 0.7
  // and cv up to 2 stay within 15 % (W. Whitt, Production and Operations Management 2, 1993, tables).
  it.each([
    [2, 0.9, 1.5, 1],
    [4, 0.9, 0.7, 1.5],
    [8, 0.95, 1, 0.5],
  ] as const)("%i servers at load %f, cv %f and %f: near Allen and Cunneen", (...parts) => {
    const queue = queueOf(parts);
    const { low, high } = waitOf(queue, 15_000);
    const truth = meanWaitGGc(queue);
    expect(low ?? Infinity).toBeLessThanOrEqual(1.15 * truth);
    expect(high ?? 0).toBeGreaterThanOrEqual(0.85 * truth);
  });

  it("the approximation and the bound are exact where they must be", () => {
    const poisson = { servers: 1, arrivalRate: 0.7, arrivalCv: 1, meanService: 1 };
    expect(meanWaitGGc({ ...poisson, serviceCv: 2 })).toBeCloseTo(meanWaitMG1(0.7, 1, 2), 12);
    const exponential = { ...poisson, servers: 3, arrivalRate: 2.5, serviceCv: 1 };
    expect(meanWaitGGc(exponential)).toBeCloseTo(meanWaitMMc(3, 2.5, 1), 12);
    expect(mostMeanWaitGGc(exponential)).toBeGreaterThan(meanWaitMMc(3, 2.5, 1));
    expectAgreement(waitOf(queueOf([1, 0.7, 1, 1])), meanWaitMMc(1, 0.007, MEAN_SERVICE_MS));
  });
});
