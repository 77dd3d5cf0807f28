import { assertNever } from "../../../base/assert.js";
import type { RehearsalAnswer, RehearsalCall, RehearsalPolicy } from "../../workload.js";
import { callOf, currentRequest, jsonOf } from "../request.js";
import type { CurrentRequest } from "../request.js";
import { Order } from "./orders.js";
import { readIntent } from "./requests.js";
import type { Intent } from "./requests.js";

export const SUPPORT_SYSTEM =
  "You are the customer support agent of a furniture and office shop. Look things up before you answer, refund only what may be refunded, and keep answers short.";

const SEARCHES: Readonly<Record<Intent, string>> = {
  status: "where is my order status",
  refund: "refund",
  damaged: "damaged on arrival",
  question: "",
};

const say = (text: string): RehearsalAnswer => ({ text, calls: [] });
const act = (text: string, ...calls: RehearsalCall[]): RehearsalAnswer => ({ text, calls });

/** How the rehearsal model plays support: look up, act on what was found, answer. */
export const supportRehearsal: RehearsalPolicy = {
  handles: ({ system }) => system.startsWith(SUPPORT_SYSTEM),
  answer: (conversation) => {
    const request = currentRequest(conversation);
    const { intent, orderId } = readIntent(request.text);
    const search = callOf(request, "search_knowledge_base");
    if (search === undefined) {
      const query = SEARCHES[intent] || request.text.slice(0, 500);
      return act(
        "Let me look that up.",
        { tool: "search_knowledge_base", input: { query } },
        ...(orderId === undefined ? [] : [{ tool: "lookup_order", input: { orderId } }]),
      );
    }
    const order = Order.safeParse(jsonOf(callOf(request, "lookup_order"))).data;
    if (intent === "question" || orderId === undefined) return say(articleText(request));
    if (order === undefined)
      return say(`I could not find order ${orderId}. Is the number right? It stands in your mail.`);
    switch (intent) {
      case "status":
        return say(`Order ${orderId} of ${order.orderedOn} is ${order.status}.`);
      case "refund":
        return refund(request, order);
      case "damaged":
        return replace(request, order);
      default:
        return assertNever(intent);
    }
  },
};

function articleText(request: CurrentRequest): string {
  const [article] = arrayOf(jsonOf(callOf(request, "search_knowledge_base")));
  return hasText(article)
    ? article.text
    : "I have found nothing about that. A colleague will answer you by mail.";
}

function refund(request: CurrentRequest, order: Order): RehearsalAnswer {
  const { orderId, totalUsd } = order;
  const refunded = callOf(request, "refund_order");
  if (order.status === "delivered" && refunded === undefined)
    return act("The order was delivered, so I can pay it back.", {
      tool: "refund_order",
      input: { orderId, amountUsd: totalUsd, reason: "asked for by the customer" },
    });
  if (refunded !== undefined && !refunded.isError)
    return say(
      `I have refunded ${totalUsd} USD for ${orderId}. It takes three to five working days.`,
    );
  // Not delivered, refused by a colleague, or failed: a human takes over.
  return ticketThen(request, order, "refund asked for, could not be paid at once", "normal", () =>
    say(`I could not refund ${orderId} at once and have passed it on to a colleague.`),
  );
}

function replace(request: CurrentRequest, order: Order): RehearsalAnswer {
  const { orderId } = order;
  return ticketThen(request, order, "arrived damaged, replacement wanted", "high", () => {
    const mail = callOf(request, "email_customer");
    if (mail !== undefined)
      return say(
        mail.isError
          ? `A colleague sends a replacement for ${orderId}; the mail about it could not be sent.`
          : `A replacement for ${orderId} is on its way. You have a mail about it.`,
      );
    return act("The ticket is open. I tell the customer.", {
      tool: "email_customer",
      input: {
        orderId,
        subject: `Your replacement for ${orderId}`,
        body: "We are sorry. A replacement leaves our warehouse within two working days.",
      },
    });
  });
}

function ticketThen(
  request: CurrentRequest,
  { orderId }: Order,
  what: string,
  priority: "normal" | "high",
  next: () => RehearsalAnswer,
): RehearsalAnswer {
  const ticket = callOf(request, "create_ticket");
  if (ticket === undefined)
    return act("I open a ticket for that.", {
      tool: "create_ticket",
      input: { orderId, priority, summary: `${orderId}: ${what}` },
    });
  return ticket.isError
    ? say("Something is wrong on our side. Please write to us again later.")
    : next();
}

function arrayOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function hasText(value: unknown): value is { readonly text: string } {
  return (
    typeof value === "object" && value !== null && "text" in value && typeof value.text === "string"
  );
}
