import { describe, expect, it } from "vitest";
import { ARCHITECTURES } from "../../engine/contract/result.js";
import type { Architecture } from "../../engine/contract/result.js";
import { expectAgreement, REPLICATIONS, resultOf } from "./agreement.js";
import { erlangB, finiteQueue } from "./theory.js";

const MEAN_SERVICE_MS = 100;
const exponential = { exponential: { mean: MEAN_SERVICE_MS } };

/** `load` is the offered load in erlangs. Both deployments of one step and no tool are the same queue. */
function lossSystem(
  architecture: Architecture,
  servers: number,
  queueLimit: number,
  load: number,
  serviceMs: unknown,
) {
  return resultOf(
    {
      run: { replications: REPLICATIONS, requests: 4000 },
      workloads: [
        { name: "w", arrivals: { poisson: { ratePerSecond: (load * 1000) / MEAN_SERVICE_MS } } },
      ],
      brain: { kind: "slots", replicas: servers, serviceMs, queueLimit },
      coupled: { replicas: servers, queueLimit },
    },
    { architecture },
  );
}

describe("Erlang B: no room to wait", () => {
  it.each([
    ["exponential", 1, 0.8, exponential],
    ["exponential", 10, 9, exponential],
    // The formula holds for any service of this mean.
    ["lognormal", 5, 6, { lognormal: { mean: MEAN_SERVICE_MS, cv: 2 } }],
    ["constant", 5, 3, MEAN_SERVICE_MS],
  ])("%s service, %i servers, %f erlangs", (_name, servers, load, serviceMs) => {
    const refused = erlangB(servers, load);
    for (const architecture of ARCHITECTURES) {
      const result = lossSystem(architecture, servers, 0, load, serviceMs);
      expectAgreement(result.errorRate, refused);
      expectAgreement(result.throughput, (load * (1 - refused) * 1000) / MEAN_SERVICE_MS);
      expectAgreement(result.utilisation.gpu, (load * (1 - refused)) / servers);
      expect(result.waitMs.mean.mean).toBe(0);
    }
  });
});

describe("M/M/c/K: room for a few, at any load", () => {
  it.each([
    [1, 4, 0.9],
    [3, 5, 3],
    [2, 10, 3],
  ])("%i servers, %i waiting, %f erlangs", (servers, waiting, load) => {
    const truth = finiteQueue(servers, waiting, load / MEAN_SERVICE_MS, MEAN_SERVICE_MS);
    for (const architecture of ARCHITECTURES) {
      const { errorRate, waitMs } = lossSystem(architecture, servers, waiting, load, exponential);
      expectAgreement(errorRate, truth.refused);
      expectAgreement(waitMs.mean, truth.wait);
    }
  });
});
