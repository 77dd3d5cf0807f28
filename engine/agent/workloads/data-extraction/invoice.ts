import { z } from "zod";

const cents = (usd: number): number => Math.round(usd * 100);

/** What is to be read out of a document. The sums are checked: a row that does not add up is no row. */
export const Invoice = z
  .strictObject({
    documentId: z.string().regex(/^DOC-\d{5}$/, "a document id such as DOC-00012"),
    invoiceNumber: z
      .string()
      .regex(/^INV-\d{4}-\d{5}$/, "an invoice number such as INV-2026-00012"),
    supplier: z.string().min(1).max(200),
    issuedOn: z.iso.date(),
    currency: z.enum(["EUR", "USD", "GBP"]),
    lines: z
      .array(
        z.strictObject({
          description: z.string().min(1).max(200),
          quantity: z.number().int().positive(),
          unitPrice: z.number().nonnegative(),
        }),
      )
      .min(1)
      .max(100),
    total: z.number().nonnegative(),
  })
  .refine(
    ({ lines, total }) =>
      lines.reduce((sum, line) => sum + cents(line.unitPrice) * line.quantity, 0) === cents(total),
    { path: ["total"], error: "the sum of quantity × unitPrice over the lines" },
  );
export type Invoice = z.infer<typeof Invoice>;
