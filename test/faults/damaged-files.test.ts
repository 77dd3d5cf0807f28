import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readScenarioOrThrow, writeScenario } from "../../engine/contract/scenario-file.js";
import { Settings } from "../../engine/contract/settings.js";
import { MINIMAL } from "../contract/minimal.js";
import { clientOver } from "../contract/services.js";
import { temporaryFolder } from "../contract/temporary.js";

const SCENARIO = writeScenario(readScenarioOrThrow(JSON.stringify(MINIMAL), "minimal"));

/** What a crash, a bad disk or a careless editor leaves. */
const DAMAGE: readonly (readonly [string, Uint8Array | string, string])[] = [
  ["an empty file", "", "an empty"],
  ["text that is no JSON", "hello", "valid JSON"],
  ["bytes that are not UTF-8", Uint8Array.of(0x7b, 0xff, 0xfe), "UTF-8"],
  ["another schema", '{"colour":1}', "colour"],
  ["nothing but zeros, as after a power cut", new Uint8Array(64), "valid JSON"],
  ["a list", "[]", "an object"],
];

describe("settings", () => {
  it.each(DAMAGE)(
    "start afresh from %s, which is kept and named",
    async (_what, content, reason) => {
      const folder = await temporaryFolder();
      const file = path.join(folder, "settings.json");
      await writeFile(file, content);
      const client = clientOver(folder);
      expect(await client.call("settings.read", {})).toEqual(Settings.parse({ theme: "system" }));
      const { recovered } = await client.call("system.info", {});
      expect(recovered).toHaveLength(1);
      expect(recovered[0]?.file).toBe(file);
      expect(recovered[0]?.reason).toContain(reason);
      expect(recovered[0]?.keptAs).toMatch(/settings\.json\.damaged-\d{8}t\d{9}z$/);
      expect(await readFile(recovered[0]?.keptAs ?? "")).toEqual(Buffer.from(content));
      await client.call("settings.write", { settings: { theme: "dark" } });
      expect(await clientOver(folder).call("settings.read", {})).toEqual(
        Settings.parse({ theme: "dark" }),
      );
    },
  );

  it("survive truncation at every byte", async () => {
    const folder = await temporaryFolder();
    const file = path.join(folder, "settings.json");
    await clientOver(folder).call("settings.write", { settings: { theme: "dark" } });
    const whole = await readFile(file);
    for (let length = 0; length < whole.length; length += 1) {
      await writeFile(file, whole.subarray(0, length));
      const client = clientOver(folder, { now: () => new Date(1e12 + length) });
      const { theme } = await client.call("settings.read", {});
      const { recovered } = await client.call("system.info", {});
      // Only the line break at the end can be missed without loss.
      const intact = length === whole.length - 1;
      expect([length, theme, recovered.length]).toEqual([
        length,
        intact ? "dark" : "system",
        intact ? 0 : 1,
      ]);
    }
  });
});

describe("recents", () => {
  it("start afresh when damaged", async () => {
    const folder = await temporaryFolder();
    await writeFile(path.join(folder, "recents.json"), '{"ids":["../../etc/passwd"]}');
    const client = clientOver(folder);
    expect(await client.call("recent.list", {})).toEqual({ ids: [] });
    const { recovered } = await client.call("system.info", {});
    expect(recovered[0]?.reason).toContain("ids[0]");
  });
});

describe("scenarios", () => {
  it("stay in place at every truncation, listed with their damage", async () => {
    const folder = await temporaryFolder();
    const file = path.join(folder, "scenarios", "mine.json");
    await mkdir(path.dirname(file), { recursive: true });
    const whole = Buffer.from(SCENARIO);
    const client = clientOver(folder);
    for (let length = 0; length < whole.length - 1; length += 1) {
      await writeFile(file, whole.subarray(0, length));
      const { scenarios } = await client.call("scenario.list", {});
      expect(scenarios.map(({ id }) => id)).toEqual(["mine"]);
      expect(scenarios[0]?.damage).toContain("mine.json cannot be read");
    }
    expect(await readFile(file)).toEqual(whole.subarray(0, whole.length - 2));
    const { text, problems, scenario } = await client.call("scenario.read", { id: "mine" });
    expect(text).toBe(SCENARIO.slice(0, -2));
    expect(problems.length).toBeGreaterThan(0);
    expect(scenario).toBeUndefined();
  });

  it.each(DAMAGE)("are listed though one of them is %s", async (_what, content) => {
    const folder = await temporaryFolder();
    await mkdir(path.join(folder, "scenarios"), { recursive: true });
    await writeFile(path.join(folder, "scenarios", "bad.json"), content);
    await writeFile(path.join(folder, "scenarios", "good.json"), SCENARIO);
    const { scenarios } = await clientOver(folder).call("scenario.list", {});
    expect(scenarios.map(({ id, damage }) => [id, damage === undefined])).toEqual([
      ["bad", false],
      ["good", true],
    ]);
  });

  it("keep the damaged bytes when a repaired one is saved over them", async () => {
    const folder = await temporaryFolder();
    const scenarios = path.join(folder, "scenarios");
    await mkdir(scenarios, { recursive: true });
    await writeFile(path.join(scenarios, "mine.json"), Uint8Array.of(0x7b, 0xff));
    const client = clientOver(folder);
    await client.call("scenario.save", { id: "mine", scenario: MINIMAL });
    const names = (await readdir(scenarios)).toSorted();
    expect(names).toHaveLength(2);
    expect(names[1]).toMatch(/^mine\.json\.damaged-/);
    const kept = await readFile(path.join(scenarios, names[1] ?? ""));
    expect(kept).toEqual(Buffer.of(0x7b, 0xff));
  });
});

