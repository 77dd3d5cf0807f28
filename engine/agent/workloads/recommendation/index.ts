import { approvalPolicy } from "../../hands/approvals.js";
import type { AgentWorkload, Draw } from "../../workload.js";
import { between } from "../fixture-draw.js";
import { USERS, userIdAt } from "./catalogue.js";
import { RECOMMENDATION_SYSTEM, recommendationRehearsal } from "./rehearsal.js";
import { recommendationTools } from "./tools.js";

/** Whose page a session is for. */
export function recommendationUser(draw: Draw): string {
  return userIdAt(between(0, USERS - 1, draw("recommendation", "user")));
}

export const recommendation: AgentWorkload = {
  name: "recommendation",
  title: "Real-time recommendation",
  system: RECOMMENDATION_SYSTEM,
  tools: recommendationTools.map(({ name }) => name),
  maxTokens: 512,
  budget: { tokens: 50_000, costUsd: 0.25 },
  approvals: approvalPolicy(),
  rehearsal: recommendationRehearsal,
  firstMessage: (draw) => `Recommend five items for ${recommendationUser(draw)}.`,
};
