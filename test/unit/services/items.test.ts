import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { copyName } from "../../../engine/services/store/naming.js";
import { REQUEST_LOG } from "../../contract/life.js";
import { MINIMAL } from "../../contract/minimal.js";
import { clientOver } from "../../contract/services.js";
import { temporaryFolder } from "../../contract/temporary.js";
import {
  recordedPlan,
  recordedProjection,
  recordedResult,
  recordedSides,
} from "../renderer/recorded.js";

const named = (name: string) => ({ ...MINIMAL, name });
const shippedFolder = path.join(import.meta.dirname, "..", "..", "..", "scenarios");
const claimsText = (name: string): string =>
  JSON.stringify({
    schema: "headroom/claims/v1",
    name,
    source: { what: "made up", from: "this test" },
    claims: [{ id: "p50", metric: "latencyMs.p50", before: 300 }],
  });

describe("names of copies", () => {
  it("are new, whatever is copied, and no longer than a name may be", () => {
    expect(copyName("One", new Set())).toBe("One (copy)");
    expect(copyName("One (copy)", new Set(["One (copy)"]))).toBe("One (copy 2)");
    expect(copyName("One (copy 2)", new Set(["One (copy)", "One (copy 2)"]))).toBe("One (copy 3)");
    expect(copyName("x".repeat(100), new Set())).toHaveLength(100);
  });
});

describe("a scenario", () => {
  it("is duplicated, also one that came with Headroom, under a name of its own", async () => {
    const client = clientOver(await temporaryFolder(), { shippedFolder });
    const first = await client.call("scenario.duplicate", { id: "article" });
    const second = await client.call("scenario.duplicate", { id: "article" });
    expect([first, second].map(({ entry }) => [entry.id, entry.name, entry.origin])).toEqual([
      ["the-article-copy", "The article (copy)", "user"],
      ["the-article-copy-2", "The article (copy 2)", "user"],
    ]);
    const { scenario: original } = await client.call("scenario.read", { id: "article" });
    const { scenario: copy } = await client.call("scenario.read", { id: first.entry.id });
    expect({ ...copy, name: original?.name }).toEqual(original);
  });

  it("is renamed with its file, and what was made of it follows", async () => {
    const folder = await temporaryFolder();
    const client = clientOver(folder);
    await client.call("scenario.save", { scenario: named("First") });
    const inherits = {
      schema: "headroom/scenario/v1",
      name: "What if",
      base: "first",
      overrides: [{ op: "replace", path: "/brain/replicas", value: 9 }],
    };
    await writeFile(path.join(folder, "scenarios", "what-if.json"), JSON.stringify(inherits));
    const given = { scenarioId: "first", scenario: named("First") };
    const run = await client.call("run.save", { ...given, result: recordedResult() });
    const plan = await client.call("plan.save", { ...given, result: recordedPlan() });
    await client.call("projection.save", { ...given, result: recordedProjection() });
    await client.call("draft.write", { id: "first", text: JSON.stringify(named("First")) });

    const { entry } = await client.call("scenario.rename", { id: "first", name: "Café, EU" });
    expect(entry).toMatchObject({ id: "cafe-eu", name: "Café, EU" });
    expect((await readdir(path.join(folder, "scenarios"))).toSorted()).toEqual([
      "cafe-eu.json",
      "what-if.json",
    ]);
    const read = await client.call("scenario.read", { id: "cafe-eu" });
    expect(JSON.parse(read.draft?.text ?? "")).toEqual(named("Café, EU"));
    expect((await client.call("scenario.read", { id: "what-if" })).scenario?.whatIf?.base).toBe(
      "cafe-eu",
    );
    expect((await client.call("run.list", {})).runs).toEqual([
      { ...run.entry, scenarioId: "cafe-eu" },
    ]);
    expect((await client.call("plan.list", {})).plans).toEqual([
      { ...plan.entry, scenarioId: "cafe-eu" },
    ]);
    expect((await client.call("projection.list", {})).projections).toMatchObject([
      { scenarioId: "cafe-eu", horizonDays: 60, requirementsMet: true },
    ]);
    expect((await client.call("recent.list", {})).ids).toContain("cafe-eu");

    const back = { id: "cafe-eu", name: "First", newId: "first" };
    expect((await client.call("scenario.rename", back)).entry.id).toBe("first");
    expect((await client.call("run.list", {})).runs[0]?.scenarioId).toBe("first");
  });

  it("keeps its file where that already goes with the name", async () => {
    const client = clientOver(await temporaryFolder());
    for (const name of ["A b", "A b"]) {
      await client.call("scenario.save", { scenario: named(name) });
    }
    const { entry } = await client.call("scenario.rename", { id: "a-b-2", name: "A B!" });
    expect([entry.id, entry.name]).toEqual(["a-b-2", "A B!"]);
  });

  it("keeps fields and the order that its author gave it", async () => {
    const folder = await temporaryFolder();
    await mkdir(path.join(folder, "scenarios"));
    const { schema, name, ...rest } = named("Old");
    const file = path.join(folder, "scenarios", "old.json");
    await writeFile(file, JSON.stringify({ ...rest, name, schema }));
    await clientOver(folder).call("scenario.rename", { id: "old", name: "New", newId: "old" });
    const text = await readFile(file, "utf8");
    expect(Object.keys(JSON.parse(text))).toEqual([...Object.keys(rest), "name", "schema"]);
    expect(text).toContain('"name": "New"');
  });

  it("takes no id that is in use, is not damaged, and came not with Headroom", async () => {
    const folder = await temporaryFolder();
    const client = clientOver(folder, { shippedFolder });
    for (const name of ["One", "Two"]) {
      await client.call("scenario.save", { scenario: named(name) });
    }
    const taken = client.call("scenario.rename", { id: "one", name: "Two", newId: "two" });
    await expect(taken).rejects.toMatchObject({ code: "conflict" });
    const shipped = client.call("scenario.rename", { id: "article", name: "Mine" });
    await expect(shipped).rejects.toMatchObject({ code: "conflict" });
    await writeFile(path.join(folder, "scenarios", "bad.json"), '{"name": "Bad", ');
    const damaged = client.call("scenario.rename", { id: "bad", name: "Good" });
    await expect(damaged).rejects.toMatchObject({ code: "damaged-file" });
    await expect(client.call("scenario.duplicate", { id: "bad" })).rejects.toMatchObject({
      code: "damaged-file",
    });
    const outside = client.call("scenario.rename", { id: "one", name: "x", newId: "../two" });
    await expect(outside).rejects.toMatchObject({ code: "invalid-input" });
    expect((await client.call("scenario.read", { id: "two" })).entry.name).toBe("Two");
  });
});

