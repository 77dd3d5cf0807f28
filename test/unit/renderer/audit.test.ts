import { describe, expect, it } from "vitest";
import { readClaimsOrThrow } from "../../../engine/contract/claims.js";
import { HeadroomError } from "../../../engine/contract/errors.js";
import { audit } from "../../../engine/planner/audit/audit.js";
import {
  auditSentence,
  derivedRows,
  figurePath,
  gapText,
} from "../../../renderer/panes/audit/audit-model.js";
import { headline, sentence } from "../../../renderer/ui/format/sentence.js";
import { createLocator } from "../../../renderer/panes/editor/locate.js";
import { openClaimSet } from "../../../renderer/state/audit.js";
import { FakeEngine, page } from "./fake-engine.js";
import { claimsText } from "./recorded.js";

const claims = readClaimsOrThrow(claimsText(), "article");
const result = {
  provenance: { name: "", source: claims.source, claimsHash: "", engineVersion: "" },
  ...audit(claims),
};

describe("the audit in words", () => {
  it("counts what was found, and does not take a lack of figures for agreement", () => {
    expect(auditSentence(result)).toBe("6 contradictions and 4 doubtful figures in these claims.");
    const doubtful = result.findings.filter(({ severity }) => severity === "doubtful").slice(0, 1);
    expect(auditSentence({ ...result, findings: doubtful })).toBe(
      "No contradiction, but 1 doubtful figure.",
    );
    expect(auditSentence({ ...result, findings: [] })).toBe("No claim contradicts another.");
    expect(auditSentence({ ...result, findings: [], rules: [] })).toMatch(/^The claims hold no/);
  });

  it("finds every figure that a finding names in the text of the file", () => {
    const locate = createLocator(claimsText());
    const figures = result.findings.flatMap((finding) => [
      ...finding.claims,
      ...finding.reconcile.map(({ figure }) => figure),
    ]);
    expect(figures).not.toHaveLength(0);
    const text = claimsText();
    for (const figure of figures) {
      const span = locate(figurePath(figure, claims));
      expect(span, figure).toBeDefined();
      // A claim's side is its number, or the name of the object with its tolerance.
      expect(text.slice(span?.from, span?.to), figure).toMatch(/^(-?[\d.]+|"(before|after)")$/);
    }
  });

  it("writes gaps, titles and derived figures as a reader expects them", () => {
    expect(gapText(0.0453, "en")).toBe("off by 4.5%");
    expect(gapText(1.4, "en")).toBe("off by 140%");
    expect(gapText(291.98, "en")).toBe("off by 292 times");
    expect(headline("the savings cannot pay")).toBe("The savings cannot pay");
    expect(headline("throughput.before is above")).toBe("throughput.before is above");
    expect(sentence("12 h at 95%")).toBe("12 h at 95%.");
    expect(sentence("tools cost nothing.")).toBe("Tools cost nothing.");
    expect(derivedRows(result, "en")).toContainEqual({
      what: "GPU time per request",
      formula: "utilisation × GPUs / throughput",
      before: "20.83 ms",
      after: "2.778 ms",
    });
  });
});

describe("the open claim set", () => {
  const opened = async (engine = new FakeEngine()) => {
    const { store, shelf } = page(engine);
    await store.getState().openClaims();
    const now = () => openClaimSet(store.getState().claims);
    const settled = async (): Promise<void> => {
      await expect.poll(() => now()?.checked?.text).toBe(now()?.text);
    };
    return { store, shelf, engine, now, settled };
  };

  it("is the article's, audited", async () => {
    const { now } = await opened();
    expect(now()?.entry.id).toBe("article");
    expect(now()?.audited?.result.findings).toHaveLength(10);
  });

  it("is audited again after a change, and keeps the last findings while it is faulty", async () => {
    const { store, now, settled } = await opened();
    store.getState().editClaims(claimsText().replace('"before": 50,', '"before": 150,'));
    await settled();
    expect(now()?.audited?.result.findings).toHaveLength(9);
    store.getState().editClaims(claimsText().replace('"before": 50,', '"before": -50,'));
    await settled();
    expect(now()?.checked?.problems[0]?.path).toMatch(/^claims\[5\]\.before/);
    expect(now()?.audited?.result.findings).toHaveLength(9);
  });

  it("comes back as typed after a reload, until it is saved", async () => {
    const { store, shelf, engine, now } = await opened();
    const typed = claimsText().replace("Decoupling article", "Mine");
    store.getState().editClaims(typed);
    await store.getState().openClaims("article");
    expect(now()).toMatchObject({ text: typed, savedText: claimsText() });
    await store.getState().saveClaims();
    expect(now()).toMatchObject({ text: typed, savedText: typed, entry: { origin: "user" } });
    expect(shelf.size).toBe(0);
    expect(engine.claims.get("article")).toBe(claimsText());
  });

  it("says why it could not be opened, audited or saved", async () => {
    const engine = new FakeEngine();
    engine.failing.set("audit", new HeadroomError("unavailable", "the engine is away"));
    engine.failing.set("claims.save", new HeadroomError("internal", "the disk is full"));
    const { store, now } = await opened(engine);
    expect(now()?.audited).toBeUndefined();
    expect(now()?.failure).toBe("The engine is away.");
    await store.getState().saveClaims();
    expect(store.getState().notices.at(-1)?.text).toContain("The disk is full.");
    engine.failing.set("claims.list", new HeadroomError("unavailable", "the engine is away"));
    await store.getState().openClaims();
    expect(store.getState().claims).toEqual({ kind: "failed", message: "The engine is away." });
  });
});
