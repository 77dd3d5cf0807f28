import type { CalibratedBrain, CalibrateResult } from "../../contract/calibration.js";
import { MOST_RECORDED } from "../../contract/arrivals.js";
import { Scenario, SCENARIO_SCHEMA } from "../../contract/scenario.js";
import type { RequestLog } from "../../trace/calibration/request-log.js";

/**
 * What was learnt of a server, ready to simulate: the fitted brain under the log's own requests, from an
 * empty server to the last answer, so that a simulation can be held against the log. Each request is a
 * session of one step; prefixes that the log's sessions share are prefilled anew. To try another load,
 * change `speed`, the replicas, or give other arrivals.
 */
export function scenarioOf(
  brain: CalibratedBrain,
  log: RequestLog,
  { logHash, engineVersion }: Pick<CalibrateResult["provenance"], "logHash" | "engineVersion">,
): Scenario {
  const requests = Math.min(log.arrivalSeconds.length, MOST_RECORDED);
  const id = logHash.slice(0, 12);
  const calibration = `headroom calibrate ${engineVersion}, log ${id}`;
  return Scenario.parse({
    schema: SCENARIO_SCHEMA,
    name: `Calibrated from request log ${id}`,
    description:
      `A server learnt from a request log, under the first ${requests} requests of that log. Each is a ` +
      "session of one step. Try other loads with speed, replicas or other arrivals.",
    sources: [{ what: "brain and requests", from: calibration }],
    // A recording is the same in every replication; two show that.
    run: { requests, replications: 2, warmUpShare: 0 },
    workloads: [
      {
        name: "logged requests",
        arrivals: {
          recorded: {
            arrivalSeconds: [...log.arrivalSeconds.subarray(0, requests)],
            inputTokens: [...log.promptTokens.subarray(0, requests)],
            outputTokens: [...log.outputTokens.subarray(0, requests)],
          },
        },
      },
    ],
    brain: { ...brain, calibration },
  });
}
