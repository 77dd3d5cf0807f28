import { z } from "zod";
import { count, Distribution, nonNegative, positive } from "./distribution.js";
import { Name } from "./workload.js";

const seconds = nonNegative.max(86_400);
const share = z.number().positive().max(1);

/** How much the replicas may change within a period: by so many, or by so many percent. */
const ScalingPolicy = z.union(
  [
    z.strictObject({ replicas: count, periodSeconds: positive.max(1800) }),
    z.strictObject({ percent: count, periodSeconds: positive.max(1800) }),
  ],
  "a policy: replicas or percent, and periodSeconds",
);
export type ScalingPolicy = z.output<typeof ScalingPolicy>;

/** Kubernetes calls this the behaviour of one direction. */
const scalingRules = (defaults: {
  stabilisationSeconds: number;
  policies: z.output<typeof ScalingPolicy>[];
}) =>
  z.strictObject({
    /** Up: the lowest, down: the highest recommendation of this time is followed. */
    stabilisationSeconds: seconds.max(3600).default(defaults.stabilisationSeconds),
    /** Which policy counts where they differ: the one that allows most or least; `disabled`: none. */
    select: z.enum(["max", "min", "disabled"]).default("max"),
    policies: z.array(ScalingPolicy).min(1).max(10).default(defaults.policies),
  });

const ScaleUp = scalingRules({
  stabilisationSeconds: 0,
  policies: [
    { replicas: 4, periodSeconds: 15 },
    { percent: 100, periodSeconds: 15 },
  ],
});
const ScaleDown = scalingRules({
  stabilisationSeconds: 300,
  policies: [{ percent: 100, periodSeconds: 15 }],
});
export type ScalingRules = z.output<typeof ScaleUp>;

/**
 * One pool under a Kubernetes HorizontalPodAutoscaler, whose defaults are the defaults here
 * (kubernetes.io, "Horizontal Pod Autoscaling", autoscaling/v2). With `keda`, a KEDA ScaledObject: that
 * feeds the same autoscaler from one replica on, and switches between none and one by itself. The
 * pool's own replicas, or workers, are what it starts with.
 */
export const Autoscaler = z
  .strictObject({
    /** 0 needs `keda`: a HorizontalPodAutoscaler alone cannot start from nothing. */
    minReplicas: z.number().int().min(0).max(100_000).default(1),
    maxReplicas: count.max(100_000),
    /**
     * What is held at which value, exactly one of: `utilisation`, the busy share of the ready replicas
     * since the last look; `queueLength`, items waiting per replica; `inFlight`, waiting and in work.
     */
    target: z
      .strictObject({
        utilisation: share.optional(),
        queueLength: positive.optional(),
        inFlight: positive.optional(),
      })
      .refine(
        (target) => Object.values(target).filter((value) => value !== undefined).length === 1,
        "exactly one of utilisation, queueLength and inFlight",
      ),
    /** How often the metric is looked at. */
    syncSeconds: positive.max(3600).default(15),
    /** A metric this near to its target, relatively, changes nothing. */
    tolerance: z.number().min(0).max(1).default(0.1),
    scaleUp: ScaleUp.prefault({}),
    scaleDown: ScaleDown.prefault({}),
    keda: z
      .strictObject({
        pollingSeconds: positive.max(3600).default(30),
        /** How long nothing must have been active before the last replica goes. */
        cooldownSeconds: seconds.default(300),
        /** Active is what has more than this waiting (`queueLength`), or waiting and in work. */
        activationThreshold: nonNegative.default(0),
      })
      .optional(),
    /** From the decision until a new replica serves: node, container, weights. It is paid for. */
    provisionSeconds: Distribution.default({ constant: 0 }),
  })
  .superRefine(({ minReplicas, maxReplicas, target, keda }, context) => {
    const problem = (path: string[], message: string): void => {
      context.addIssue({ code: "custom", path, message });
    };
    if (minReplicas > maxReplicas) problem(["minReplicas"], "no more than maxReplicas");
    if (minReplicas === 0 && keda === undefined) problem(["minReplicas"], "1 or more without keda");
    if (keda !== undefined && target.utilisation !== undefined) {
      problem(["target"], "queueLength or inFlight with keda: nothing is busy where nothing runs");
    }
  });
export type Autoscaler = z.output<typeof Autoscaler>;

/** Which pools are scaled. What is not here keeps its size. */
export const Autoscaling = z.strictObject({
  coupled: Autoscaler.optional(),
  brain: Autoscaler.optional(),
  hands: z.record(Name, Autoscaler).default({}),
});
export type Autoscaling = z.output<typeof Autoscaling>;
