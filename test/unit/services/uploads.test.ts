import { readdir, utimes } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { longExport } from "../../contract/agent/log-conformance.js";
import { REQUEST_LOG } from "../../contract/life.js";
import { clientOver } from "../../contract/services.js";
import { temporaryFolder } from "../../contract/temporary.js";

describe("a text that is handed over in parts", () => {
  it("is calibrated as the same text in one", async () => {
    const client = clientOver(await temporaryFolder());
    let bytes = 0;
    for (let from = 0; from < REQUEST_LOG.length; from += 200) {
      const text = REQUEST_LOG.slice(from, from + 200);
      ({ bytes } = await client.call("upload.append", { id: "log", at: bytes, text }));
    }
    expect(bytes).toBe(REQUEST_LOG.length);
    const settings = { maxBatch: 8, replicas: 1 };
    const inParts = await client.call("calibrate", { log: { upload: "log" }, settings });
    expect(inParts).toEqual(await client.call("calibrate", { log: REQUEST_LOG, settings }));
  });

  it("begins anew at 0, and refuses a part that does not follow the one before", async () => {
    const client = clientOver(await temporaryFolder());
    await client.call("upload.append", { id: "log", at: 0, text: "something longer" });
    await client.call("upload.append", { id: "log", at: 0, text: "é" });
    await expect(
      client.call("upload.append", { id: "log", at: 1, text: "!" }),
    ).rejects.toMatchObject({ code: "conflict" });
    expect(await client.call("upload.append", { id: "log", at: 2, text: "!" })).toEqual({
      id: "log",
      bytes: 3,
    });
    await expect(client.call("calibrate", { log: { upload: "log" } })).rejects.toMatchObject({
      code: "invalid-input",
      problems: [{ path: "log: arrival", found: "the columns é!" }],
    });
  });

  it("is gone once it was removed", async () => {
    const client = clientOver(await temporaryFolder());
    await client.call("upload.append", { id: "log", at: 0, text: "a" });
    await client.call("upload.remove", { id: "log" });
    await client.call("upload.remove", { id: "log" });
    await expect(client.call("calibrate", { log: { upload: "log" } })).rejects.toMatchObject({
      code: "not-found",
    });
  });

  it("is no way out of its folder, and no longer than a log may be", async () => {
    const client = clientOver(await temporaryFolder());
    await expect(
      client.call("upload.append", { id: "../settings", at: 0, text: "a" }),
    ).rejects.toMatchObject({ code: "invalid-input" });
    await expect(
      client.call("upload.append", { id: "log", at: 300_000_000, text: "a" }),
    ).rejects.toMatchObject({ code: "invalid-input", problems: [{ found: "300000001 bytes" }] });
  });

  it("does not stay where a window was closed in the middle", async () => {
    const folder = await temporaryFolder();
    const client = clientOver(folder);
    await client.call("upload.append", { id: "left", at: 0, text: "a" });
    await client.call("upload.append", { id: "young", at: 0, text: "a" });
    const uploads = path.join(folder, "uploads");
    const before = new Date(Date.now() - 25 * 3_600_000);
    await utimes(path.join(uploads, "left.part"), before, before);
    await client.call("upload.append", { id: "next", at: 0, text: "a" });
    expect((await readdir(uploads)).toSorted()).toEqual(["next.part", "young.part"]);
  });

  it("is taken in as a session, in parts, with its progress; what is cancelled or damaged leaves nothing", async () => {
    const client = clientOver(await temporaryFolder());
    const lines = longExport();
    const handOver = async (text: string): Promise<{ upload: string }> => {
      let at = 0;
      for (let from = 0; from < text.length; from += 200_000) {
        const part = text.slice(from, from + 200_000);
        ({ bytes: at } = await client.call("upload.append", { id: "session", at, text: part }));
      }
      return { upload: "session" };
    };
    const broken = await handOver(lines.with(7, "{").join("\n"));
    await expect(client.call("session.import", { text: broken })).rejects.toMatchObject({
      code: "damaged-file",
      message: "line 8 of the export: expected a session event, found a line that is not JSON",
    });
    const text = await handOver(lines.join("\n"));
    const cancel = new AbortController();
    await expect(
      client.call(
        "session.import",
        { text },
        { signal: cancel.signal, onEvent: () => cancel.abort() },
      ),
    ).rejects.toMatchObject({ code: "cancelled" });
    expect(await client.call("session.list", {})).toEqual({ sessions: [] });
    const fractions: number[] = [];
    const { session } = await client.call(
      "session.import",
      { text },
      { onEvent: ({ fraction }) => fractions.push(fraction) },
    );
    expect(fractions).toEqual([0.25, 0.5, 0.75, 1]);
    expect(session).toMatchObject({ id: "long", lastPosition: 8 });
    expect((await client.call("session.export", { id: "long" })).text).toBe(
      `${lines.join("\n")}\n`,
    );
    await client.call("upload.remove", { id: "session" });
    await expect(client.call("session.import", { text })).rejects.toMatchObject({
      code: "not-found",
    });
  });
});
