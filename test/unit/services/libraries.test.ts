import { mkdir, readdir, readFile, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readScenarioOrThrow } from "../../../engine/contract/scenario-file.js";
import { isItemId } from "../../../engine/contract/item-id.js";
import { idFromName } from "../../../engine/services/store/ids.js";
import { MINIMAL } from "../../contract/minimal.js";
import { clientOver } from "../../contract/services.js";
import { temporaryFolder } from "../../contract/temporary.js";
import { fc, runs } from "../../property.js";

const named = (name: string) => ({ ...MINIMAL, name });
const shippedFolder = path.join(import.meta.dirname, "..", "..", "..", "scenarios");

describe("ids", () => {
  it("come from names, and are ids whatever the name", () => {
    expect(idFromName("Café & Co. (EU)", "scenario")).toBe("cafe-co-eu");
    expect(idFromName("顧客サポート", "scenario")).toBe("scenario");
    expect(idFromName("CON", "scenario")).toBe("con-scenario");
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (name) => {
        expect(isItemId(idFromName(name, "scenario"))).toBe(true);
      }),
    );
  });
});

describe("scenarios", () => {
  it("never overwrite one another when saved without an id", async () => {
    const client = clientOver(await temporaryFolder());
    const ids = [];
    for (const name of ["A b", "A  B!", "a-b"]) {
      ids.push((await client.call("scenario.save", { scenario: named(name) })).entry.id);
    }
    expect(ids).toEqual(["a-b", "a-b-2", "a-b-3"]);
    const first = await client.call("scenario.read", { id: "a-b" });
    expect(first.scenario?.name).toBe("A b");
  });

  it("are replaced when saved under their own id", async () => {
    const client = clientOver(await temporaryFolder());
    const { entry } = await client.call("scenario.save", { scenario: named("One") });
    const again = await client.call("scenario.save", { id: entry.id, scenario: named("Two") });
    expect(again.entry).toMatchObject({ id: "one", name: "Two" });
    expect((await client.call("scenario.list", {})).scenarios).toHaveLength(1);
  });

  it("that are shipped are copied when saved, and cannot be removed", async () => {
    const folder = await temporaryFolder();
    const client = clientOver(folder, { shippedFolder });
    const article = await client.call("scenario.read", { id: "article" });
    expect(article.entry.origin).toBe("shipped");
    const scenario = readScenarioOrThrow(article.text, "article");
    await client.call("draft.write", { id: "article", text: "changed" });
    const { entry } = await client.call("scenario.save", { id: "article", scenario });
    expect(entry).toMatchObject({ id: "the-article", origin: "user" });
    const shipped = await client.call("scenario.read", { id: "article" });
    expect(shipped).toMatchObject({ entry: { origin: "shipped" }, text: article.text });
    expect(shipped.draft).toBeUndefined();
    await expect(client.call("scenario.remove", { id: "article" })).rejects.toMatchObject({
      code: "conflict",
    });
  });

  it("come back from the trash with their own draft, even after another took their place", async () => {
    const client = clientOver(await temporaryFolder());
    await client.call("scenario.save", { id: "x", scenario: named("First") });
    await client.call("draft.write", { id: "x", text: "of the first" });
    await client.call("scenario.remove", { id: "x" });
    await client.call("scenario.save", { id: "x", scenario: named("Second") });
    await expect(client.call("scenario.restore", { id: "x" })).rejects.toMatchObject({
      code: "conflict",
    });
    await new Promise((resolve) => setTimeout(resolve, 2));
    await client.call("scenario.remove", { id: "x" });

    await client.call("scenario.restore", { id: "x" });
    const second = await client.call("scenario.read", { id: "x" });
    expect([second.scenario?.name, second.draft]).toEqual(["Second", undefined]);
    await client.call("scenario.save", { id: "elsewhere", scenario: named("Second") });
    await client.call("scenario.remove", { id: "x" });
    await expect(client.call("scenario.restore", { id: "y" })).rejects.toMatchObject({
      code: "not-found",
    });
  });

  it("restore the first one with its draft", async () => {
    const client = clientOver(await temporaryFolder());
    await client.call("scenario.save", { id: "x", scenario: named("First") });
    await client.call("draft.write", { id: "x", text: "of the first" });
    await client.call("scenario.remove", { id: "x" });
    await client.call("scenario.restore", { id: "x" });
    const { scenario, draft } = await client.call("scenario.read", { id: "x" });
    expect([scenario?.name, draft?.text]).toEqual(["First", "of the first"]);
  });

  it("leave files that are not theirs alone", async () => {
    const folder = await temporaryFolder();
    const scenarios = path.join(folder, "scenarios");
    await mkdir(scenarios);
    for (const name of ["Notes.json", "a.txt", ".hidden.json", "x.json.damaged-1"]) {
      await writeFile(path.join(scenarios, name), "mine");
    }
    expect(await clientOver(folder).call("scenario.list", {})).toEqual({ scenarios: [] });
    expect(await readdir(scenarios)).toHaveLength(4);
  });

  it("are cleared of what interrupted writes left, once it is old", async () => {
    const folder = await temporaryFolder();
    const scenarios = path.join(folder, "scenarios");
    await mkdir(scenarios);
    const [old, young] = [".a.json.1-f.tmp", ".b.json.2-f.tmp"];
    for (const name of [old, young]) await writeFile(path.join(scenarios, name), "half");
    const yesterday = new Date(Date.now() - 86_400_000);
    await utimes(path.join(scenarios, old), yesterday, yesterday);
    await clientOver(folder).call("scenario.list", {});
    expect(await readdir(scenarios)).toEqual([young]);
  });
});

