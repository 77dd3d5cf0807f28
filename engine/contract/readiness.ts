import { z } from "zod";
import { method } from "./method.js";
import { Scenario } from "./scenario.js";

const READINESS_AREAS = ["platform", "governance"] as const;

/** What a team has in place before agents go into production, in the order a checklist shows it. */
export const READINESS_ITEMS = {
  kubernetes: {
    area: "platform",
    title: "Kubernetes",
    asks: "A cluster runs brain and hands as deployments of their own, with limits and autoscaling.",
  },
  "model-registry": {
    area: "platform",
    title: "Model registry",
    asks: "What production asks for is a named model pinned to a version, with its prices.",
  },
  gateway: {
    area: "platform",
    title: "Gateway",
    asks: "Model requests go through one gateway (Envoy or another) that limits, routes and counts them.",
  },
  "shared-cache": {
    area: "platform",
    title: "Shared cache",
    asks: "Hands share a cache (Redis or another), so that an answer found once is found by all.",
  },
  observability: {
    area: "platform",
    title: "Observability",
    asks: "Metrics are collected and drawn (Prometheus, Grafana), for every pool and every session.",
  },
  tracing: {
    area: "governance",
    title: "Tracing",
    asks: "Every inference and tool call leaves a span that is kept and can be searched.",
  },
  "anomaly-alerts": {
    area: "governance",
    title: "Anomaly alerts",
    asks: "Somebody is told when latency, errors or spend leave their usual range (latency 20% up).",
  },
  "sla-dashboards": {
    area: "governance",
    title: "SLA dashboards",
    asks: "What users were promised is written down as thresholds, and shown beside what they get.",
  },
} as const satisfies Record<
  string,
  { area: (typeof READINESS_AREAS)[number]; title: string; asks: string }
>;

export type ReadinessId = keyof typeof READINESS_ITEMS;

function isReadinessId(name: string): name is ReadinessId {
  return Object.hasOwn(READINESS_ITEMS, name);
}

export const READINESS_IDS: readonly ReadinessId[] =
  Object.keys(READINESS_ITEMS).filter(isReadinessId);
const ReadinessId = z.enum(READINESS_IDS);

const note = z.string().max(2000);

/** What the user says of an item. */
export const ReadinessMark = z.strictObject({
  state: z.enum(["done", "not needed"]),
  note: note.optional(),
  markedAt: z.iso.datetime(),
});
export type ReadinessMark = z.infer<typeof ReadinessMark>;

/** `readiness.json` of the data folder. */
export const ReadinessFile = z.strictObject({
  schema: z.literal("headroom/readiness/v1"),
  marks: z.partialRecord(ReadinessId, ReadinessMark),
});
export type ReadinessFile = z.infer<typeof ReadinessFile>;

/** What Headroom sees by itself, and where: at work in this engine, in a stored file, in the scenario. */
export const ReadinessEvidence = z.strictObject({
  seenIn: z.enum(["engine", "data folder", "scenario"]),
  text: z.string(),
});
export type ReadinessEvidence = z.infer<typeof ReadinessEvidence>;

export const ReadinessEntry = z.strictObject({
  id: ReadinessId,
  area: z.enum(READINESS_AREAS),
  title: z.string(),
  asks: z.string(),
  /** `seen`: ticked by evidence. `done` and `not needed`: by the user. */
  state: z.enum(["seen", "done", "not needed", "open"]),
  evidence: z.array(ReadinessEvidence),
  /** Where there is no evidence: what would be, or why Headroom cannot see it. */
  hint: z.string().nullable(),
  mark: ReadinessMark.nullable(),
});
export type ReadinessEntry = z.infer<typeof ReadinessEntry>;

export const Readiness = z.strictObject({
  items: z.array(ReadinessEntry),
  /** Items that are not open, of all. */
  ready: z.number().int(),
  of: z.number().int(),
});
export type Readiness = z.infer<typeof Readiness>;

export const readinessMethods = {
  "readiness.read": method({
    summary: "What is in place for production: ticked by evidence where Headroom sees it",
    input: z.strictObject({
      /** Adds what a scenario shows: its cache, its objectives and milestones. */
      scenario: Scenario.optional(),
    }),
    output: Readiness,
  }),
  "readiness.write": method({
    summary: "Tick an item of the readiness checklist, or open it again",
    input: z.strictObject({
      id: ReadinessId.describe(`the item: ${READINESS_IDS.join(", ")}`),
      state: z
        .enum([...ReadinessMark.shape.state.options, "open"])
        .default("done")
        .describe("open: take the mark away"),
      note: note.optional().describe("who has seen to it, or why it is not needed"),
    }),
    output: z.strictObject({ marks: ReadinessFile.shape.marks }),
    writes: true,
  }),
};
