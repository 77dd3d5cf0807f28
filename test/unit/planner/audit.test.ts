import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ClaimSet, readClaimsOrThrow } from "../../../engine/contract/claims.js";
import type { AuditRule } from "../../../engine/contract/claims.js";
import { figureAt } from "../../../engine/contract/figure-at.js";
import { KPI_PATHS } from "../../../engine/contract/kpi.js";
import type { CompareResult } from "../../../engine/contract/result.js";
import { readScenarioOrThrow } from "../../../engine/contract/scenario-file.js";
import type { Scenario } from "../../../engine/contract/scenario.js";
import { audit } from "../../../engine/planner/audit/audit.js";
import { createInProcessRunner } from "../../../main/worker/in-process.js";
import { temporaryFolder } from "../../contract/temporary.js";
import { clientOver } from "../../contract/services.js";
import { fc, runs } from "../../property.js";

async function article(): Promise<ClaimSet> {
  return readClaimsOrThrow(await readFile("scenarios/article.claims.json"), "the article");
}

function claimSet(claims: readonly object[], rest: object = {}): ClaimSet {
  return ClaimSet.parse({
    schema: "headroom/claims/v1",
    name: "test",
    source: { what: "made up", from: "this test" },
    claims,
    ...rest,
  });
}

const rulesBroken = (set: ClaimSet): AuditRule[] => audit(set).findings.map(({ rule }) => rule);

describe("the article's claims", () => {
  it("break the rules that its figures are known to break", async () => {
    const { findings } = audit(await article());
    const by = (rule: AuditRule) => findings.filter((finding) => finding.rule === rule);
    const known: AuditRule[] = [
      "price-feasibility",
      "mean-and-percentile",
      "volume-cost-per-token",
      "savings-roi",
      "ratio-text",
      "capacity",
      "mtbf-exposure",
      "spread",
    ];
    for (const rule of known) expect(by(rule), rule).not.toEqual([]);
    // Solved by hand: 2000 p + 500 q = 120000 and 1200 p + 800 q = 66000.
    expect(by("price-feasibility")[0]?.calculation).toMatch(/\$63 per GPU hour and −\$12 per CPU/);
    // With q = 0 and p = 60 the spend afterwards would be 72000.
    const corrections = by("price-feasibility")[0]?.reconcile ?? [];
    expect(corrections.find(({ figure }) => figure === "spend.after")?.corrected).toBeCloseTo(
      72_000,
      -1,
    );
    // 4.5 × 3 M against twelve times 54000 (by 30-day months: 365/30 of them).
    expect(by("savings-roi")[0]?.gap).toBeCloseTo(13.5e6 / ((54_000 * 365) / 30) - 1, 6);
    // 66000 / (360 · 30 days) / 0.0003 tokens a request; 183 if the 1.2 M traced requests are a month's.
    expect(by("volume-cost-per-token")[0]?.calculation).toMatch(/0\.2358 tokens.*183\.3 tokens/);
    expect(by("ratio-text").map(({ title }) => title)).toEqual([
      '"60 % drop in MTBF" is not what the figures say',
    ]);
  });

  it("keep the laws that they do keep", async () => {
    const { rules, derived } = audit(await article());
    const holds = rules.filter(({ outcome }) => outcome === "holds").map(({ rule }) => rule);
    expect(holds).toEqual(["percentile-order", "range", "idle-share"]);
    // Little's law: 120/s × 350 ms and 360/s × 120 ms.
    const inFlight = derived.find(({ what }) => what === "requests in flight");
    expect(inFlight?.before).toBeCloseTo(42, 9);
    expect(inFlight?.after).toBeCloseTo(43.2, 9);
  });

  it("are reconciled by each correction alone", async () => {
    const set = await article();
    const { findings } = audit(set);
    let tried = 0;
    for (const finding of findings) {
      for (const { figure, corrected } of finding.reconcile) {
        const changed = withFigure(set, figure, corrected);
        const still = audit(changed).findings.filter(
          ({ rule, title }) => rule === finding.rule && title === finding.title,
        );
        expect(still, `${finding.rule} with ${figure} ${corrected}`).toEqual([]);
        tried += 1;
      }
    }
    expect(tried).toBeGreaterThan(20);
  });
});

