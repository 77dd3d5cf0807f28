import { z } from "zod";
import { approvalPolicy } from "../../hands/approvals.js";
import type { AgentWorkload } from "../../workload.js";
import { SUPPORT_SYSTEM, supportRehearsal } from "./rehearsal.js";
import { supportRequest } from "./requests.js";
import { supportTools } from "./tools.js";

/** As the shop's own article says. */
const REFUND_WITHOUT_APPROVAL_USD = 200;

const Refund = z.looseObject({ amountUsd: z.number() });

export const customerSupport: AgentWorkload = {
  name: "customer-support",
  title: "Customer support",
  system: SUPPORT_SYSTEM,
  tools: supportTools.map(({ name }) => name),
  maxTokens: 1_024,
  budget: { tokens: 200_000, costUsd: 1 },
  approvals: approvalPolicy({
    email_customer: "allow",
    refund_order: (input) => {
      const refund = Refund.safeParse(input);
      return refund.success && refund.data.amountUsd <= REFUND_WITHOUT_APPROVAL_USD
        ? { decision: "allow", reason: `up to ${REFUND_WITHOUT_APPROVAL_USD} USD` }
        : {
            decision: "ask",
            reason: `refunds above ${REFUND_WITHOUT_APPROVAL_USD} USD need a human`,
          };
    },
  }),
  rehearsal: supportRehearsal,
  firstMessage: (draw) => supportRequest(draw).message,
};
