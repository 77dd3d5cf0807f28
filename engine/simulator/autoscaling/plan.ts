import type { Autoscaler } from "../../contract/autoscaling.js";
import type { Architecture } from "../../contract/result.js";
import type { Scenario } from "../../contract/scenario.js";
import type { Quantity, SamplerTable } from "../../statistics/sampler.js";
import { BRAIN_POOL, COUPLED_POOL, handsPoolName } from "../pool-names.js";
import type { Streams } from "../streams.js";

/** One scaled pool, compiled. */
export interface ScalerPlan {
  /** The station it scales, by name. */
  readonly station: string;
  readonly rules: Autoscaler;
  /** What it starts with. */
  readonly replicas: number;
  /** Replicas that can be there at once, leaving ones included. */
  readonly places: number;
  readonly provisionSeconds: Quantity;
  /** word0: time to provision; by how many were begun before. */
  readonly stream: number;
}

/** Replicas that still leave may be as many as those that serve; then no further one is begun. */
const PLACES_PER_REPLICA = 2;

/** The scaled pools of one architecture. */
export function compileScalers(
  { autoscaling, coupled, brain, hands }: Scenario,
  architecture: Architecture,
  samplers: SamplerTable,
  streams: Streams,
): ScalerPlan[] {
  const compile = (
    rules: Autoscaler | undefined,
    station: string,
    replicas: number,
  ): ScalerPlan[] => {
    if (rules === undefined) return [];
    return [
      {
        station,
        rules,
        replicas,
        places: PLACES_PER_REPLICA * rules.maxReplicas,
        provisionSeconds: samplers.quantity(rules.provisionSeconds),
        stream: streams.add("autoscaling", station),
      },
    ];
  };
  if (architecture === "coupled") {
    return compile(autoscaling.coupled, COUPLED_POOL, coupled?.replicas ?? 0);
  }
  return [
    ...compile(autoscaling.brain, BRAIN_POOL, brain.kind === "slots" ? brain.replicas : 0),
    ...Object.entries(autoscaling.hands).flatMap(([name, rules]) =>
      compile(rules, handsPoolName(name), hands[name]?.workers ?? 0),
    ),
  ];
}

/** Places for replicas in the station of this name; 0 where it is not scaled. */
export function placesOf(
  { scalers }: { readonly scalers: readonly ScalerPlan[] },
  station: string,
): number {
  return scalers.find((scaler) => scaler.station === station)?.places ?? 0;
}
