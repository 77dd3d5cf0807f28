import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readClaimsOrThrow } from "../../../engine/contract/claims.js";
import { clientOver } from "../../contract/services.js";
import { temporaryFolder } from "../../contract/temporary.js";

const shippedFolder = path.join(import.meta.dirname, "..", "..", "..", "scenarios");
const articleText = (): Promise<string> =>
  readFile(path.join(shippedFolder, "article.claims.json"), "utf8");

describe("claim sets", () => {
  it("ship with the article's, as the file has it, and are no scenarios", async () => {
    const client = clientOver(await temporaryFolder(), { shippedFolder });
    const { claims } = await client.call("claims.list", {});
    expect(claims).toEqual([{ id: "article", name: "Decoupling article", origin: "shipped" }]);
    expect((await client.call("claims.read", { id: "article" })).text).toBe(await articleText());
    const { scenarios } = await client.call("scenario.list", {});
    expect(scenarios.filter(({ damage }) => damage !== undefined)).toEqual([]);
  });

  it("are copied when shipped, replaced when the user's own, and kept as typed", async () => {
    const client = clientOver(await temporaryFolder(), { shippedFolder });
    const typed = (await articleText()).replace("Decoupling article", "My claims") + "\n\n";
    const { entry } = await client.call("claims.save", { id: "article", text: typed });
    expect(entry).toEqual({ id: "my-claims", name: "My claims", origin: "user" });
    const later = typed.replace("120000", "130000");
    await client.call("claims.save", { id: "my-claims", text: later });
    expect((await client.call("claims.read", { id: "my-claims" })).text).toBe(later);
    expect((await client.call("claims.read", { id: "article" })).text).toBe(await articleText());
    expect((await client.call("claims.list", {})).claims.map(({ id }) => id)).toEqual([
      "article",
      "my-claims",
    ]);
  });

  it("are refused with the field's path, and nothing is written", async () => {
    const client = clientOver(await temporaryFolder(), { shippedFolder });
    const text = (await articleText()).replace('"before": 0.9', '"before": -0.9');
    await expect(client.call("claims.save", { text })).rejects.toMatchObject({
      code: "invalid-input",
      problems: [{ path: expect.stringMatching(/^claims\[0\]\.before/) }],
    });
    expect((await client.call("claims.list", {})).claims).toHaveLength(1);
    await expect(client.call("claims.read", { id: "nobody" })).rejects.toMatchObject({
      code: "not-found",
    });
  });

  it("that are damaged are listed with what is wrong, and can be mended from their text", async () => {
    const folder = await temporaryFolder();
    await mkdir(path.join(folder, "claims"));
    await writeFile(path.join(folder, "claims", "torn.claims.json"), '{"schema": "head');
    const client = clientOver(folder);
    const { entry, text } = await client.call("claims.read", { id: "torn" });
    expect(entry).toMatchObject({ id: "torn", name: "torn", origin: "user" });
    expect(entry.damage).toMatch(/^torn\.claims\.json cannot be read: /);
    expect(text).toBe('{"schema": "head');
    const mended = await articleText();
    await client.call("claims.save", { id: "torn", text: mended });
    const read = await client.call("claims.read", { id: "torn" });
    expect(read.entry.damage).toBeUndefined();
    expect(readClaimsOrThrow(read.text, "torn").claims).not.toHaveLength(0);
  });
});