describe("a kept result", () => {
  it("is renamed, copied, removed and brought back, whatever kind it is", async () => {
    const client = clientOver(await temporaryFolder());
    const scenario = named("One");
    await client.call("run.save", { scenario, result: recordedResult() });
    await client.call("plan.save", { scenario, result: recordedPlan() });
    await client.call("projection.save", { scenario, result: recordedProjection() });
    const calibrated = await client.call("calibrate", { log: REQUEST_LOG });
    const sides = { kind: "side-by-side" as const, others: ["two"], found: recordedSides() };
    await client.call("study.save", { scenario, result: sides });
    await client.call("calibration.save", { logName: "a.csv", result: calibrated });
    const lists = {
      run: async () => (await client.call("run.list", {})).runs,
      plan: async () => (await client.call("plan.list", {})).plans,
      projection: async () => (await client.call("projection.list", {})).projections,
      study: async () => (await client.call("study.list", {})).studies,
      calibration: async () => (await client.call("calibration.list", {})).calibrations,
    };
    for (const kind of ["run", "plan", "projection", "study", "calibration"] as const) {
      const list = async () => new Set((await lists[kind]()).map(({ name }) => name));
      const read = async () => (await client.call(`${kind}.read`, { id })).result;
      const id = (await lists[kind]())[0]?.id ?? "";
      const before = await read();
      await client.call(`${kind}.rename`, { id, name: "For the board" });
      const { entry } = await client.call(`${kind}.duplicate`, { id });
      expect(await list()).toEqual(new Set(["For the board", "For the board (copy)"]));
      await client.call(`${kind}.remove`, { id });
      expect(await list()).toEqual(new Set(["For the board (copy)"]));
      await client.call(`${kind}.restore`, { id });
      expect(await list()).toEqual(new Set(["For the board", "For the board (copy)"]));
      expect(await read()).toEqual(before);
      expect((await client.call(`${kind}.read`, { id: entry.id })).result).toEqual(before);
      await expect(client.call(`${kind}.restore`, { id })).rejects.toMatchObject({
        code: "not-found",
      });
    }
  });

  it("may be the simulation of a single deployment", async () => {
    const client = clientOver(await temporaryFolder());
    const { table: _, ...comparison } = recordedResult();
    const { provenance, objectives, milestones, warnings, architectures } = comparison;
    const { decoupled } = architectures;
    const result = {
      provenance,
      architectures: { decoupled: { ...decoupled, wallSeconds: 1 } },
      objectives,
      milestones,
      requirementsMet: null,
      warnings,
    };
    const { entry } = await client.call("run.save", { scenario: MINIMAL, result });
    expect((await client.call("run.read", { id: entry.id })).result).toEqual(result);
  });
});

describe("a claim set", () => {
  it("is duplicated, renamed, removed and brought back", async () => {
    const client = clientOver(await temporaryFolder(), { shippedFolder });
    await client.call("claims.save", { text: claimsText("Mine") });
    const { entry } = await client.call("claims.duplicate", { id: "mine" });
    expect(entry).toMatchObject({ id: "mine-copy", name: "Mine (copy)" });
    const renamed = await client.call("claims.rename", { id: "mine-copy", name: "Ours" });
    expect(renamed.entry).toMatchObject({ id: "ours", name: "Ours" });
    await client.call("claims.remove", { id: "ours" });
    const ids = async () => (await client.call("claims.list", {})).claims.map(({ id }) => id);
    expect(await ids()).toEqual(["article", "mine"]);
    await client.call("claims.restore", { id: "ours" });
    expect(await ids()).toEqual(["article", "mine", "ours"]);
    await expect(client.call("claims.remove", { id: "article" })).rejects.toMatchObject({
      code: "conflict",
    });
  });
});
