import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readScenario } from "../../../engine/contract/scenario-file.js";
import { checkFree, scenarioOutOf, writeOut } from "../../../main/cli/scenario-out.js";
import { temporaryFolder } from "../../contract/temporary.js";
import { clientOver } from "../../contract/services.js";
import { REQUEST_LOG } from "../../contract/life.js";

describe("calibrate --scenario-out", () => {
  it("writes a scenario that can be read, and replaces a file only when told to", async () => {
    const folder = await temporaryFolder();
    const file = path.join(folder, "learnt.json");
    const client = clientOver(folder);
    const settings = { maxBatch: 8, replicas: 1 };
    const output = await client.call("calibrate", { log: REQUEST_LOG, settings, fit: 0.6 });
    const out = { file, force: false };
    await checkFree(out);
    await writeOut(out, output);
    expect(readScenario(await readFile(file)).scenario).toEqual(output.scenario);

    await writeFile(file, "mine");
    const refusal = { code: "invalid-input", problems: [{ path: "--scenario-out" }] };
    await expect(checkFree(out)).rejects.toMatchObject(refusal);
    await expect(writeOut(out, output)).rejects.toMatchObject(refusal);
    expect(await readFile(file, "utf8")).toBe("mine");
    await checkFree({ file, force: true });
    await writeOut({ file, force: true }, output);
    expect(readScenario(await readFile(file)).scenario).toEqual(output.scenario);
  });

  it("is asked for by its option alone", () => {
    expect(scenarioOutOf({ force: true })).toBeUndefined();
    expect(scenarioOutOf({ scenarioOut: "a.json" })).toEqual({ file: "a.json", force: false });
  });
});
