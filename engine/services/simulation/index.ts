import type { CallContext, Services } from "../../contract/service.js";
import type { Architecture } from "../../contract/result.js";
import type { Scenario } from "../../contract/scenario.js";
import { compareRows } from "../../simulator/comparison.js";
import { summariseArchitecture } from "../../simulator/summary.js";
import type { ServicePorts } from "../ports.js";
import { prepare, requireCoupled } from "./prepare.js";
import type { Prepared } from "./prepare.js";
import { judgeAll } from "./verdicts.js";
import type { Simulated } from "./verdicts.js";

type Timed = Simulated & { readonly wallSeconds: number };

/** `simulate` and `compare` over a runner of replications. */
export function simulationServices(
  ports: ServicePorts,
  traceFolders: readonly string[],
): Pick<Services, "simulate" | "compare"> {
  return {
    async simulate({ architecture, ...input }, context) {
      const architectures = architecturesOf(input.scenario, architecture);
      const prepared = await prepare(input, ports, traceFolders);
      const simulated = await runAll(ports, prepared, architectures, context);
      return {
        provenance: prepared.provenance,
        architectures: Object.fromEntries(
          simulated.map(({ architecture: name, result, wallSeconds }) => [
            name,
            { ...result, wallSeconds },
          ]),
        ),
        ...judgeAll(prepared.scenario, simulated),
      };
    },

    async compare(input, context) {
      requireCoupled(input.scenario);
      const prepared = await prepare(input, ports, traceFolders);
      const { scenario } = prepared;
      const coupled = await runOne(ports, prepared, "coupled", context, 0, 2);
      const decoupled = await runOne(ports, prepared, "decoupled", context, 1, 2);
      return {
        provenance: prepared.provenance,
        architectures: { coupled: coupled.result, decoupled: decoupled.result },
        table: compareRows(scenario, coupled.records, decoupled.records),
        ...(scenario.claims === undefined ? {} : { claimsSource: scenario.claims.source }),
        ...judgeAll(scenario, [coupled, decoupled]),
      };
    },
  };
}

/** In the order of before and after; by default every one the scenario describes. */
function architecturesOf(
  scenario: Scenario,
  asked: Architecture | "both" | undefined,
): readonly Architecture[] {
  const wanted = asked ?? (scenario.coupled === undefined ? "decoupled" : "both");
  if (wanted !== "decoupled") requireCoupled(scenario);
  return wanted === "both" ? ["coupled", "decoupled"] : [wanted];
}

async function runAll(
  ports: ServicePorts,
  prepared: Prepared,
  architectures: readonly Architecture[],
  context: CallContext<"simulate">,
): Promise<Timed[]> {
  const simulated: Timed[] = [];
  for (const [part, architecture] of architectures.entries()) {
    simulated.push(
      await runOne(ports, prepared, architecture, context, part, architectures.length),
    );
  }
  return simulated;
}

/** Runs every replication of one architecture, which is part `part` of `parts` of the call. */
async function runOne(
  { runner }: ServicePorts,
  prepared: Prepared,
  architecture: Architecture,
  context: CallContext<"simulate" | "compare">,
  part: number,
  parts: number,
): Promise<Timed> {
  const started = performance.now();
  const records = await runner.run(prepared.jobs(architecture), {
    signal: context.signal,
    onProgress: ({ stage, fraction }) =>
      context.emit({
        kind: "progress",
        stage: `${architecture}: ${stage}`,
        fraction: Math.min(1, (part + fraction) / parts),
      }),
  });
  const wallSeconds = (performance.now() - started) / 1000;
  const result = summariseArchitecture(prepared.scenario, prepared.run, records);
  return { architecture, records, result, wallSeconds };
}
