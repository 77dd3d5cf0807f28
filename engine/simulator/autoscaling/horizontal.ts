import type { Autoscaler, ScalingPolicy, ScalingRules } from "../../contract/autoscaling.js";

/** A value at a time. */
interface At {
  readonly seconds: number;
  readonly value: number;
}

/** What the autoscaler sees of a pool. Leaving replicas are in none of the counts. */
export interface Observation {
  /** Replicas that serve, and those that are being provisioned. */
  readonly ready: number;
  readonly starting: number;
  /** Busy share of the ready replicas since the last look. */
  readonly utilisation: number;
  readonly waiting: number;
  readonly inWork: number;
}

/**
 * How many replicas the metric asks for: current × metric ÷ target, rounded up; within the tolerance,
 * as many as there are. Replicas that are still starting are taken for idle ones before any is added,
 * and that may leave the number as it is, but never turn adding into removing (kubernetes.io,
 * "Horizontal Pod Autoscaling", algorithm details).
 */
export function proposedReplicas(
  { target, tolerance }: Autoscaler,
  { ready, starting, utilisation, waiting, inWork }: Observation,
): number {
  const current = ready + starting;
  const isNear = (ratio: number): boolean => Math.abs(ratio - 1) <= tolerance;
  if (target.utilisation !== undefined) {
    if (ready === 0) return current;
    const ratio = utilisation / target.utilisation;
    if (ratio <= 1 || starting === 0) return isNear(ratio) ? current : roundUp(ratio * ready);
    const withStarting = (ratio * ready) / current;
    return withStarting < 1 || isNear(withStarting) ? current : roundUp(withStarting * current);
  }
  const [total, perReplica] =
    target.queueLength === undefined
      ? [waiting + inWork, target.inFlight ?? 1]
      : [waiting, target.queueLength];
  return isNear(total / (perReplica * current)) ? current : roundUp(total / perReplica);
}

/** Rounds up but for the last digits of a division: 0.9 ÷ 0.3 replicas are 3. */
function roundUp(replicas: number): number {
  return Math.ceil(replicas - 1e-9 * replicas);
}

/**
 * Kubernetes' way from what a metric asks for to how many replicas there shall be: stabilisation over
 * past recommendations, then the policies' limits on change, then the bounds. Keeps what it needs of
 * the past; call {@link decide} once a sync.
 */
export class HorizontalAutoscaler {
  private readonly rules: Autoscaler;
  private recommendations: At[] = [];
  private added: At[] = [];
  private removed: At[] = [];

  constructor(rules: Autoscaler) {
    this.rules = rules;
  }

  /** The number of replicas from now on, `current` being there and `proposed` wanted by the metric. */
  decide(seconds: number, current: number, proposed: number): number {
    const { scaleUp, scaleDown, maxReplicas } = this.rules;
    const minReplicas = Math.max(1, this.rules.minReplicas);
    const wanted =
      current > maxReplicas || current < minReplicas
        ? Math.min(maxReplicas, Math.max(minReplicas, current))
        : this.limited(seconds, current, this.stabilised(seconds, current, proposed));
    if (wanted > current) this.added.push({ seconds, value: wanted - current });
    if (wanted < current) this.removed.push({ seconds, value: current - wanted });
    const period = Math.max(longestPeriod(scaleUp), longestPeriod(scaleDown));
    this.added = since(this.added, seconds - period);
    this.removed = since(this.removed, seconds - period);
    return wanted;
  }

  /** The nearest to `current` that no recent recommendation objects to. */
  private stabilised(seconds: number, current: number, proposed: number): number {
    const { scaleUp, scaleDown } = this.rules;
    const up = since(this.recommendations, seconds - scaleUp.stabilisationSeconds);
    const down = since(this.recommendations, seconds - scaleDown.stabilisationSeconds);
    const least = Math.min(proposed, ...up.map(({ value }) => value));
    const most = Math.max(proposed, ...down.map(({ value }) => value));
    this.recommendations = up.length > down.length ? up : down;
    this.recommendations.push({ seconds, value: proposed });
    return Math.min(Math.max(current, least), most);
  }

  /** `wanted` as far as the policies and the bounds allow. */
  private limited(seconds: number, current: number, wanted: number): number {
    const { scaleUp, scaleDown, maxReplicas } = this.rules;
    const minReplicas = Math.max(1, this.rules.minReplicas);
    if (wanted > current) {
      if (scaleUp.select === "disabled") return current;
      const reached = this.reaches(seconds, current, scaleUp, (start, policy) =>
        "replicas" in policy
          ? start + policy.replicas
          : Math.ceil(start * (1 + policy.percent / 100)),
      );
      const limit = scaleUp.select === "max" ? Math.max(...reached) : Math.min(...reached);
      return Math.min(wanted, maxReplicas, Math.max(current, limit));
    }
    if (wanted === current || scaleDown.select === "disabled") return current;
    const reached = this.reaches(seconds, current, scaleDown, (start, policy) =>
      "replicas" in policy
        ? start - policy.replicas
        : Math.floor(start * (1 - policy.percent / 100)),
    );
    // The policy that allows the greatest change leaves the fewest.
    const limit = scaleDown.select === "max" ? Math.min(...reached) : Math.max(...reached);
    return Math.max(wanted, minReplicas, Math.min(current, limit));
  }

  /** What each policy of one direction reaches from the replicas at the start of its period. */
  private reaches(
    seconds: number,
    current: number,
    { policies }: ScalingRules,
    reach: (startReplicas: number, policy: ScalingPolicy) => number,
  ): number[] {
    return policies.map((policy) => {
      const cutoff = seconds - policy.periodSeconds;
      const start = current - sumOf(since(this.added, cutoff)) + sumOf(since(this.removed, cutoff));
      return reach(start, policy);
    });
  }
}

/** Those after `cutoff`; an event exactly a period ago counts no more. */
function since(values: readonly At[], cutoff: number): At[] {
  return values.filter(({ seconds }) => seconds > cutoff);
}

function longestPeriod({ policies }: ScalingRules): number {
  return Math.max(...policies.map(({ periodSeconds }) => periodSeconds));
}

function sumOf(values: readonly At[]): number {
  return values.reduce((sum, { value }) => sum + value, 0);
}
