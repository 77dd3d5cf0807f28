import { z } from "zod";
import type { RehearsalPolicy } from "../../workload.js";
import { callOf, currentRequest, jsonOf } from "../request.js";
import type { MadeCall } from "../request.js";
import { isoDate } from "./documents.js";

export const EXTRACTION_SYSTEM =
  "You read documents and store what they say as rows. Validate every row before you store it, and store each document once.";

const Ids = z.array(z.string());

/** How the rehearsal model plays extraction: list, read, extract, validate, correct, store, report. */
export const extractionRehearsal: RehearsalPolicy = {
  handles: ({ system }) => system.startsWith(EXTRACTION_SYSTEM),
  answer: (conversation) => {
    const request = currentRequest(conversation);
    const batchId = /\bBATCH-\d{4}\b/.exec(request.text)?.[0];
    if (batchId === undefined) return { text: "Which batch shall I read?", calls: [] };
    const listed = callOf(request, "list_documents");
    if (listed === undefined)
      return { text: "", calls: [{ tool: "list_documents", input: { batchId } }] };
    const ids = Ids.safeParse(jsonOf(listed)).data;
    if (ids === undefined) return { text: `I could not list ${batchId}.`, calls: [] };
    const read = request.calls.filter(({ tool }) => tool === "read_document");
    if (read.length === 0)
      return {
        text: `${batchId} has ${ids.length} documents.`,
        calls: ids.map((documentId) => ({ tool: "read_document", input: { documentId } })),
      };
    const drafts = read.filter(({ isError }) => !isError).map(draftRow);
    const checks = request.calls.filter(({ tool }) => tool === "validate_row");
    const stored = callOf(request, "write_rows");
    if (stored !== undefined)
      return {
        text: stored.isError
          ? `The rows of ${batchId} could not be stored: ${stored.result ?? ""}`
          : `${batchId} is done: ${drafts.length} rows, ${stored.result ?? ""}.`,
        calls: [],
      };
    if (drafts.length === 0) return { text: `No document of ${batchId} could be read.`, calls: [] };
    // The first drafts carry the date as it was written; the validator's answer is what corrects them.
    if (checks.length === 0)
      return {
        text: "I check the rows.",
        calls: drafts.map((row) => ({ tool: "validate_row", input: { row } })),
      };
    const rows = checks.some(({ result }) => result !== "valid") ? drafts.map(corrected) : drafts;
    if (checks.length === drafts.length && rows !== drafts)
      return {
        text: "The dates have to be in ISO form.",
        calls: rows.map((row) => ({ tool: "validate_row", input: { row } })),
      };
    return { text: "All rows are checked.", calls: [{ tool: "write_rows", input: { rows } }] };
  },
};

type Row = Readonly<Record<string, unknown>> & { readonly issuedOn: string };

/** Reads a row out of a document's words. */
function draftRow({ input, result = "" }: MadeCall): Row {
  const find = (form: RegExp): string => form.exec(result)?.[1] ?? "";
  const lines = [...result.matchAll(/^ {2}(\d+) x (.{1,200}) at ([\d.]+) \w{3}$/gm)];
  return {
    documentId: input["documentId"],
    invoiceNumber: find(/\b(INV-[\d-]+)/),
    supplier: find(/^From: (.+)$/m) || find(/^(.+)\nsends you/),
    issuedOn: find(/(\d{1,2} [A-Z][a-z]+ \d{4})/),
    currency: find(/\d (EUR|USD|GBP)\b/),
    lines: lines.map(([, quantity, description, unitPrice]) => ({
      description,
      quantity: Number(quantity),
      unitPrice: Number(unitPrice),
    })),
    total: Number(find(/(?:Total due:|which makes) ([\d.]+)/)),
  };
}

function corrected(row: Row): Row {
  return { ...row, issuedOn: isoDate(row.issuedOn) };
}
