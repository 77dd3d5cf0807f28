import Database from "libsql";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { ToolHands } from "../../../engine/agent/hands/tool-hands.js";
import { stateFile, ToolStateStore } from "../../../engine/agent/hands/tool-state.js";
import { customerSupport } from "../../../engine/agent/workloads/customer-support/index.js";
import { supportRequest } from "../../../engine/agent/workloads/customer-support/requests.js";
import { findOrder } from "../../../engine/agent/workloads/customer-support/orders.js";
import {
  dataExtraction,
  extractionBatch,
} from "../../../engine/agent/workloads/data-extraction/index.js";
import {
  documentIds,
  documentText,
  invoiceOf,
} from "../../../engine/agent/workloads/data-extraction/documents.js";
import { Invoice } from "../../../engine/agent/workloads/data-extraction/invoice.js";
import { workloads, workloadTools } from "../../../engine/agent/workloads/index.js";
import {
  findItem,
  rank,
  similarItems,
} from "../../../engine/agent/workloads/recommendation/catalogue.js";
import {
  recommendation,
  recommendationUser,
} from "../../../engine/agent/workloads/recommendation/index.js";
import { drawOf, playSession } from "./play-session.js";

let folder: string;
let state: ToolStateStore;
let hands: ToolHands;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "workloads-"));
  state = new ToolStateStore(folder);
  hands = new ToolHands(workloadTools, {
    state,
    redact: (text) => text,
    launch: () => {
      throw new Error("these tools run in process");
    },
  });
});

afterEach(async () => {
  await hands.close();
  state.close();
  await rm(folder, { recursive: true, force: true });
});

const Effects = z.array(z.strictObject({ idempotency_key: z.string(), result: z.string() }));

/** As an independent recorder counts them: from the file, past the code that wrote it. */
function effectsIn(namespace: string): z.infer<typeof Effects> {
  const db = new Database(stateFile(folder, namespace), { readonly: true });
  try {
    return Effects.parse(db.prepare("select idempotency_key, result from effects").all());
  } finally {
    db.close();
  }
}

const SEEDS = Array.from({ length: 40 }, (_, seed) => seed);

describe.each(workloads)("$name", (workload) => {
  it("offers only tools that there are, and describes every one", () => {
    const declared = new Map(hands.declarations().map((tool) => [tool.name, tool]));
    for (const name of workload.tools) {
      expect(declared.get(name)?.description.length).toBeGreaterThan(10);
      expect(declared.get(name)?.inputSchema).toMatchObject({ type: "object" });
    }
  });

  it("plays the same session from the same seed, and others from others", async () => {
    const one = await playSession(workload, hands, 7);
    expect(await playSession(workload, hands, 7)).toEqual(one);
    const openings = new Set(SEEDS.map((seed) => workload.firstMessage(drawOf(seed))));
    expect(openings.size).toBeGreaterThan(10);
  });

  it("ends every session with an answer, whatever fails", async () => {
    const broken = new ToolHands(
      workloadTools.map((tool) => ({
        ...tool,
        execute: async () => {
          throw new Error("down for maintenance");
        },
      })),
      {
        state,
        redact: (text) => text,
        launch: () => {
          throw new Error("none");
        },
      },
    );
    for (const seed of SEEDS.slice(0, 15)) {
      expect((await playSession(workload, hands, seed)).final).not.toBe("");
      expect((await playSession(workload, hands, seed, "deny")).final).not.toBe("");
      expect((await playSession(workload, broken, seed)).final).not.toBe("");
    }
  });

  it("gives valid input to its tools", async () => {
    for (const seed of SEEDS)
      for (const { outcome } of (await playSession(workload, hands, seed)).calls)
        expect(outcome).not.toMatchObject({ fault: "invalid-input" });
  });
});

