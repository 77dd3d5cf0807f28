import type { ModelRegistry } from "../../contract/model-registry.js";
import { READINESS_IDS, READINESS_ITEMS } from "../../contract/readiness.js";
import type {
  Readiness,
  ReadinessEntry,
  ReadinessEvidence,
  ReadinessFile,
  ReadinessId,
} from "../../contract/readiness.js";
import type { Scenario } from "../../contract/scenario.js";
import { requirementsOf } from "../requirements.js";

/** What evidence is looked for in. */
export interface ReadinessFacts {
  readonly registry: ModelRegistry;
  /** Where spans are sent; undefined: nowhere. */
  readonly otlpEndpoint: string | undefined;
  /** The address of the cluster's API server, where this engine runs in one. */
  readonly kubernetesHost: string | undefined;
  readonly scenario: Scenario | undefined;
}

/** The alias that sessions ask for when nobody says otherwise. */
const PRODUCTION = "production";

/** The checklist: evidence first, then what the user says; a user's "not needed" goes before both. */
export function readinessOf(facts: ReadinessFacts, marks: ReadinessFile["marks"]): Readiness {
  const items = READINESS_IDS.map((id): ReadinessEntry => {
    const { evidence, hint } = LOOK[id](facts);
    const mark = marks[id] ?? null;
    const isSeen = evidence.length > 0;
    const state = mark?.state === "not needed" || !isSeen ? (mark?.state ?? "open") : "seen";
    return { id, ...READINESS_ITEMS[id], state, evidence, hint: isSeen ? null : hint, mark };
  });
  const ready = items.filter(({ state }) => state !== "open").length;
  return { items, ready, of: items.length };
}

interface Look {
  readonly evidence: ReadinessEvidence[];
  readonly hint: string;
}

const nothing = (hint: string): Look => ({ evidence: [], hint });

const LOOK: Readonly<Record<ReadinessId, (facts: ReadinessFacts) => Look>> = {
  kubernetes: ({ kubernetesHost }) => ({
    evidence:
      kubernetesHost === undefined
        ? []
        : [{ seenIn: "engine", text: `this engine runs in the cluster of ${kubernetesHost}` }],
    hint: "seen where this engine runs in a cluster (KUBERNETES_SERVICE_HOST is set)",
  }),
  "model-registry": pinnedProduction,
  gateway: ({ registry }) => {
    const server = productionVersion(registry)?.server;
    const to =
      server === undefined || server === "rehearsal"
        ? ""
        : `; requests go to ${new URL(server).host} now`;
    return nothing(
      `a gateway looks like any other server from here, so this is yours to tick${to}`,
    );
  },
  "shared-cache": cachedCalls,
  observability: ({ otlpEndpoint }) => ({
    evidence: exported(otlpEndpoint),
    hint: "seen where an OTLP endpoint is set, in Settings or as OTEL_EXPORTER_OTLP_ENDPOINT; Prometheus can also read /metrics of headroom serve",
  }),
  tracing: ({ otlpEndpoint }) => ({
    evidence: exported(otlpEndpoint),
    hint: "seen where Settings or OTEL_EXPORTER_OTLP_ENDPOINT name the collector that spans are sent to",
  }),
  "anomaly-alerts": () =>
    nothing("alerts live in your monitoring, where Headroom cannot look: yours to tick"),
  "sla-dashboards": promisedFigures,
};

function exported(endpoint: string | undefined): ReadinessEvidence[] {
  if (endpoint === undefined) return [];
  return [{ seenIn: "engine", text: `a span of every inference and call is sent to ${endpoint}` }];
}

function productionVersion({ aliases, models }: ModelRegistry) {
  const pin = aliases[PRODUCTION];
  if (pin === undefined) return undefined;
  return models[pin.model]?.find(({ version }) => version === pin.version);
}

function pinnedProduction({ registry }: ReadinessFacts): Look {
  const pin = registry.aliases[PRODUCTION];
  const version = productionVersion(registry);
  if (pin === undefined || version === undefined) {
    return nothing(`seen where the registry's alias ${PRODUCTION} is pinned to a version`);
  }
  if (version.server === "rehearsal") {
    return nothing(`${PRODUCTION} is pinned to the rehearsal model, which is no model of yours`);
  }
  if (version.prices.length === 0) {
    return nothing(
      `${PRODUCTION} is pinned to ${pin.model} ${pin.version}, whose prices are missing`,
    );
  }
  const models = Object.keys(registry.models).length;
  const text = `${PRODUCTION} is pinned to ${pin.model} ${pin.version}, with its prices; ${models} models are registered`;
  return { evidence: [{ seenIn: "data folder", text }], hint: "" };
}

function cachedCalls({ scenario }: ReadinessFacts): Look {
  const pools = Object.entries(scenario?.hands ?? {}).filter(
    ([, { cacheHitRatio }]) => cacheHitRatio > 0,
  );
  return {
    evidence: pools.map(([name, { cacheHitRatio }]) => ({
      seenIn: "scenario",
      text: `${percent(cacheHitRatio)} of the calls to ${name} are planned to be served by a cache (hands.${name}.cacheHitRatio)`,
    })),
    hint: "seen where a pool of the scenario has a cacheHitRatio; this engine's own cache is in its memory, and shared with nobody",
  };
}

const percent = (share: number): string => `${Number((100 * share).toPrecision(3))}%`;

function counted(count: number, one: string, many: string, path: string): ReadinessEvidence[] {
  if (count === 0) return [];
  const text = count === 1 ? `1 ${one} is set (${path})` : `${count} ${many} are set (${path})`;
  return [{ seenIn: "scenario", text }];
}

function promisedFigures({ scenario }: ReadinessFacts): Look {
  const objectives = scenario?.workloads.flatMap((one) => requirementsOf(one.objectives)) ?? [];
  const milestones = scenario?.milestones.flatMap(({ requirements }) => requirements) ?? [];
  return {
    evidence: [
      ...counted(objectives.length, "objective", "objectives", "workloads[].objectives"),
      ...counted(
        milestones.length,
        "milestone threshold",
        "milestone thresholds",
        "milestones[].requirements",
      ),
    ],
    hint: "seen where the scenario sets objectives or milestones; headroom simulate judges them",
  };
}