describe("git conflicts", () => {
  const conflict = SCENARIO.replace(
    /^ {2}"name".*$/m,
    (line) => `<<<<<<< HEAD\n${line}\n=======\n${line}\n>>>>>>> theirs`,
  );

  it("are named as such with their line, and are mended by hand", async () => {
    const folder = await temporaryFolder();
    for (const kind of ["scenarios", "runs", "plans", "projections", "studies", "calibrations"]) {
      await mkdir(path.join(folder, kind));
      await writeFile(path.join(folder, kind, "ours.json"), conflict);
    }
    const client = clientOver(folder);
    const { scenarios } = await client.call("scenario.list", {});
    const { runs } = await client.call("run.list", {});
    const { plans } = await client.call("plan.list", {});
    const { projections } = await client.call("projection.list", {});
    const { studies } = await client.call("study.list", {});
    const { calibrations } = await client.call("calibration.list", {});
    const entries = [...scenarios, ...runs, ...plans, ...projections, ...studies, ...calibrations];
    expect(entries).toHaveLength(6);
    for (const { damage } of entries) {
      expect(damage).toMatch(/\(line 3\).*git merge conflict/);
    }
    const { text, problems } = await client.call("scenario.read", { id: "ours" });
    expect(text).toBe(conflict);
    expect(problems[0]?.line).toBe(3);
    await client.call("scenario.save", { id: "ours", scenario: MINIMAL });
    expect((await client.call("scenario.list", {})).scenarios[0]?.damage).toBeUndefined();
  });

  it("are none in a text that only speaks of them", async () => {
    const description = "<<<<<<< is how a conflict begins";
    const text = writeScenario({ ...readScenarioOrThrow(SCENARIO, "minimal"), description });
    const { problems } = await clientOver(await temporaryFolder()).call("scenario.check", { text });
    expect(problems).toEqual([]);
  });
});

describe("a damaged scenario", () => {
  it("gives way to the one in the trash, and its bytes are kept", async () => {
    const folder = await temporaryFolder();
    const client = clientOver(folder);
    await client.call("scenario.save", { id: "q", scenario: MINIMAL });
    await client.call("scenario.remove", { id: "q" });
    await writeFile(path.join(folder, "scenarios", "q.json"), '{"name": "hal');
    const { entry } = await client.call("scenario.restore", { id: "q" });
    expect(entry.damage).toBeUndefined();
    const names = await readdir(path.join(folder, "scenarios"));
    const aside = names.find((name) => name.startsWith("q.json.damaged-")) ?? "";
    expect(await readFile(path.join(folder, "scenarios", aside), "utf8")).toBe('{"name": "hal');
  });

  it("stays where nothing can take its place", async () => {
    const folder = await temporaryFolder();
    await mkdir(path.join(folder, "scenarios"));
    await writeFile(path.join(folder, "scenarios", "q.json"), "half");
    const restored = clientOver(folder).call("scenario.restore", { id: "q" });
    await expect(restored).rejects.toMatchObject({ code: "not-found" });
    expect(await readdir(path.join(folder, "scenarios"))).toEqual(["q.json"]);
  });
});

describe("drafts", () => {
  it.each(DAMAGE)("count as none when %s, and are kept", async (_what, content) => {
    const folder = await temporaryFolder();
    const client = clientOver(folder);
    const { entry } = await client.call("scenario.save", { scenario: MINIMAL });
    await client.call("draft.write", { id: entry.id, text: "typed" });
    const file = path.join(folder, "drafts", `${entry.id}.json`);
    await writeFile(file, content);
    const { draft } = await client.call("scenario.read", { id: entry.id });
    expect(draft).toBeUndefined();
    const { recovered } = await client.call("system.info", {});
    expect(recovered[0]?.file).toBe(file);
    expect(await readFile(recovered[0]?.keptAs ?? "")).toEqual(Buffer.from(content));
  });
});

describe("runs", () => {
  it.each(DAMAGE)("are listed with their damage when %s", async (_what, content) => {
    const folder = await temporaryFolder();
    await mkdir(path.join(folder, "runs"), { recursive: true });
    await writeFile(path.join(folder, "runs", "old.json"), content);
    const client = clientOver(folder);
    const { runs } = await client.call("run.list", {});
    expect(runs[0]?.damage).toContain("old.json cannot be read");
    await expect(client.call("run.read", { id: "old" })).rejects.toMatchObject({
      code: "damaged-file",
    });
    expect(await readFile(path.join(folder, "runs", "old.json"))).toEqual(Buffer.from(content));
  });
});
