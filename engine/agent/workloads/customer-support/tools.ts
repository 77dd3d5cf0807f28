import { z } from "zod";
import { ToolFault } from "../../hands/tool-fault.js";
import { defineTool } from "../../hands/define-tool.js";
import type { Tool } from "../../tool.js";
import { effectId } from "../effect-id.js";
import { searchArticles } from "./knowledge-base.js";
import { findOrder, OrderId } from "./orders.js";
import type { Order } from "./orders.js";

const limits = { timeoutMs: 5_000, maxResultBytes: 16_000, retries: 2 };

function orderOrRefuse(orderId: string): Order {
  const order = findOrder(orderId);
  if (order === undefined) throw new ToolFault("refused", `there is no order ${orderId}`);
  return order;
}

export const supportTools: readonly Tool[] = [
  defineTool({
    name: "search_knowledge_base",
    description: "Searches the help articles of the shop. Answers with the best articles as JSON.",
    input: z.strictObject({
      query: z.string().min(1).max(500).describe("words to look for"),
      limit: z.number().int().min(1).max(5).default(2),
    }),
    replay: "read",
    cacheTtlMs: 300_000,
    limits,
    stateNamespace: "support-articles",
    runsIn: "in-process",
    workers: 4,
    execute: async ({ query, limit }) => JSON.stringify(searchArticles(query, limit)),
  }),
  defineTool({
    name: "lookup_order",
    description: "Looks an order up by its number. Answers with the order as JSON.",
    input: z.strictObject({ orderId: OrderId }),
    replay: "read",
    cacheTtlMs: 10_000,
    limits,
    stateNamespace: "support-orders",
    runsIn: "in-process",
    workers: 4,
    execute: async ({ orderId }) => JSON.stringify(orderOrRefuse(orderId)),
  }),
  defineTool({
    name: "refund_order",
    description:
      "Pays back a delivered order, in part or whole. The payment service knows no repeats, but can be asked by reference.",
    input: z.strictObject({
      orderId: OrderId,
      amountUsd: z.number().positive().max(10_000).multipleOf(0.01),
      reason: z.string().min(3).max(500),
    }),
    replay: "reconcilable",
    limits: { ...limits, retries: 0 },
    stateNamespace: "support-refunds",
    runsIn: "in-process",
    workers: 2,
    execute: async ({ orderId, amountUsd }, { idempotencyKey, state }) => {
      const order = orderOrRefuse(orderId);
      if (order.status !== "delivered")
        throw new ToolFault(
          "refused",
          `${orderId} is ${order.status}: only delivered orders are refunded`,
        );
      if (amountUsd > order.totalUsd)
        throw new ToolFault(
          "refused",
          `${orderId} was ${order.totalUsd} USD, ${amountUsd} USD is more`,
        );
      const result = JSON.stringify({
        refundId: effectId("RFD", idempotencyKey),
        orderId,
        amountUsd,
      });
      // Like many a payment service: a second request with the same reference pays a second time.
      await state.effects.append(idempotencyKey, result);
      return result;
    },
    reconcile: async (idempotencyKey, { state }) => {
      const result = await state.effects.find(idempotencyKey);
      return result === undefined ? { happened: "no" } : { happened: "yes", result };
    },
  }),
  defineTool({
    name: "create_ticket",
    description: "Opens a ticket for a colleague. Answers with the ticket's number.",
    input: z.strictObject({
      summary: z.string().min(3).max(2_000),
      priority: z.enum(["low", "normal", "high"]).default("normal"),
      orderId: OrderId.optional(),
    }),
    replay: "idempotent",
    limits,
    stateNamespace: "support-tickets",
    runsIn: "in-process",
    workers: 2,
    execute: async ({ summary, priority, orderId }, { idempotencyKey, state }) =>
      state.effects.appendOnce(
        idempotencyKey,
        JSON.stringify({ ticketId: effectId("TCK", idempotencyKey), priority, orderId, summary }),
      ),
  }),
  defineTool({
    name: "email_customer",
    description:
      "Sends the customer of an order a mail. A mail that was sent cannot be taken back.",
    input: z.strictObject({
      orderId: OrderId,
      subject: z.string().min(1).max(200),
      body: z.string().min(1).max(5_000),
    }),
    replay: "never",
    limits: { ...limits, retries: 0 },
    stateNamespace: "support-outbox",
    runsIn: "in-process",
    workers: 1,
    execute: async ({ orderId, subject, body }, { idempotencyKey, state }) => {
      const { customer } = orderOrRefuse(orderId);
      await state.effects.append(
        idempotencyKey,
        JSON.stringify({ orderId, customer, subject, body }),
      );
      return `sent to ${customer}`;
    },
  }),
];
