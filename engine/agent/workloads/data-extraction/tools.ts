import { z } from "zod";
import { formatProblem } from "../../../contract/errors.js";
import { toProblems } from "../../../contract/problems.js";
import { defineTool } from "../../hands/define-tool.js";
import { ToolFault } from "../../hands/tool-fault.js";
import type { Tool } from "../../tool.js";
import { documentIds, documentText } from "./documents.js";
import { Invoice } from "./invoice.js";

const limits = { timeoutMs: 10_000, maxResultBytes: 64_000, retries: 2 };

/** Anything a model may take for a row; {@link Invoice} says what is one. */
const Candidate = z.record(z.string().max(100), z.unknown());

function problemsOf(candidate: unknown): string[] {
  const parsed = Invoice.safeParse(candidate);
  return parsed.success ? [] : toProblems(parsed.error, candidate).map(formatProblem);
}

export const extractionTools: readonly Tool[] = [
  defineTool({
    name: "list_documents",
    description: "The ids of the documents in a batch, as a JSON array.",
    input: z.strictObject({ batchId: z.string().max(40) }),
    replay: "read",
    cacheTtlMs: 60_000,
    limits,
    stateNamespace: "extraction-documents",
    runsIn: "in-process",
    workers: 4,
    execute: async ({ batchId }) => {
      const ids = documentIds(batchId);
      if (ids === undefined) throw new ToolFault("refused", `there is no batch ${batchId}`);
      return JSON.stringify(ids);
    },
  }),
  defineTool({
    name: "read_document",
    description: "The text of a document.",
    input: z.strictObject({ documentId: z.string().max(40) }),
    replay: "read",
    cacheTtlMs: 60_000,
    limits,
    stateNamespace: "extraction-documents",
    runsIn: "in-process",
    workers: 4,
    execute: async ({ documentId }) => {
      const text = documentText(documentId);
      if (text === undefined) throw new ToolFault("refused", `there is no document ${documentId}`);
      return text;
    },
  }),
  defineTool({
    name: "validate_row",
    description: "Checks a row against the invoice schema. Answers `valid`, or one problem a line.",
    input: z.strictObject({ row: Candidate }),
    replay: "read",
    limits,
    stateNamespace: "extraction-rows",
    runsIn: "in-process",
    workers: 4,
    execute: async ({ row }) => problemsOf(row).join("\n") || "valid",
  }),
  defineTool({
    name: "write_rows",
    description: "Stores rows, all or none. Every row must be valid.",
    input: z.strictObject({ rows: z.array(Candidate).min(1).max(100) }),
    replay: "idempotent",
    limits,
    stateNamespace: "extraction-rows",
    runsIn: "in-process",
    workers: 1,
    execute: async ({ rows }, { idempotencyKey, state }) => {
      const problems = rows.flatMap((row, at) =>
        problemsOf(row).map((text) => `rows[${at}].${text}`),
      );
      if (problems.length > 0) throw new ToolFault("refused", problems.join("\n"));
      await state.effects.appendOnce(idempotencyKey, JSON.stringify(rows));
      return `stored ${rows.length} rows`;
    },
  }),
];
