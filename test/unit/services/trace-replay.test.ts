import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readScenarioOrThrow } from "../../../engine/contract/scenario-file.js";
import { Scenario } from "../../../engine/contract/scenario.js";
import { MINIMAL } from "../../contract/minimal.js";
import { clientOver } from "../../contract/services.js";
import { temporaryFolder } from "../../contract/temporary.js";

const SHIPPED = path.resolve("scenarios");
const trace = (...tokens: readonly number[]): string =>
  `TIMESTAMP,ContextTokens,GeneratedTokens\n${tokens.map((count, at) => `2023-11-16 18:17:0${at}.5,${count},10\n`).join("")}`;

async function withBase(): Promise<{
  folder: string;
  client: ReturnType<typeof clientOver>;
  base: Scenario;
}> {
  const folder = await temporaryFolder();
  const client = clientOver(folder, { shippedFolder: SHIPPED });
  const base = Scenario.parse({
    ...MINIMAL,
    name: "Ours",
    claims: { source: "an article", figures: [] },
  });
  await client.call("scenario.save", { scenario: base });
  return { folder, client, base };
}

describe("a request trace", () => {
  it("becomes a scenario of its whole length on the deployment of another", async () => {
    const { folder, client, base } = await withBase();
    const { entry } = await client.call("scenario.replay", {
      text: trace(100, 200, 300),
      name: "Morning",
      on: "ours",
    });
    expect(entry).toMatchObject({ id: "morning-replayed", name: "Morning, replayed" });
    const { text } = await client.call("scenario.read", { id: entry.id });
    const made = readScenarioOrThrow(text, "made");
    expect(made).toMatchObject({
      brain: base.brain,
      prices: base.prices,
      run: { ...base.run, requests: 3 },
      workloads: [{ arrivals: { trace: { file: "traces/morning.csv" } } }],
    });
    // What an article claims, it claims of other traffic.
    expect(made.claims).toBeUndefined();
    const kept = await readFile(path.join(folder, "scenarios/traces/morning.csv"), "utf8");
    expect(kept).toBe(trace(100, 200, 300));
    // It is replayed indeed: a second from each session to the next.
    const bounds = await client.call("estimate", { scenario: made });
    expect(bounds.architectures.decoupled?.arrivals.perSecond).toBeCloseTo(1, 9);
  });

  it("is kept once, and never in the place of another of its name, a shipped one included", async () => {
    const { folder, client } = await withBase();
    const take = async (text: string, name: string): Promise<string> => {
      const { entry } = await client.call("scenario.replay", { text, name, on: "ours" });
      const { text: made } = await client.call("scenario.read", { id: entry.id });
      const [{ arrivals } = { arrivals: undefined }] = readScenarioOrThrow(made, "made").workloads;
      return arrivals !== undefined && "trace" in arrivals ? arrivals.trace.file : "none";
    };
    expect(await take(trace(1), "a")).toBe("traces/a.csv");
    expect(await take(trace(1), "a")).toBe("traces/a.csv");
    expect(await take(trace(2), "a")).toBe("traces/a-2.csv");
    expect(await take(trace(3), "azure-code-2023")).toBe("traces/azure-code-2023-2.csv");
    const shipped = await readFile(path.join(SHIPPED, "traces/azure-code-2023.csv"), "utf8");
    expect(await take(shipped, "azure-code-2023")).toBe("traces/azure-code-2023.csv");
    const kept = await readdir(path.join(folder, "scenarios/traces"));
    expect(kept.toSorted()).toEqual(["a-2.csv", "a.csv", "azure-code-2023-2.csv"]);
  });

  it("is kept in the workspace that it is meant for, whatever else has it", async () => {
    const [folder, team, here] = [
      await temporaryFolder(),
      await temporaryFolder(),
      await temporaryFolder(),
    ];
    // As a terminal's own folder: its files are there for the one call.
    await mkdir(path.join(here, "traces"));
    await writeFile(path.join(here, "traces/a.csv"), trace(1));
    const client = clientOver(folder, { traceFolders: [here] });
    const replay = { text: trace(1), name: "a", on: "ours" };
    for (const workspace of [folder, team]) {
      await client.call("workspace.open", { folder: workspace, create: true });
      await client.call("scenario.save", {
        scenario: Scenario.parse({ ...MINIMAL, name: "Ours" }),
      });
    }
    await client.call("scenario.replay", replay);
    await client.call("scenario.replay", { ...replay, keptIn: folder });
    for (const workspace of [folder, team]) {
      expect(await readdir(path.join(workspace, "scenarios/traces"))).toEqual(["a.csv"]);
    }
  });

  it("is refused where a file stands in the place of the traces' folder", async () => {
    const { folder, client } = await withBase();
    await writeFile(path.join(folder, "scenarios/traces"), "");
    await expect(
      client.call("scenario.replay", { text: trace(1), name: "a", on: "ours" }),
    ).rejects.toMatchObject({ code: "unavailable", message: expect.stringContaining("traces") });
  });

  it("that is wrong is refused by its line, and leaves nothing", async () => {
    const { folder, client } = await withBase();
    const wrong = `${trace(1)}2023-11-16 18:17:01.5,-4,10\n`;
    await expect(
      client.call("scenario.replay", { text: wrong, name: "wrong", on: "ours" }),
    ).rejects.toMatchObject({ code: "invalid-input", problems: [{ line: 3 }] });
    await expect(
      client.call("scenario.replay", { text: trace(1), name: "good", on: "nobody" }),
    ).rejects.toMatchObject({ code: "not-found" });
    expect(await readdir(path.join(folder, "scenarios"))).toEqual(["ours.json"]);
  });
});
