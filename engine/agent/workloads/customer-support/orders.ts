import { z } from "zod";
import { between, fixtureDraw, pick } from "../fixture-draw.js";

export const ORDERS = 5_000;

export const OrderId = z.string().regex(/^ORD-\d{6}$/, "an order number such as ORD-000123");

export const ORDER_STATUS = ["processing", "shipped", "delivered", "cancelled"] as const;

export const Order = z.strictObject({
  orderId: OrderId,
  customer: z.string(),
  status: z.enum(ORDER_STATUS),
  orderedOn: z.iso.date(),
  items: z.array(
    z.strictObject({ name: z.string(), quantity: z.number().int(), priceUsd: z.number() }),
  ),
  totalUsd: z.number(),
});
export type Order = z.infer<typeof Order>;

const PRODUCTS = [
  { name: "desk lamp", priceUsd: 39.9 },
  { name: "office chair", priceUsd: 249 },
  { name: "notebook, A5", priceUsd: 6.5 },
  { name: "mechanical keyboard", priceUsd: 119 },
  { name: "monitor arm", priceUsd: 89.5 },
  { name: "USB-C hub", priceUsd: 54 },
  { name: "standing desk", priceUsd: 480 },
  { name: "noise-cancelling headset", priceUsd: 199 },
] as const;

const CUSTOMERS = ["A. Okafor", "B. Lindqvist", "C. Moreau", "D. Tanaka", "E. Silva", "F. Novak"];

const DAY_MS = 86_400_000;
const FIRST_DAY_MS = Date.UTC(2026, 0, 1);

/** The number of the `index`-th order, 0 … ORDERS − 1. */
export function orderIdAt(index: number): string {
  return `ORD-${String(index).padStart(6, "0")}`;
}

/** The order of that number, or undefined: made from its number alone, so that none has to be stored. */
export function findOrder(orderId: string): Order | undefined {
  const index = Number(orderId.slice("ORD-".length));
  if (!OrderId.safeParse(orderId).success || index >= ORDERS) return undefined;
  const draw = (...name: (string | number)[]): number => fixtureDraw("order", index, ...name);
  const items = Array.from({ length: between(1, 3, draw("items")) }, (_, at) => ({
    ...pick(PRODUCTS, draw("product", at)),
    quantity: between(1, 2, draw("quantity", at)),
  }));
  const cents = items.reduce(
    (sum, item) => sum + Math.round(item.priceUsd * 100) * item.quantity,
    0,
  );
  return {
    orderId,
    customer: pick(CUSTOMERS, draw("customer")),
    // Most orders that people write about have arrived.
    status: draw("status") < 0.6 ? "delivered" : pick(ORDER_STATUS, draw("other-status")),
    orderedOn: new Date(FIRST_DAY_MS + between(0, 300, draw("day")) * DAY_MS)
      .toISOString()
      .slice(0, 10),
    items,
    totalUsd: cents / 100,
  };
}
