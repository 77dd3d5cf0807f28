import { chmod, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { HeadroomError } from "../../engine/contract/errors.js";
import { Settings } from "../../engine/contract/settings.js";
import { diskFileSystem } from "../../engine/services/store/file-system.js";
import type { WritableFileSystem } from "../../engine/services/store/file-system.js";
import { MINIMAL } from "../contract/minimal.js";
import { clientOver } from "../contract/services.js";
import { temporaryFolder } from "../contract/temporary.js";
import { recordedPlan, recordedProjection } from "../unit/renderer/recorded.js";

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: as the test wants`), { code });
}

/** The real file system, on which one step of a write fails; `step` names it. */
function failingAt(
  step: "open" | "write" | "sync" | "rename" | "link",
  code: string,
): WritableFileSystem {
  const fail = () => Promise.reject(systemError(code));
  return {
    ...diskFileSystem,
    ...(step === "rename" ? { rename: fail } : {}),
    ...(step === "link" ? { link: fail } : {}),
    open: async (...args) => {
      const isTemporary = String(args[0]).endsWith(".tmp");
      if (step === "open" && isTemporary) throw systemError(code);
      const handle = await diskFileSystem.open(...args);
      if (!isTemporary) return handle;
      if (step === "sync") handle.sync = fail;
      if (step === "write") {
        handle.writeFile = async (text) => {
          // What a disk with a little room left does: part of it arrives.
          await handle.write(String(text).slice(0, 40));
          throw systemError(code);
        };
      }
      return handle;
    },
  };
}

async function failureOf(call: Promise<unknown>): Promise<HeadroomError> {
  const outcome = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (outcome instanceof HeadroomError) return outcome;
  throw new Error(`expected a HeadroomError, found ${String(outcome)}`);
}

describe("a full disk", () => {
  it.each(["open", "write", "sync", "rename"] as const)(
    "keeps the old content and leaves nothing behind when %s fails",
    async (step) => {
      const folder = await temporaryFolder();
      const { entry } = await clientOver(folder).call("scenario.save", { scenario: MINIMAL });
      const file = path.join(folder, "scenarios", `${entry.id}.json`);
      const before = await readFile(file, "utf8");

      const full = clientOver(folder, { fs: failingAt(step, "ENOSPC") });
      const scenario = { ...MINIMAL, description: "changed" };
      const failure = await failureOf(full.call("scenario.save", { id: entry.id, scenario }));
      expect(failure.code).toBe("unavailable");
      expect(failure.message).toBe(`${file} was not written: the disk is full`);
      expect(await readFile(file, "utf8")).toBe(before);
      expect(await readdir(path.dirname(file))).toEqual([`${entry.id}.json`]);
    },
  );

  it("keeps the draft when the scenario cannot be saved", async () => {
    const folder = await temporaryFolder();
    const { entry } = await clientOver(folder).call("scenario.save", { scenario: MINIMAL });
    await clientOver(folder).call("draft.write", { id: entry.id, text: "half typed" });
    const full = clientOver(folder, { fs: failingAt("write", "ENOSPC") });
    await failureOf(full.call("scenario.save", { id: entry.id, scenario: MINIMAL }));
    const { draft } = await clientOver(folder).call("scenario.read", { id: entry.id });
    expect(draft?.text).toBe("half typed");
  });

  it("does not keep anyone from reading a scenario, though it cannot be remembered as recent", async () => {
    const folder = await temporaryFolder();
    const { entry } = await clientOver(folder).call("scenario.save", { scenario: MINIMAL });
    const full = clientOver(folder, { fs: failingAt("write", "ENOSPC") });
    expect((await full.call("scenario.read", { id: entry.id })).entry.id).toBe(entry.id);
  });

  it.each(["plan", "projection"] as const)(
    "or a file where its folder should be keeps a %s from being stored, until it is put right",
    async (kind) => {
      const folder = await temporaryFolder();
      await writeFile(path.join(folder, `${kind}s`), "in the way");
      const client = clientOver(folder);
      const save = () =>
        kind === "plan"
          ? client.call("plan.save", { scenario: MINIMAL, result: recordedPlan() })
          : client.call("projection.save", { scenario: MINIMAL, result: recordedProjection() });
      expect(await client.call(`${kind}.list`, {})).toEqual({ [`${kind}s`]: [] });
      const failure = await failureOf(save());
      expect(failure.code).toBe("unavailable");
      expect(failure.message).toMatch(/\.json was not written: a file where a folder should be$/);
      await rm(path.join(folder, `${kind}s`));
      const { entry } = await save();
      expect(await readdir(path.join(folder, `${kind}s`))).toEqual([`${entry.id}.json`]);
    },
  );

  it("works without hard links, as on an exFAT stick", async () => {
    const folder = await temporaryFolder();
    const client = clientOver(folder, { fs: failingAt("link", "EPERM") });
    const first = await client.call("scenario.save", { scenario: MINIMAL });
    const second = await client.call("scenario.save", { scenario: MINIMAL });
    expect([first.entry.id, second.entry.id]).toEqual(["one-queue", "one-queue-2"]);
    await client.call("scenario.remove", { id: "one-queue" });
    await client.call("scenario.restore", { id: "one-queue" });
    const { scenarios } = await client.call("scenario.list", {});
    expect(scenarios.map(({ id, damage }) => [id, damage])).toEqual([
      ["one-queue", undefined],
      ["one-queue-2", undefined],
    ]);
    expect((await readdir(path.join(folder, "scenarios"))).toSorted()).toEqual([
      "one-queue-2.json",
      "one-queue.json",
    ]);
  });

  it("never replaces damaged settings that it could not set aside", async () => {
    const folder = await temporaryFolder();
    await mkdir(folder, { recursive: true });
    const file = path.join(folder, "settings.json");
    await writeFile(file, "{damaged");
    const stuck = clientOver(folder, { fs: failingAt("rename", "EROFS") });
    expect(await stuck.call("settings.read", {})).toEqual(Settings.parse({ theme: "system" }));
    const failure = await failureOf(stuck.call("settings.write", { settings: { theme: "dark" } }));
    expect(failure.code).toBe("damaged-file");
    expect(await readFile(file, "utf8")).toBe("{damaged");
    const { recovered } = await stuck.call("system.info", {});
    expect(recovered).toMatchObject([{ file, keptAs: file }]);
    await chmod(file, 0o600);
  });
});