describe("drafts", () => {
  it("keep the text as typed, whatever it is", async () => {
    const client = clientOver(await temporaryFolder());
    await client.call("scenario.save", { id: "x", scenario: MINIMAL });
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary" }), async (text) => {
        await client.call("draft.write", { id: "x", text });
        expect((await client.call("scenario.read", { id: "x" })).draft?.text).toBe(text);
      }),
      { numRuns: runs(40) },
    );
    await client.call("draft.write", { id: "x", text: "\uD800 alone" });
    expect((await client.call("scenario.read", { id: "x" })).draft?.text).toBe("\uD800 alone");
  });

  it("do not touch the scenario they are of", async () => {
    const folder = await temporaryFolder();
    const client = clientOver(folder);
    await client.call("scenario.save", { id: "x", scenario: MINIMAL });
    const file = path.join(folder, "scenarios", "x.json");
    const before = await readFile(file);
    await client.call("draft.write", { id: "x", text: "{" });
    expect(await readFile(file)).toEqual(before);
    await client.call("draft.discard", { id: "x" });
    await client.call("draft.discard", { id: "x" });
    expect((await client.call("scenario.read", { id: "x" })).draft).toBeUndefined();
  });
});

describe("recents", () => {
  it("name each scenario once, newest first, and only those there still are", async () => {
    const client = clientOver(await temporaryFolder());
    for (const id of ["a", "b", "c"]) await client.call("scenario.save", { id, scenario: MINIMAL });
    await client.call("scenario.read", { id: "a" });
    expect(await client.call("recent.list", {})).toEqual({ ids: ["a", "c", "b"] });
    await client.call("scenario.remove", { id: "c" });
    expect(await client.call("recent.list", {})).toEqual({ ids: ["a", "b"] });
  });

  it("lose nothing when many are opened at once", async () => {
    const client = clientOver(await temporaryFolder());
    const ids = Array.from({ length: 12 }, (_, n) => `s${n}`);
    await Promise.all(ids.map((id) => client.call("scenario.save", { id, scenario: MINIMAL })));
    expect((await client.call("recent.list", {})).ids.toSorted()).toEqual(ids.toSorted());
  });
});

describe("the data folder", () => {
  it("is not created by reading", async () => {
    const folder = path.join(await temporaryFolder(), "data");
    const client = clientOver(folder);
    await client.call("system.info", {});
    await client.call("scenario.list", {});
    await client.call("run.list", {});
    await client.call("recent.list", {});
    expect(await readdir(path.dirname(folder))).toEqual([]);
  });

  it.skipIf(process.platform === "win32")("can be read by its user alone", async () => {
    const folder = path.join(await temporaryFolder(), "data");
    await clientOver(folder).call("scenario.save", { id: "x", scenario: MINIMAL });
    const { stat } = await import("node:fs/promises");
    expect((await stat(folder)).mode & 0o077).toBe(0);
    expect((await stat(path.join(folder, "scenarios", "x.json"))).mode & 0o077).toBe(0);
  });
});
