import { approvalPolicy } from "../../hands/approvals.js";
import type { AgentWorkload, Draw } from "../../workload.js";
import { between } from "../fixture-draw.js";
import { BATCHES, batchIdAt } from "./documents.js";
import { EXTRACTION_SYSTEM, extractionRehearsal } from "./rehearsal.js";
import { extractionTools } from "./tools.js";

/** Which batch a session is about. */
export function extractionBatch(draw: Draw): string {
  return batchIdAt(between(0, BATCHES - 1, draw("extraction", "batch")));
}

export const dataExtraction: AgentWorkload = {
  name: "data-extraction",
  title: "Data extraction",
  system: EXTRACTION_SYSTEM,
  tools: extractionTools.map(({ name }) => name),
  maxTokens: 4_096,
  budget: { tokens: 400_000, costUsd: 2 },
  approvals: approvalPolicy(),
  rehearsal: extractionRehearsal,
  firstMessage: (draw) => `Please extract the invoices of ${extractionBatch(draw)}.`,
};
