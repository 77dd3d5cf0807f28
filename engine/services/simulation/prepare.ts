import { createHash } from "node:crypto";
import { HeadroomError } from "../../contract/errors.js";
import type { ParsedInputOf } from "../../contract/methods.js";
import type { Architecture, Provenance } from "../../contract/result.js";
import { writeScenario } from "../../contract/scenario-file.js";
import type { Scenario } from "../../contract/scenario.js";
import type { ReplicationJob, ResolvedRun, TraceRequests } from "../../simulator/replication.js";
import type { ServicePorts } from "../ports.js";
import { presetWarnings } from "../presets.js";
import type { PresetPorts } from "../presets.js";
import { typicalTokens } from "../../simulator/hardware/typical-tokens.js";
import type { TypicalTokens } from "../../simulator/hardware/typical-tokens.js";
import { resolveApiPresets } from "./api-presets.js";
import { resolveHardware } from "./hardware-brain.js";
import { loadTraces } from "./trace-files.js";
import type { LoadedTraces } from "./trace-files.js";

/** Replications whose series are kept: more would smooth the picture, and cost memory for each. */
export const MOST_SERIES = 32;

/** Everything a simulation depends on, read and resolved. */
export interface Prepared {
  readonly scenario: Scenario;
  readonly run: ResolvedRun;
  readonly provenance: Provenance;
  readonly warnings: readonly string[];
  /** The step that times predicted from hardware hold for. */
  readonly typical: TypicalTokens;
  readonly traces: Readonly<Record<string, TraceRequests>>;
  /** Replications `from` up to, and without, `to`. */
  jobs(architecture: Architecture, from: number, to: number): ReplicationJob[];
}

/** Applies the caller's overrides, loads the traces and stamps the origin of the result. */
export async function prepare(
  {
    scenario: given,
    seed,
    replications,
    requests,
    series,
    band,
  }: Pick<ParsedInputOf<"compare">, "scenario" | "series"> &
    Partial<Pick<ParsedInputOf<"compare">, "seed" | "replications" | "requests" | "band">>,
  ports: Pick<ServicePorts, "version" | "now"> & PresetPorts,
  traceFolders: readonly string[],
): Promise<Prepared> {
  requireHardware(given, band);
  const api = await resolveApiPresets(given, ports);
  const traces = await loadTraces(given, traceFolders);
  const typical = typicalTokens(given.workloads, traces.requests);
  const hardware = await resolveHardware(api.scenario.brain, ["brain"], typical, band, ports);
  const scenario = { ...api.scenario, brain: hardware.brain };
  const presets = [...api.presets, ...hardware.presets];
  const run: ResolvedRun = {
    seed: seed ?? scenario.run.seed,
    replications: replications ?? scenario.run.replications,
    requests: requests ?? scenario.run.requests,
    warmUpShare: scenario.run.warmUpShare,
  };
  return {
    scenario,
    run,
    provenance: {
      scenarioHash: hashScenario(scenario, traces),
      scenarioName: scenario.name,
      engineVersion: ports.version,
      ...run,
      presets,
      coefficients: [...hardware.coefficients],
      ...(band === undefined ? {} : { band }),
      ...(given.whatIf === undefined ? {} : { whatIf: given.whatIf }),
    },
    warnings: [
      ...(presets.length === 0 ? [] : await presetWarnings(ports)),
      ...api.warnings,
      ...hardware.warnings,
    ],
    typical,
    traces: traces.requests,
    jobs: (architecture, from, to) =>
      Array.from({ length: to - from }, (_, at) => ({
        scenario,
        traces: traces.requests,
        architecture,
        run,
        replication: from + at,
        series: series && from + at < MOST_SERIES,
      })),
  };
}

/** Throws `invalid-input` at `coupled` where a coupled deployment is asked for and none is described. */
export function requireCoupled(scenario: Scenario): void {
  if (scenario.coupled !== undefined) return;
  throw new HeadroomError("invalid-input", "the scenario describes no coupled deployment", [
    { path: "coupled", expected: "a coupled deployment to compare with", found: "nothing" },
  ]);
}

/** Throws `invalid-input` at `band` where no brain's times are predicted. */
function requireHardware({ brain, planning }: Scenario, band: Provenance["band"]): void {
  const brains = [brain, ...(planning?.brains ?? []).map((option) => option.brain)];
  const isPredicted = brains.some((one) => one.kind === "batched" && one.hardware !== undefined);
  if (band === undefined || isPredicted) return;
  throw new HeadroomError("invalid-input", "the brain's times are not predicted", [
    { path: "band", expected: "no band without brain.hardware", found: JSON.stringify(band) },
  ]);
}

/** SHA-256 over the canonical text, then name, length and bytes of each trace in order of name. */
function hashScenario(scenario: Scenario, traces: LoadedTraces): string {
  // What a value is inherited from changes nothing that happens.
  const { whatIf: _mark, ...own } = scenario;
  const hash = createHash("sha256").update(writeScenario(own));
  const byName = [...traces.bytes].toSorted(([a], [b]) => (a < b ? -1 : 1));
  for (const [name, bytes] of byName) {
    hash.update(`\0${name}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest("hex");
}
