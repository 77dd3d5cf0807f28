import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { createInProcessRunner } from "../../../main/worker/in-process.js";
import { clientOver } from "../../contract/services.js";
import { temporaryFolder } from "../../contract/temporary.js";
import { MINIMAL } from "../../contract/minimal.js";

const SMALL = { scenario: MINIMAL, replications: 2, requests: 200, horizonDays: 30 };

async function client() {
  return clientOver(await temporaryFolder(), {
    runner: createInProcessRunner(),
    shippedFolder: path.resolve("scenarios"),
  });
}

describe("project over stored and shipped files", () => {
  it("sorts the shipped bill by the shipped rules, and loses none of it", async () => {
    const billing = await readFile("scenarios/billing/synthetic-focus.csv", "utf8");
    const result = await (await client()).call("project", { ...SMALL, billing });
    const found = result.billing;
    expect([found?.startsOn, found?.fromDay, found?.toDay]).toEqual(["2026-10-01", 1, 20]);
    expect(found?.lines.map(({ line }) => line)).toEqual(
      expect.arrayContaining(["gpu", "cpu", "storage", "egress", "observability", "not mapped"]),
    );
    expect(found?.lines.find(({ line }) => line === "gpu")?.creditsUsd).toBeCloseTo(-150, 9);
    const billed = billing
      .trim()
      .split("\n")
      .slice(1)
      .reduce((sum, row) => sum + Number(/,(-?[\d.]+),"\{/.exec(row)?.[1]), 0);
    const tax = found?.rules.find(({ rule }) => rule.line === "ignore")?.usd ?? Number.NaN;
    expect((found?.total.actualUsd ?? Number.NaN) + tax).toBeCloseTo(billed, 6);
  });

  it("refuses a faulty bill and an unknown measurement before anything is simulated", async () => {
    const page = await client();
    await expect(page.call("project", { ...SMALL, billing: "a,b\n1,2" })).rejects.toMatchObject({
      code: "invalid-input",
    });
    await expect(
      page.call("project", { ...SMALL, measured: ["no-such-drive"] }),
    ).rejects.toMatchObject({
      code: "not-found",
    });
  });
});
