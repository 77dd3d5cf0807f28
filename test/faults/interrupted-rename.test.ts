import { mkdir, readdir } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { diskFileSystem } from "../../engine/services/store/file-system.js";
import type { WritableFileSystem } from "../../engine/services/store/file-system.js";
import { MINIMAL } from "../contract/minimal.js";
import { clientOver } from "../contract/services.js";
import { temporaryFolder } from "../contract/temporary.js";
import { recordedResult } from "../unit/renderer/recorded.js";

/** The real file system, which after so many calls does nothing more, as after a power cut. */
function dyingAfter(calls: number): { fs: WritableFileSystem; died: () => boolean } {
  let left = calls;
  const alive = (): void => {
    left -= 1;
    if (left < 0) throw new Error("the power is cut");
  };
  const { link, mkdir: makeFolder, open, rename, unlink } = diskFileSystem;
  const fs: WritableFileSystem = {
    link: async (...args) => (alive(), link(...args)),
    // Of Node's two forms, which TypeScript cannot tell apart here, the recursive one is used alone.
    mkdir: (async (...args: Parameters<typeof makeFolder>) => (
      alive(),
      makeFolder(...args)
    )) as typeof makeFolder,
    open: async (...args) => (alive(), open(...args)),
    rename: async (...args) => (alive(), rename(...args)),
    unlink: async (...args) => (alive(), unlink(...args)),
  };
  return { fs, died: () => left < 0 };
}

/** A scenario with a run of it and unsaved text. */
async function withScenario(): Promise<string> {
  const folder = await temporaryFolder();
  const client = clientOver(folder);
  await client.call("scenario.save", { scenario: MINIMAL });
  const scenarioId = "one-queue";
  await client.call("run.save", { scenarioId, scenario: MINIMAL, result: recordedResult() });
  await client.call("draft.write", { id: scenarioId, text: "half typed" });
  return folder;
}

describe("a rename that is broken off", () => {
  it("loses nothing and leaves nothing that points nowhere, wherever it is", async () => {
    let whole = false;
    for (let calls = 0; !whole; calls += 1) {
      const folder = await withScenario();
      const { fs, died } = dyingAfter(calls);
      await clientOver(folder, { fs })
        .call("scenario.rename", { id: "one-queue", name: "Two queues" })
        .catch(() => undefined);
      whole = !died();
      const client = clientOver(folder);
      const { scenarios } = await client.call("scenario.list", {});
      const ids = scenarios.map(({ id }) => id);
      expect(scenarios.every(({ damage }) => damage === undefined)).toBe(true);
      expect(whole ? ids : ids.filter((id) => !["one-queue", "two-queues"].includes(id))).toEqual(
        whole ? ["two-queues"] : [],
      );
      const { runs } = await client.call("run.list", {});
      expect(runs.map(({ damage }) => damage)).toEqual([undefined]);
      expect(ids).toContain(runs[0]?.scenarioId);
      const reads = ids.map((id) => client.call("scenario.read", { id }));
      const drafts = (await Promise.all(reads)).map(({ draft }) => draft?.text);
      expect(drafts).toContain("half typed");
    }
  });
});

describe("a copy that is broken off", () => {
  it("is there whole or not at all", async () => {
    let whole = false;
    for (let calls = 0; !whole; calls += 1) {
      const folder = await withScenario();
      const { fs, died } = dyingAfter(calls);
      await clientOver(folder, { fs })
        .call("scenario.duplicate", { id: "one-queue" })
        .catch(() => undefined);
      whole = !died();
      const { scenarios } = await clientOver(folder).call("scenario.list", {});
      expect(scenarios.every(({ damage }) => damage === undefined)).toBe(true);
      const ids = scenarios.map(({ id }) => id);
      expect(ids).toContain("one-queue");
      expect(ids.length).toBeLessThanOrEqual(2);
    }
  });
});

describe("the trash", () => {
  it("gives back every one of several items of one id, the last one first", async () => {
    const folder = await temporaryFolder();
    await mkdir(path.join(folder, "scenarios"));
    const client = clientOver(folder);
    for (const name of ["One queue", "One  queue"]) {
      await client.call("scenario.save", { id: "q", scenario: { ...MINIMAL, name } });
      await client.call("scenario.remove", { id: "q" });
    }
    expect(await readdir(path.join(folder, "trash", "scenarios"))).toHaveLength(2);
    await client.call("scenario.restore", { id: "q" });
    expect((await client.call("scenario.read", { id: "q" })).entry.name).toBe("One  queue");
    await client.call("scenario.rename", { id: "q", name: "Elsewhere" });
    await client.call("scenario.restore", { id: "q" });
    expect((await client.call("scenario.read", { id: "q" })).entry.name).toBe("One queue");
  });
});