/** The claim set with one figure, named as a correction names it, replaced. */
function withFigure(set: ClaimSet, key: string, value: number): ClaimSet {
  const [id = "", field = ""] = key.split(".");
  const replace = <T extends { id: string }>(list: readonly T[]): T[] =>
    list.map((one) => (one.id === id ? { ...one, [field]: value } : one));
  const changed: Record<string, unknown> = {
    ...set,
    claims: replace(set.claims),
    statements: replace(set.statements),
    targets: replace(set.targets),
  };
  if (id === "investment") changed["investment"] = { ...set.investment, [field]: value };
  if (id === "sample") changed["sample"] = { ...set.sample, [field]: value };
  return ClaimSet.parse(changed);
}

/** What a team would publish of a simulated comparison, to four digits. */
function claimsOf(result: CompareResult, scenario: Scenario): ClaimSet {
  const round = (value: number): number => Number(value.toPrecision(4));
  const { coupled: before, decoupled: after } = result.architectures;
  const published = KPI_PATHS.flatMap((metric, at) => {
    const [one, two] = [figureAt(before, metric).mean, figureAt(after, metric).mean];
    if (one === null || two === null || one === 0 || two === 0) return [];
    return [{ id: `claim-${at}`, metric, before: round(one), after: round(two) }];
  });
  const tokenSpend = (side: typeof before): number => {
    const { tokens } = scenario.prices;
    const mean = (figure: { mean: number | null }): number => figure.mean ?? 0;
    const perSession =
      mean(side.tokens.input) * (tokens.inputUsdPerMillion ?? 0) +
      mean(side.tokens.output) * (tokens.outputUsdPerMillion ?? 0) +
      mean(side.tokens.cacheRead) * (tokens.cacheReadUsdPerMillion ?? 0);
    return (perSession / 1e6) * mean(side.throughput) * 30 * 86_400;
  };
  const other = { before: round(tokenSpend(before)), after: round(tokenSpend(after)) };
  const inFlight = (side: typeof before): number =>
    round(((side.throughput.mean ?? 0) * (side.latencyMs.mean.mean ?? 0)) / 1000);
  return claimSet(
    [
      ...published,
      { id: "other", metric: "otherUsdPer30Days", ...other },
      {
        id: "in-flight",
        metric: "inFlight",
        before: inFlight(before),
        after: inFlight(after),
      },
    ],
    { sample: { hours: 1e6 } },
  );
}

describe("a claim set made from a simulated comparison", () => {
  it.each(["article", "customer-support", "realtime-recommendation"])(
    "is not flagged: %s",
    async (id) => {
      const scenario = readScenarioOrThrow(await readFile(`scenarios/${id}.json`), id);
      const client = clientOver(await temporaryFolder(), {
        runner: createInProcessRunner(),
        traceFolders: [path.resolve("scenarios")],
      });
      const result = await client.call("compare", { scenario, replications: 4, requests: 4000 });
      const { findings, rules } = audit(claimsOf(result, scenario));
      expect(findings).toEqual([]);
      expect(rules.filter(({ outcome }) => outcome === "holds").length).toBeGreaterThan(4);
    },
  );
});

