import { mkdir, readdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it, vi } from "vitest";
import { lastWorkspace, workspaceFolder } from "../../../engine/services/workspaces.js";
import { diskFileSystem } from "../../../engine/services/store/file-system.js";
import { MINIMAL } from "../../contract/minimal.js";
import { clientOver } from "../../contract/services.js";
import { temporaryFolder } from "../../contract/temporary.js";
import { recordedPlan, recordedResult } from "../renderer/recorded.js";

const shippedFolder = path.join(import.meta.dirname, "..", "..", "..", "scenarios");

/** Every file below a folder, by its path from there. */
async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .toSorted();
}

describe("a workspace", () => {
  it("holds what a team shares as plain files, and keeps apart what is of one machine", async () => {
    const [data, team] = [await temporaryFolder(), path.join(await temporaryFolder(), "team")];
    const client = clientOver(data);
    await client.call("workspace.open", { folder: team, create: true });
    const { entry } = await client.call("scenario.save", { scenario: MINIMAL });
    await client.call("draft.write", { id: entry.id, text: "half typed" });
    const given = { scenarioId: entry.id, scenario: MINIMAL };
    await client.call("run.save", { ...given, result: recordedResult() });
    const plan = await client.call("plan.save", { ...given, result: recordedPlan() });
    await client.call("plan.remove", { id: plan.entry.id });
    await client.call("settings.write", { settings: { theme: "dark" } });

    const files = await filesIn(team);
    const shared = files.filter((file) => !file.startsWith(".headroom"));
    expect(shared.map((file) => path.dirname(file))).toEqual(["runs", "scenarios"]);
    expect(
      files.filter((file) => file.startsWith(".headroom")).map((file) => file.split(path.sep)[1]),
    ).toEqual([".gitignore", "drafts", "recents.json", "trash"]);
    expect(await readFile(path.join(team, ".headroom", ".gitignore"), "utf8")).toMatch(/^\*$/m);
    expect(await filesIn(data)).toEqual(["settings.json", "workspaces.json"]);
    // In lines, with the keys in the order of the schema: what a review of changes can be read in.
    for (const file of shared) {
      const text = await readFile(path.join(team, file), "utf8");
      expect(text.split("\n").length).toBeGreaterThan(10);
      expect(Object.keys(JSON.parse(text))[0]).toBe("schema");
    }
  });

  it.each([
    ["a file", (folder: string) => writeFile(folder, ""), "a file where a folder should be"],
    ["a loop", (folder: string) => symlink(folder, folder), "a loop of symbolic links"],
  ])(
    "names a folder with %s in its place, and goes on with the others",
    async (_what, put, found) => {
      const data = await temporaryFolder();
      const client = clientOver(data, { shippedFolder });
      const mine = (await client.call("scenario.save", { scenario: MINIMAL })).entry.id;
      const lists = async () => ({
        scenarios: (await client.call("scenario.list", {})).scenarios.map(({ id }) => id),
        present: (await client.call("workspace.list", {})).present,
      });
      const before = await lists();
      expect(before.scenarios).toContain(mine);
      expect(before.present).not.toHaveProperty("unreadable");

      const [scenarios, runs] = [path.join(data, "scenarios"), path.join(data, "runs")];
      await rename(scenarios, `${scenarios}-aside`);
      for (const folder of [scenarios, runs]) await put(folder);
      const during = await lists();
      expect(during.scenarios).toEqual(before.scenarios.filter((id) => id !== mine));
      expect(during.present.unreadable).toEqual([
        { folder: scenarios, found },
        { folder: runs, found },
      ]);
      expect((await client.call("run.list", {})).runs).toEqual([]);
      expect((await client.call("recent.list", {})).ids).toEqual([]);
      // What came with Headroom is not taken for a damaged file of the user's.
      expect((await client.call("scenario.read", { id: "article" })).problems).toEqual([]);
      const why = new RegExp(`the folder ${scenarios} cannot be read: found ${found}`);
      await expect(client.call("scenario.read", { id: mine })).rejects.toThrow(why);

      for (const folder of [scenarios, runs]) await rm(folder);
      await rename(`${scenarios}-aside`, scenarios);
      expect(await lists()).toEqual(before);
    },
  );

  it("is shown alone, and is open again at the next start", async () => {
    const [data, team] = [await temporaryFolder(), await temporaryFolder()];
    const client = clientOver(data);
    await client.call("scenario.save", { scenario: { ...MINIMAL, name: "At home" } });
    const { present } = await client.call("workspace.open", { folder: team });
    expect(present).toMatchObject({ name: path.basename(team), isDefault: false });
    expect((await client.call("scenario.list", {})).scenarios).toEqual([]);
    await client.call("scenario.save", { scenario: { ...MINIMAL, name: "Ours" } });

    const opened = await lastWorkspace(data);
    expect(opened).toBe(present.folder);
    const later = clientOver(data, { workspaceFolder: opened });
    const names = async () =>
      (await later.call("scenario.list", {})).scenarios.map(({ name }) => name);
    expect(await names()).toEqual(["Ours"]);
    await later.call("workspace.open", { folder: data });
    expect(await names()).toEqual(["At home"]);
    const { recent } = await later.call("workspace.list", {});
    expect(recent.map(({ folder, isDefault }) => [folder, isDefault])).toEqual([
      [data, true],
      [present.folder, false],
    ]);
    expect(await lastWorkspace(data)).toBeUndefined();
  });

  it("keeps what was begun in it though another one is open by then", async () => {
    const [data, team] = [await temporaryFolder(), await temporaryFolder()];
    const client = clientOver(data);
    const { present } = await client.call("workspace.open", { folder: team });
    await client.call("workspace.open", { folder: data });
    const result = recordedResult();
    await client.call("run.save", { scenario: MINIMAL, result, keptIn: present.folder });
    expect((await client.call("run.list", {})).runs).toEqual([]);
    await client.call("workspace.open", { folder: team });
    expect((await client.call("run.list", {})).runs).toHaveLength(1);
    const elsewhere = client.call("run.save", { scenario: MINIMAL, result, keptIn: "/elsewhere" });
    await expect(elsewhere).rejects.toMatchObject({ code: "not-found" });
  });

  it("takes what is meant for it, whatever is done, though another one is open", async () => {
    const [data, team] = [await temporaryFolder(), await temporaryFolder()];
    const client = clientOver(data);
    const { present } = await client.call("workspace.open", { folder: team });
    await client.call("workspace.open", { folder: data });
    const keptIn = present.folder;
    const { entry } = await client.call("scenario.save", { scenario: MINIMAL, keptIn });
    const { id } = entry;
    await client.call("draft.write", { id, text: "half typed", keptIn });
    await client.call("scenario.duplicate", { id, keptIn });
    await client.call("scenario.rename", { id: `${id}-copy`, name: "Ours", keptIn });
    await client.call("scenario.remove", { id: "ours", keptIn });
    expect(await filesIn(data)).toEqual(["workspaces.json"]);
    await client.call("workspace.open", { folder: team });
    const { scenarios } = await client.call("scenario.list", {});
    expect(scenarios.map((one) => one.id)).toEqual([id]);
    expect((await client.call("scenario.read", { id })).draft?.text).toBe("half typed");
  });

  it("is followed: who opens another one, and what is written into it from outside", async () => {
    const [data, team] = [await temporaryFolder(), await temporaryFolder()];
    const client = clientOver(data);
    await client.call("scenario.save", { scenario: MINIMAL });
    const events: unknown[] = [];
    const stop = new AbortController();
    const onEvent = (event: unknown): void => void events.push(event);
    const following = client.call(
      "workspace.list",
      { follow: true },
      { signal: stop.signal, onEvent },
    );
    const heard = async (event: unknown): Promise<void> => {
      await vi.waitFor(() => expect(events).toContainEqual(event), { timeout: 60_000 });
      events.length = 0;
    };
    const opened = (folder: string) =>
      expect.objectContaining({ kind: "opened", present: expect.objectContaining({ folder }) });
    await heard(opened(data));
    await writeFile(path.join(data, "scenarios", "theirs.json"), "{}");
    await heard({ kind: "changed", folders: ["scenarios"] });
    // A folder that was not there at first, as a pull makes it.
    await mkdir(path.join(data, "runs"));
    await heard({ kind: "changed", folders: ["runs"] });
    await writeFile(path.join(data, "runs", "theirs.json"), "{}");
    await heard({ kind: "changed", folders: ["runs"] });
    const { present } = await client.call("workspace.open", { folder: team });
    await heard(opened(present.folder));
    await client.call("scenario.save", { scenario: MINIMAL });
    await heard({ kind: "changed", folders: ["scenarios"] });
    stop.abort();
    await expect(following).rejects.toMatchObject({ code: "cancelled" });
  });

  it("that has gone is named as such, and does not keep Headroom from starting", async () => {
    const [data, team] = [await temporaryFolder(), await temporaryFolder()];
    const client = clientOver(data);
    await client.call("workspace.open", { folder: team });
    await client.call("workspace.open", { folder: data });
    await rm(team, { recursive: true });
    const { recent } = await client.call("workspace.list", {});
    expect(recent.map(({ damage }) => damage)).toEqual([undefined, "no such folder"]);
    await writeFile(team, "a file now");
    const refused = client.call("workspace.open", { folder: team });
    await expect(refused).rejects.toMatchObject({
      code: "invalid-input",
      problems: [{ path: "folder", found: "a file" }],
    });
    expect((await client.call("workspace.list", {})).present.isDefault).toBe(true);
    await rm(team);
  });

  it.each([
    ["a relative path", "team", "an absolute path"],
    ["a folder that is not there", "/nowhere/at/all", "a folder that is there"],
    ["a device", "/dev/null", "a folder that is there"],
    ["the app's own folder", shippedFolder, "a folder of your own"],
    ["a folder that nothing can be written in", "/proc/self", "a folder that can be written"],
  ])("is not %s", async (_what, folder, expected) => {
    const client = clientOver(await temporaryFolder(), { shippedFolder });
    await expect(client.call("workspace.open", { folder })).rejects.toMatchObject({
      code: "invalid-input",
      problems: [{ path: "folder", expected }],
    });
  });

  it("is not made anew by a look at what it had", async () => {
    const [data, team] = [await temporaryFolder(), path.join(await temporaryFolder(), "team")];
    const client = clientOver(data, { shippedFolder });
    await client.call("workspace.open", { folder: team, create: true });
    await rm(team, { recursive: true });
    await client.call("scenario.read", { id: "article" });
    expect(await readdir(path.dirname(team))).toEqual([]);
    const { present } = await client.call("workspace.list", {});
    expect(present.damage).toBe("no such folder");
  });

  it("of a command line is refused by the name of its option", async () => {
    const opening = workspaceFolder({ fs: diskFileSystem, shippedFolder: undefined }, "/dev/null", {
      create: false,
      field: "--workspace",
    });
    await expect(opening).rejects.toMatchObject({ problems: [{ path: "--workspace" }] });
  });

  it("starts with the default one where the list of them is damaged", async () => {
    const data = await temporaryFolder();
    await mkdir(data, { recursive: true });
    await writeFile(path.join(data, "workspaces.json"), "<<<<<<< HEAD");
    expect(await lastWorkspace(data)).toBeUndefined();
    const { present } = await clientOver(data).call("workspace.list", {});
    expect(present.isDefault).toBe(true);
  });
});
