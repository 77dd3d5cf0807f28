import { between, fixtureDraw, pick } from "../fixture-draw.js";
import type { Invoice } from "./invoice.js";

export const BATCHES = 500;
const DOCUMENTS_PER_BATCH = 4;

const SUPPLIERS = ["Nordwind GmbH", "Papeterie Duval", "Harbour & Sons Ltd", "Alto Print SRL"];
const GOODS = [
  "printer paper, 500 sheets",
  "toner, black",
  "desk organiser",
  "whiteboard",
  "envelopes C5",
];
const MONTHS =
  "January February March April May June July August September October November December";

export function batchIdAt(index: number): string {
  return `BATCH-${String(index).padStart(4, "0")}`;
}

/** The documents of a batch, or undefined where there is no such batch. */
export function documentIds(batchId: string): string[] | undefined {
  const index = indexOf(batchId, /^BATCH-(\d{4})$/, BATCHES);
  if (index === undefined) return undefined;
  return Array.from(
    { length: DOCUMENTS_PER_BATCH },
    (_, at) => `DOC-${String(index * DOCUMENTS_PER_BATCH + at).padStart(5, "0")}`,
  );
}

/** What a document says: the truth that an extraction is held against. */
export function invoiceOf(documentId: string): Invoice | undefined {
  const index = indexOf(documentId, /^DOC-(\d{5})$/, BATCHES * DOCUMENTS_PER_BATCH);
  if (index === undefined) return undefined;
  const draw = (...name: (string | number)[]): number => fixtureDraw("invoice", index, ...name);
  const lines = Array.from({ length: between(1, 4, draw("lines")) }, (_, at) => ({
    description: pick(GOODS, draw("goods", at)),
    quantity: between(1, 20, draw("quantity", at)),
    unitPrice: between(150, 9_900, draw("price", at)) / 100,
  }));
  const month = String(between(1, 12, draw("month"))).padStart(2, "0");
  const day = String(between(1, 28, draw("day"))).padStart(2, "0");
  return {
    documentId,
    invoiceNumber: `INV-2026-${String(index).padStart(5, "0")}`,
    supplier: pick(SUPPLIERS, draw("supplier")),
    issuedOn: `2026-${month}-${day}`,
    currency: pick(["EUR", "USD", "GBP"] as const, draw("currency")),
    lines,
    total:
      lines.reduce((sum, line) => sum + Math.round(line.unitPrice * 100) * line.quantity, 0) / 100,
  };
}

/** The document as it came in: prose, one of two layouts, dates in words. */
export function documentText(documentId: string): string | undefined {
  const invoice = invoiceOf(documentId);
  if (invoice === undefined) return undefined;
  const { invoiceNumber, supplier, issuedOn, currency, lines, total } = invoice;
  const [year = "", month = "", day = ""] = issuedOn.split("-");
  const date = `${Number(day)} ${MONTHS.split(" ")[Number(month) - 1] ?? ""} ${year}`;
  const rows = lines.map(
    ({ description, quantity, unitPrice }) =>
      `  ${quantity} x ${description} at ${unitPrice.toFixed(2)} ${currency}`,
  );
  return fixtureDraw("layout", documentId) < 0.5
    ? [
        `INVOICE ${invoiceNumber}`,
        `From: ${supplier}`,
        `Date: ${date}`,
        "",
        ...rows,
        "",
        `Total due: ${total.toFixed(2)} ${currency}`,
        "Thank you for your order.",
      ].join("\n")
    : [
        supplier,
        `sends you invoice no. ${invoiceNumber}, issued on ${date}, for:`,
        ...rows,
        `which makes ${total.toFixed(2)} ${currency} in all. Payable within 30 days.`,
      ].join("\n");
}

/** "3 November 2026" → "2026-11-03"; a text that is no such date stays as it is. */
export function isoDate(words: string): string {
  const [day = "", name = "", year = ""] = words.split(" ");
  const month = MONTHS.split(" ").indexOf(name) + 1;
  return month === 0 ? words : `${year}-${String(month).padStart(2, "0")}-${day.padStart(2, "0")}`;
}

function indexOf(id: string, form: RegExp, count: number): number | undefined {
  const digits = form.exec(id)?.[1];
  const index = Number(digits);
  return digits !== undefined && index < count ? index : undefined;
}
