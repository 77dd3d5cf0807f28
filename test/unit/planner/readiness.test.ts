import { describe, expect, it } from "vitest";
import { ModelRegistry } from "../../../engine/contract/model-registry.js";
import type { ReadinessFile } from "../../../engine/contract/readiness.js";
import { readinessOf } from "../../../engine/planner/readiness/readiness.js";
import type { ReadinessFacts } from "../../../engine/planner/readiness/readiness.js";
import { clientOver } from "../../contract/services.js";
import { temporaryFolder } from "../../contract/temporary.js";
import { scenarioOf } from "../../laws/simulate.js";

const registryOf = (server: string, prices: object[]): ModelRegistry =>
  ModelRegistry.parse({
    schema: "headroom/models/v1",
    models: { m: [{ version: "2", modelId: "m-2", server, prices }] },
    aliases: { production: { model: "m", version: "2" } },
  });

const PRICE = { from: "2026-01-01", inputUsd: 1, outputUsd: 5, cacheReadUsd: 0, cacheWriteUsd: 0 };

const NOTHING: ReadinessFacts = {
  registry: registryOf("rehearsal", []),
  otlpEndpoint: undefined,
  kubernetesHost: undefined,
  scenario: undefined,
};

const states = (
  facts: Partial<ReadinessFacts>,
  marks: ReadinessFile["marks"] = {},
): Record<string, string> =>
  Object.fromEntries(
    readinessOf({ ...NOTHING, ...facts }, marks).items.map(({ id, state }) => [id, state]),
  );

describe("the readiness checklist", () => {
  it("is open where nothing is seen, and says what would be", () => {
    const { items, ready, of } = readinessOf(NOTHING, {});
    expect([ready, of]).toEqual([0, 8]);
    for (const { state, hint } of items) {
      expect(state).toBe("open");
      expect(hint).not.toBe("");
    }
  });

  it("ticks what it sees, and nothing else", () => {
    const open = states({});
    const scenario = scenarioOf({
      workloads: [
        { name: "w", arrivals: { poisson: { ratePerSecond: 1 } }, objectives: { latencyP95Ms: 9 } },
      ],
      hands: { search: { workers: 1, serviceMs: 5, cacheHitRatio: 0.25 } },
    });
    expect(states({ scenario })).toEqual({
      ...open,
      "shared-cache": "seen",
      "sla-dashboards": "seen",
    });
    expect(states({ otlpEndpoint: "http://127.0.0.1:4318" })).toEqual({
      ...open,
      observability: "seen",
      tracing: "seen",
    });
    expect(states({ kubernetesHost: "10.0.0.1" })).toEqual({ ...open, kubernetes: "seen" });
    const server = "https://models.example";
    expect(states({ registry: registryOf(server, []) })).toEqual(open);
    expect(states({ registry: registryOf(server, [PRICE]) })).toEqual({
      ...open,
      "model-registry": "seen",
    });
  });

  it("lets the user tick what it cannot see, and waive what it can", () => {
    const mark = (state: "done" | "not needed") => ({ state, markedAt: "2026-11-22T00:00:00Z" });
    const marks = { gateway: mark("done"), tracing: mark("done"), kubernetes: mark("not needed") };
    const found = states({ kubernetesHost: "10.0.0.1", otlpEndpoint: "http://c" }, marks);
    expect(found).toMatchObject({ gateway: "done", tracing: "seen", kubernetes: "not needed" });
  });

  it("is kept in the data folder, and opened again", async () => {
    const folder = await temporaryFolder();
    await clientOver(folder).call("readiness.write", { id: "gateway", note: "Envoy" });
    const other = clientOver(folder);
    const { items } = await other.call("readiness.read", {});
    expect(items.find(({ id }) => id === "gateway")).toMatchObject({
      state: "done",
      mark: { note: "Envoy" },
    });
    expect(await other.call("readiness.write", { id: "gateway", state: "open" })).toEqual({
      marks: {},
    });
  });
});
