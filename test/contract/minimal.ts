/** The smallest scenario there is: one queue. */
export const MINIMAL = {
  schema: "headroom/scenario/v1" as const,
  name: "One queue",
  workloads: [{ name: "w", arrivals: { poisson: { ratePerSecond: 0.8 } } }],
  brain: { kind: "slots" as const, replicas: 1, serviceMs: { exponential: { mean: 1000 } } },
};
