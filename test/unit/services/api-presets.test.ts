import path from "node:path";
import { describe, expect, it } from "vitest";
import { resolveApiPresets } from "../../../engine/services/simulation/api-presets.js";
import { scenarioOf } from "../../laws/simulate.js";

const shippedFolder = path.resolve(import.meta.dirname, "../../../scenarios");
const now = () => new Date("2026-12-01");
const api = { kind: "api", ttftMs: 100, tpotMs: 10 };
const scenario = (brain: object, prices: object = {}) =>
  scenarioOf({
    workloads: [{ name: "w", arrivals: { poisson: { ratePerSecond: 1 } } }],
    brain: { ...api, ...brain },
    prices,
  });

describe("an API brain's model and tier", () => {
  it("give the prices and limits that the scenario leaves out, and their origin", async () => {
    const { scenario: found, presets } = await resolveApiPresets(
      scenario(
        { model: "claude-haiku-5-5", tier: "build", requestsPerMinute: 7 },
        { tokens: { outputUsdPerMillion: 3 } },
      ),
      { shippedFolder, now },
    );
    expect(found.prices.tokens).toEqual({
      inputUsdPerMillion: 0.1,
      outputUsdPerMillion: 3,
      cacheReadUsdPerMillion: 0.01,
      cacheWriteUsdPerMillion: 0.125,
      longPrompt: { aboveTokens: 100_000, factor: 5 },
    });
    expect(found.brain).toMatchObject({
      requestsPerMinute: 7,
      inputTokensPerMinute: 5_000_000,
      outputTokensPerMinute: 1_000_000,
    });
    expect(presets).toMatchObject([
      { what: "Prices of Claude Haiku 5.5", seen: "2026-11-01" },
      { what: "Rate limits of tier Build", seen: "2026-08-01" },
    ]);
  });

  it.each([
    [{ model: "gpt" }, "brain.model"],
    [{ tier: "gold" }, "brain.tier"],
  ])("%o is refused by name, with those that are known", async (brain, at) => {
    const resolving = resolveApiPresets(scenario(brain), { shippedFolder, now });
    await expect(resolving).rejects.toMatchObject({
      code: "invalid-input",
      problems: [{ path: at, expected: expect.stringMatching(/claude-sonnet-5-5|scale/) }],
    });
  });

  it("cannot be had from a build without scenarios, and says so", async () => {
    const resolving = resolveApiPresets(scenario({ tier: "start" }), {
      shippedFolder: undefined,
      now,
    });
    await expect(resolving).rejects.toMatchObject({ problems: [{ path: "brain.tier" }] });
  });

  it("that were seen long ago come with a warning", async () => {
    const later = () => new Date("2027-03-01");
    const { warnings } = await resolveApiPresets(
      scenario({ model: "claude-opus-5", tier: "scale" }),
      { shippedFolder, now: later },
    );
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain("tier Scale were seen on 2026-08-01");
  });

  it("of another kind of brain are nobody's business", async () => {
    const other = scenarioOf({ workloads: scenario({}).workloads });
    expect((await resolveApiPresets(other, { shippedFolder, now })).scenario).toBe(other);
  });
});
