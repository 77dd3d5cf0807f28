import path from "node:path";
import { ReadinessFile } from "../contract/readiness.js";
import type { Readiness, readinessMethods } from "../contract/readiness.js";
import type { Scenario } from "../contract/scenario.js";
import type { Services } from "../contract/service.js";
import { readinessOf } from "../planner/readiness/readiness.js";
import type { LiveEngine } from "./live/live-engine.js";
import type { ServicePorts } from "./ports.js";
import { StoredDocument } from "./store/document.js";
import type { NoteRecovery } from "./store/document.js";

/** The checklist for a scenario, or for none. */
export type ReadReadiness = (scenario?: Scenario) => Promise<Readiness>;

/** `readiness.read` and `readiness.write`: the user's marks are `readiness.json` of the data folder. */
export function readinessService(
  ports: ServicePorts,
  live: LiveEngine,
  note: NoteRecovery,
): Pick<Services, keyof typeof readinessMethods> & { readonly read: ReadReadiness } {
  const file = path.join(ports.dataFolder, "readiness.json");
  const fresh: ReadinessFile = { schema: "headroom/readiness/v1", marks: {} };
  const stored = new StoredDocument(ports, note, file, ReadinessFile, fresh);
  const read: ReadReadiness = async (scenario) => {
    const { kubernetesHost } = ports;
    const otlpEndpoint = await live.otlpEndpoint();
    const registry = await live.registry.read();
    const { marks } = await stored.read();
    return readinessOf({ registry, otlpEndpoint, kubernetesHost, scenario }, marks);
  };
  return {
    read,
    "readiness.read": ({ scenario }) => read(scenario),
    "readiness.write": async ({ id, state, note: said }) => {
      const markedAt = ports.now().toISOString();
      const changed = await stored.update(({ schema, marks }) => {
        const { [id]: _, ...others } = marks;
        if (state === "open") return { schema, marks: others };
        const mark = { state, ...(said === undefined ? {} : { note: said }), markedAt };
        return { schema, marks: { ...others, [id]: mark } };
      });
      return { marks: changed.marks };
    },
  };
}
