import { assertNever } from "../../../base/assert.js";
import type { Draw } from "../../workload.js";
import { between, pick } from "../fixture-draw.js";
import { findOrder, orderIdAt, ORDERS } from "./orders.js";

export const INTENTS = ["status", "refund", "damaged", "question"] as const;
export type Intent = (typeof INTENTS)[number];

/** One customer's message, and what a good agent does about it. */
export interface SupportRequest {
  readonly intent: Intent;
  readonly orderId: string | undefined;
  readonly message: string;
  /** Tools whose effect is expected, in no order. */
  readonly effects: readonly string[];
}

const QUESTIONS = [
  "How long does express delivery take?",
  "My standing desk stops half way. How do I calibrate it?",
  "Can I get an invoice with our tax number?",
  "How many years of warranty does an office chair have?",
] as const;

/** How often people ask what. */
function intentOf(uniform: number): Intent {
  if (uniform < 0.35) return "status";
  if (uniform < 0.65) return "refund";
  return uniform < 0.8 ? "damaged" : "question";
}

/** A customer's opening message and what it should lead to; the same for the same draws. */
export function supportRequest(draw: Draw): SupportRequest {
  const intent = intentOf(draw("support", "intent"));
  if (intent === "question") {
    const message = pick(QUESTIONS, draw("support", "question"));
    return { intent, orderId: undefined, message, effects: [] };
  }
  const orderId = orderIdAt(between(0, ORDERS - 1, draw("support", "order")));
  switch (intent) {
    case "status":
      return { intent, orderId, message: `Hi, where is my order ${orderId}?`, effects: [] };
    case "damaged":
      return {
        intent,
        orderId,
        message: `My order ${orderId} arrived damaged. Please send me a replacement.`,
        effects: ["create_ticket", "email_customer"],
      };
    case "refund":
      return {
        intent,
        orderId,
        message: `I would like a refund for order ${orderId}, please.`,
        effects: [findOrder(orderId)?.status === "delivered" ? "refund_order" : "create_ticket"],
      };
    default:
      return assertNever(intent);
  }
}

/** What a message asks for, read as a model would: from its words. */
export function readIntent(message: string): { intent: Intent; orderId: string | undefined } {
  const orderId = /\bORD-\d{6}\b/.exec(message)?.[0];
  if (orderId === undefined) return { intent: "question", orderId };
  if (/damaged|broken|faulty/i.test(message)) return { intent: "damaged", orderId };
  if (/refund|money back/i.test(message)) return { intent: "refund", orderId };
  return { intent: "status", orderId };
}