describe("rules", () => {
  const latency = fc.double({ min: 1, max: 1e5, noNaN: true });

  it("flag requests in flight that break Little's law, and none that keep it", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 1e4, noNaN: true }),
        latency,
        fc.double({ min: 0.1, max: 10, noNaN: true }),
        (throughput, ms, off) => {
          const set = claimSet([
            { id: "x", metric: "throughput", after: throughput },
            { id: "r", metric: "latencyMs.mean", after: ms },
            {
              id: "n",
              metric: "inFlight",
              after: { value: (off * throughput * ms) / 1000, plusMinus: 0 },
            },
          ]);
          const broken = rulesBroken(set).includes("littles-law");
          if (Math.abs(Math.log(off)) < 0.004) expect(broken).toBe(false);
          // Whole numbers are exact to half a unit, which is up to a half of the smallest.
          if (Math.abs(Math.log(off)) > 0.8) expect(broken).toBe(true);
        },
      ),
      { numRuns: runs(60) },
    );
  });

  it("accept every p95 that a distribution with that mean can have, and refuse those above Markov's bound", () => {
    fc.assert(
      fc.property(latency, fc.double({ min: 0.1, max: 40, noNaN: true }), (mean, ratio) => {
        const set = claimSet([
          { id: "m", metric: "latencyMs.mean", before: { value: mean, plusMinus: 0 } },
          { id: "p", metric: "latencyMs.p95", before: { value: mean * ratio, plusMinus: 0 } },
        ]);
        const broken = rulesBroken(set).includes("percentile-order");
        if (ratio < 20) expect(broken).toBe(false);
        if (ratio > 20.2) expect(broken).toBe(true);
      }),
      { numRuns: runs(60) },
    );
  });

  it("find prices wherever some exist", () => {
    const hours = fc.double({ min: 10, max: 1e5, noNaN: true });
    const price = fc.double({ min: 0, max: 10, noNaN: true });
    fc.assert(
      fc.property(hours, hours, hours, hours, price, price, (a, b, c, d, p, q) => {
        fc.pre(a * p + b * q > 1 && c * p + d * q > 1);
        const exact = (value: number) => ({ value, plusMinus: 0 });
        const set = claimSet([
          { id: "g", metric: "hoursPer30Days.gpu", before: exact(a), after: exact(c) },
          { id: "c", metric: "hoursPer30Days.cpu", before: exact(b), after: exact(d) },
          {
            id: "s",
            metric: "costUsd.per30Days",
            before: exact(a * p + b * q),
            after: exact(c * p + d * q),
          },
        ]);
        expect(rulesBroken(set)).toEqual([]);
      }),
      { numRuns: runs(60) },
    );
  });

  it("takes a bound for a bound, in words and in figures", () => {
    const said = (change: number, side?: string) =>
      rulesBroken(
        claimSet([{ id: "l", metric: "latencyMs.p95", before: 1000, after: 115 }], {
          statements: [{ id: "s", claim: "l", change, text: "less", ...(side && { side }) }],
        }),
      );
    // 1000 → 115 is −88.5 %.
    expect(said(-0.9, "atLeast")).toEqual(["ratio-text"]);
    expect(said(-0.85, "atLeast")).toEqual([]);
    expect(said(-0.9, "atMost")).toEqual([]);
    expect(said(-0.85, "atMost")).toEqual(["ratio-text"]);
    expect(said(-0.85)).toEqual(["ratio-text"]);
    // 100/s × 500 ms are 50 requests in flight: "more than 30" can be true, "more than 80" cannot.
    const inFlight = (value: number, side: string) =>
      rulesBroken(
        claimSet([
          { id: "x", metric: "throughput", after: 100 },
          { id: "r", metric: "latencyMs.mean", after: 500 },
          { id: "n", metric: "inFlight", after: { value, side } },
        ]),
      );
    expect(inFlight(30, "atLeast")).toEqual([]);
    expect(inFlight(80, "atLeast")).toEqual(["littles-law"]);
    expect(inFlight(80, "atMost")).toEqual([]);
    expect(inFlight(30, "atMost")).toEqual(["littles-law"]);
  });

  it("names what a claims file gets wrong", () => {
    const bad = { id: "x", metric: "latency", before: -1 };
    const text = JSON.stringify({
      ...claimSet([{ id: "a", metric: "throughput", after: 1 }]),
      claims: [bad],
    });
    expect(() => readClaimsOrThrow(text, "bad.json")).toThrow("bad.json is not a valid claim set");
    expect(() => claimSet([bad])).toThrow(/metric/);
  });
});
