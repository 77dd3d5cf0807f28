import { mkdir, readdir, readFile, symlink, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { Client } from "../../engine/contract/client.js";
import { FILE_KINDS, FILE_TEXT_MAX_BYTES } from "../../engine/contract/file-methods.js";
import type { FileKind } from "../../engine/contract/file-methods.js";
import { FOLDERS } from "../../engine/services/library.js";
import { clientOver } from "../contract/services.js";
import { temporaryFolder } from "../contract/temporary.js";
import { wholeFiles } from "./whole-files.js";

const NAMES: Readonly<Record<FileKind, string>> = {
  scenario: "scenarios/x.json",
  run: "runs/x.json",
  plan: "plans/x.json",
  projection: "projections/x.json",
  study: "studies/x.json",
  calibration: "calibrations/x.json",
  claims: "claims/x.claims.json",
  deck: "decks/x.json",
  drive: "drives/x.json",
  preset: "presets/x.json",
};

let whole: Readonly<Record<FileKind, string>>;
beforeAll(async () => {
  whole = await wholeFiles("/nothing-is-written");
}, 60_000);

/** A workspace in which the file of that kind has this content. */
async function having(kind: FileKind, content: string | Uint8Array) {
  const folder = await temporaryFolder();
  const file = path.join(folder, NAMES[kind]);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, content);
  return { folder, file, client: clientOver(folder) };
}

async function damageOf(client: Client, kind: FileKind): Promise<string | undefined> {
  const { problems } = await client.call("file.read", { kind, id: "x" });
  return problems[0] === undefined ? undefined : `${problems[0].path}: ${problems[0].found}`;
}

it("there is a kind of file for every folder of a workspace", () => {
  expect(
    Object.values(NAMES)
      .map((name) => path.dirname(name))
      .toSorted(),
  ).toEqual(FOLDERS.toSorted());
});

describe.each(FILE_KINDS)("a damaged file of kind %s", (kind) => {
  it("is named with its line, mended as text, and kept beside what replaces it", async () => {
    const [first = "", ...rest] = whole[kind].split("\n");
    const conflict = [first, "<<<<<<< HEAD", "=======", ">>>>>>> theirs", ...rest].join("\n");
    const { file, client } = await having(kind, conflict);
    const read = await client.call("file.read", { kind, id: "x" });
    expect(read).toMatchObject({ file, text: conflict });
    expect(read.problems).toEqual([expect.objectContaining({ path: "(file)", line: 2 })]);
    expect(read.problems[0]?.found).toContain("git merge conflict");

    const half = client.call("file.save", { kind, id: "x", text: conflict.replace("=====", "") });
    await expect(half).rejects.toMatchObject({ code: "invalid-input" });
    expect(await readFile(file, "utf8")).toBe(conflict);
    expect(await client.call("file.check", { kind, id: "x", text: whole[kind] })).toEqual({
      problems: [],
    });
    const { keptAs } = await client.call("file.save", {
      kind,
      id: "x",
      text: whole[kind],
      replaces: read.version,
    });
    expect(await readFile(file, "utf8")).toBe(whole[kind]);
    expect(await readFile(keptAs ?? "", "utf8")).toBe(conflict);
    expect(await damageOf(client, kind)).toBeUndefined();
  });

  it("gives way to the newest version in the trash that can be read", async () => {
    const { folder, file, client } = await having(kind, whole[kind]);
    await client.call(`${kind}.remove`, { id: "x" });
    await writeFile(file, "a removed one that is damaged too");
    await client.call(`${kind}.remove`, { id: "x" });
    await writeFile(file, "half");
    expect(await client.call("file.read", { kind, id: "x" })).toMatchObject({
      bytes: 4,
      removedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    });
    const { keptAs } = await client.call("file.restore", { kind, id: "x" });
    expect(await readFile(file, "utf8")).toBe(whole[kind]);
    expect(await readFile(keptAs ?? "", "utf8")).toBe("half");
    expect(await readdir(path.join(folder, "trash", path.dirname(NAMES[kind])))).toHaveLength(1);
    const again = client.call("file.restore", { kind, id: "x" });
    await expect(again).rejects.toMatchObject({ code: "not-found" });
  });

  it("of a later version of Headroom is told from a fault, by its field", async () => {
    const later = whole[kind].replace(/\/v1"/, '/v9"');
    const { client } = await having(kind, later);
    expect(await damageOf(client, kind)).toBe(`schema: the text "headroom/${kind}/v9"`);
    const { problems } = await client.call("file.read", { kind, id: "x" });
    expect(problems[0]?.expected).toContain("newer Headroom");
  });

  it("is read with a byte order mark and with another system's line ends", async () => {
    const { client } = await having(kind, `\uFEFF${whole[kind].replaceAll("\n", "\r\n")}`);
    expect(await damageOf(client, kind)).toBeUndefined();
  });

  it("is named where it holds nothing, is no text, no file, or far too large", async () => {
    const { file, client } = await having(kind, "");
    expect(await damageOf(client, kind)).toBe("(file): an empty text");
    await writeFile(file, Uint8Array.of(0x7b, 0xff, 0xfe));
    expect(await damageOf(client, kind)).toBe("(file): bytes that are not UTF-8");
    expect((await client.call("file.read", { kind, id: "x" })).text).toBe("{\uFFFD\uFFFD");
    await writeFile(file, `${" ".repeat(FILE_TEXT_MAX_BYTES)}{`);
    const large = await client.call("file.read", { kind, id: "x" });
    expect(large.text).toBeUndefined();
    expect(large.bytes).toBeGreaterThan(FILE_TEXT_MAX_BYTES);
    expect(large.problems).toHaveLength(1);
    await truncate(file, 200_000_000);
    expect(await damageOf(client, kind)).toBe("(file): 200000000 bytes");
  });
});

describe("a file that is in the way of one", () => {
  it("is named, and gives way: a loop of links, a folder", async () => {
    const folder = await temporaryFolder();
    const runs = path.join(folder, "runs");
    await mkdir(path.join(runs, "x.json"), { recursive: true });
    await symlink("loop.json", path.join(runs, "loop.json"));
    const client = clientOver(folder);
    const { runs: listed } = await client.call("run.list", {});
    expect(listed.map(({ id, damage }) => [id, damage])).toEqual(
      expect.arrayContaining([
        ["x", expect.stringContaining("a folder")],
        ["loop", expect.stringContaining("a loop of symbolic links")],
      ]),
    );
    for (const id of ["x", "loop"]) {
      await client.call("file.save", { kind: "run", id, text: whole.run });
      expect(await readFile(path.join(runs, `${id}.json`), "utf8")).toBe(whole.run);
    }
    const names = await readdir(runs);
    expect(names.filter((name) => name.includes(".damaged-"))).toHaveLength(2);
  });

  it("is not replaced where it was changed since it was read", async () => {
    const { file, client } = await having("run", "half");
    const { version } = await client.call("file.read", { kind: "run", id: "x" });
    await writeFile(file, "mended by someone else, a little");
    const late = client.call("file.save", {
      kind: "run",
      id: "x",
      text: whole.run,
      replaces: version,
    });
    await expect(late).rejects.toMatchObject({ code: "conflict" });
    expect(await readFile(file, "utf8")).toBe("mended by someone else, a little");
  });

  it("is not put back where nothing is damaged", async () => {
    const { file, client } = await having("run", whole.run);
    await client.call("run.remove", { id: "x" });
    await writeFile(file, whole.run);
    const restored = client.call("file.restore", { kind: "run", id: "x" });
    await expect(restored).rejects.toMatchObject({ code: "conflict" });
  });
});