describe("customer support", () => {
  it("has the effects that the customer's request calls for, each once", async () => {
    const expected: Record<string, number> = {
      refund_order: 0,
      create_ticket: 0,
      email_customer: 0,
    };
    for (const seed of SEEDS) {
      await playSession(customerSupport, hands, seed);
      for (const tool of supportRequest(drawOf(seed)).effects)
        expected[tool] = (expected[tool] ?? 0) + 1;
    }
    expect(effectsIn("support-refunds").length).toBe(expected["refund_order"]);
    expect(effectsIn("support-tickets").length).toBe(expected["create_ticket"]);
    expect(effectsIn("support-outbox").length).toBe(expected["email_customer"]);
    expect(Math.min(...Object.values(expected))).toBeGreaterThan(0);
  });

  it("asks a human above 200 USD, and pays nothing when the human says no", async () => {
    let asked = 0;
    for (const seed of SEEDS) {
      const { calls } = await playSession(customerSupport, hands, seed, "deny");
      asked += calls.filter(({ outcome }) => outcome === "asked").length;
    }
    expect(asked).toBeGreaterThan(0);
    for (const { result } of effectsIn("support-refunds"))
      expect(
        z.looseObject({ amountUsd: z.number() }).parse(JSON.parse(result)).amountUsd,
      ).toBeLessThanOrEqual(200);
  });

  const options = { session: "s1", signal: new AbortController().signal };
  const delivered = Array.from(
    { length: 50 },
    (_, at) => `ORD-0000${String(at).padStart(2, "0")}`,
  ).find((orderId) => findOrder(orderId)?.status === "delivered");
  const refund = (change: Record<string, unknown> = {}) => ({
    orderId: delivered,
    amountUsd: 5,
    reason: "test",
    ...change,
  });

  it("a refund can be asked for by its reference, and a repeat would show", async () => {
    expect(await hands.reconcile("refund_order", "r1", options)).toEqual({ happened: "no" });
    const outcome = await hands.execute("refund_order", refund(), "r1", options);
    if (outcome.kind !== "result") throw new Error(outcome.message);
    expect(await hands.reconcile("refund_order", "r1", options)).toEqual({
      happened: "yes",
      result: outcome.result,
    });
    await hands.execute("refund_order", refund(), "r1", options);
    expect(effectsIn("support-refunds").filter((row) => row.idempotency_key === "r1")).toHaveLength(
      2,
    );
  });

  it.each([
    ["an order there is not", { orderId: "ORD-999999" }, "refused"],
    ["more than was paid", { amountUsd: 9_999 }, "refused"],
    ["a negative amount", { amountUsd: -5 }, "invalid-input"],
    ["half a cent", { amountUsd: 0.005 }, "invalid-input"],
    ["no number", { amountUsd: "5" }, "invalid-input"],
  ])("refuses to refund %s", async (_, change, fault) => {
    expect(await hands.execute("refund_order", refund(change), "r2", options)).toMatchObject({
      fault,
    });
  });

  it("opens one ticket for one key, and answers the same", async () => {
    const input = { summary: "a summary" };
    const first = await hands.execute("create_ticket", input, "t1", options);
    expect(await hands.execute("create_ticket", input, "t1", options)).toEqual(first);
    expect(effectsIn("support-tickets")).toHaveLength(1);
  });
});

describe("data extraction", () => {
  it("reads what every document says, to the cent", async () => {
    for (const seed of SEEDS.slice(0, 20)) {
      const { calls } = await playSession(dataExtraction, hands, seed);
      const written = calls.find(({ tool }) => tool === "write_rows");
      const truth = documentIds(extractionBatch(drawOf(seed)))?.map((id) => invoiceOf(id));
      expect(written?.input).toEqual({ rows: truth });
    }
    const rows = effectsIn("extraction-rows").flatMap(({ result }) =>
      z.array(Invoice).parse(JSON.parse(result)),
    );
    expect(rows).toHaveLength(20 * 4);
  });

  it("needs the validator's answer to get the dates right", async () => {
    const { calls } = await playSession(dataExtraction, hands, 1);
    const checks = calls.filter(({ tool }) => tool === "validate_row");
    expect(checks[0]?.outcome).toHaveProperty(
      "result",
      expect.stringContaining("issuedOn: expected a valid ISO date, found"),
    );
    expect(checks.at(-1)?.outcome).toHaveProperty("result", "valid");
  });

  it("stores all rows or none", async () => {
    const good = invoiceOf("DOC-00001");
    const bad = { ...invoiceOf("DOC-00002"), total: 1 };
    const options = { session: "s1", signal: new AbortController().signal };
    const outcome = await hands.execute("write_rows", { rows: [good, bad] }, "w1", options);
    expect(outcome).toMatchObject({ fault: "refused" });
    expect(outcome).toHaveProperty("message", expect.stringContaining("rows[1].total: expected"));
    expect(effectsIn("extraction-rows")).toEqual([]);
  });

  it("comes in two layouts", () => {
    const texts = (documentIds("BATCH-0001") ?? []).map((id) => documentText(id) ?? "");
    expect(new Set(texts.map((text) => text.startsWith("INVOICE")))).toEqual(
      new Set([true, false]),
    );
  });
});

describe("recommendation", () => {
  it("shows five items and bills the impression once", async () => {
    for (const seed of SEEDS.slice(0, 10)) {
      const { final } = await playSession(recommendation, hands, seed);
      expect(final.split(" ")).toHaveLength(5);
    }
    const effects = effectsIn("recommendation-impressions");
    expect(effects).toHaveLength(10);
    expect(effects[0]?.result).toContain(recommendationUser(drawOf(0)));
  });

  it("similar items are the nearest of all, as a full search finds", () => {
    const item = findItem("ITEM-0007");
    if (item === undefined) throw new Error("no item");
    const [best, ...others] = similarItems(item, 400);
    expect(others).toHaveLength(398);
    for (const other of others) expect(other.similarity).toBeLessThanOrEqual(best?.similarity ?? 0);
  });

  it("ranks what is too dear last", () => {
    const all = similarItems(findItem("ITEM-0001") ?? { itemId: "", priceUsd: 0, taste: [] }, 30);
    const order = rank(
      { userId: "U-00001", recentItems: ["ITEM-0001"], maxPriceUsd: 100 },
      all.map(({ itemId }) => itemId),
    );
    const dear = order.map((itemId) => ((findItem(itemId)?.priceUsd ?? 0) > 100 ? 1 : 0));
    expect(dear).toEqual(dear.toSorted((a, b) => a - b));
    expect(dear).toContain(1);
    expect(dear).toContain(0);
  });
});
