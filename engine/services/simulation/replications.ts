import type { CallContext } from "../../contract/service.js";
import type { Architecture, Precision, Provenance } from "../../contract/result.js";
import { nextCount, precisionOf } from "../../simulator/precision.js";
import type { ReplicationRunner } from "../../simulator/port.js";
import type { ReplicationRecord } from "../../simulator/replication.js";
import { summariseArchitecture } from "../../simulator/summary.js";
import type { Prepared } from "./prepare.js";
import type { Simulated } from "./verdicts.js";

interface Arm {
  readonly architecture: Architecture;
  readonly records: ReplicationRecord[];
  wallSeconds: number;
}

interface Replications {
  readonly simulated: readonly (Simulated & { readonly wallSeconds: number })[];
  /** With the number of replications that there are. */
  readonly provenance: Provenance;
  readonly precision: Precision;
}

/**
 * Runs every architecture with the replications the scenario asks for, and with `precision` as many more
 * as that takes, up to `maxReplications`. All have the same number, so that they can be paired.
 */
export async function runReplications(
  runner: ReplicationRunner,
  prepared: Prepared,
  architectures: readonly Architecture[],
  wanted: { readonly precision?: number | undefined; readonly maxReplications: number },
  context: CallContext<"simulate" | "compare">,
): Promise<Replications> {
  const { scenario, run, provenance } = prepared;
  const { precision, maxReplications } = wanted;
  const arms = architectures.map((architecture): Arm => ({
    architecture,
    records: [],
    wallSeconds: 0,
  }));
  let done = 0;
  let count = run.replications;
  // Without a wanted precision the first round is all there is; else the last one is not known.
  let left = 1;
  while (done < count) {
    const share = precision === undefined ? left : left / 2;
    for (const [at, arm] of arms.entries()) {
      const started = performance.now();
      const records = await runner.run(prepared.jobs(arm.architecture, done, count), {
        signal: context.signal,
        onProgress: ({ stage, fraction }) =>
          context.emit({
            kind: "progress",
            stage: `${arm.architecture}: ${stage}`,
            fraction: Math.min(1, 1 - left + (share * (at + fraction)) / arms.length),
          }),
      });
      arm.wallSeconds += (performance.now() - started) / 1000;
      arm.records.push(...records);
    }
    left -= share;
    done = count;
    if (precision !== undefined) count = nextCount(scenario, arms, precision, maxReplications);
  }
  const resolved = { ...run, replications: done };
  return {
    simulated: arms.map((arm) => ({
      ...arm,
      result: summariseArchitecture(scenario, resolved, arm.records),
    })),
    provenance: { ...provenance, replications: done },
    precision: precisionOf(scenario, arms, precision),
  };
}
