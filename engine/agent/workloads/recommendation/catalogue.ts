import { between, fixtureDraw } from "../fixture-draw.js";

export const ITEMS = 400;
export const USERS = 10_000;
const TASTES = 8;

export interface Item {
  readonly itemId: string;
  readonly priceUsd: number;
  /** Unit vector: what the item is like. */
  readonly taste: readonly number[];
}

export interface Profile {
  readonly userId: string;
  readonly recentItems: readonly string[];
  readonly maxPriceUsd: number;
}

export function userIdAt(index: number): string {
  return `U-${String(index).padStart(5, "0")}`;
}

const itemIdAt = (index: number): string => `ITEM-${String(index).padStart(4, "0")}`;

/** Made at the first use: 400 vectors. */
let catalogue: ReadonlyMap<string, Item> | undefined;

function items(): ReadonlyMap<string, Item> {
  catalogue ??= new Map(
    Array.from({ length: ITEMS }, (_, index) => {
      const raw = Array.from({ length: TASTES }, (__, at) => fixtureDraw("taste", index, at) - 0.5);
      const length = Math.hypot(...raw);
      const item: Item = {
        itemId: itemIdAt(index),
        priceUsd: between(5, 400, fixtureDraw("price", index)),
        taste: raw.map((part) => part / length),
      };
      return [item.itemId, item];
    }),
  );
  return catalogue;
}

export function findItem(itemId: string): Item | undefined {
  return items().get(itemId);
}

/** Made from the number alone. Undefined where there is no such user. */
export function findProfile(userId: string): Profile | undefined {
  const digits = /^U-(\d{5})$/.exec(userId)?.[1];
  const index = Number(digits);
  if (digits === undefined || index >= USERS) return undefined;
  return {
    userId,
    recentItems: [0, 1].map((at) =>
      itemIdAt(between(0, ITEMS - 1, fixtureDraw("recent", index, at))),
    ),
    maxPriceUsd: between(50, 400, fixtureDraw("max-price", index)),
  };
}

/** Cosine of the angle between two items' tastes. */
export function similarity(a: Item, b: Item): number {
  return a.taste.reduce((sum, part, at) => sum + part * (b.taste[at] ?? 0), 0);
}

/** The `limit` items most like `item`, itself left out; most alike first, ties by id. */
export function similarItems(item: Item, limit: number): { itemId: string; similarity: number }[] {
  return [...items().values()]
    .filter(({ itemId }) => itemId !== item.itemId)
    .map((other) => ({ itemId: other.itemId, similarity: similarity(item, other) }))
    .toSorted((a, b) => b.similarity - a.similarity || a.itemId.localeCompare(b.itemId))
    .slice(0, limit);
}

/** The items by how much they are like what the user saw last; what costs too much comes last. */
export function rank(profile: Profile, itemIds: readonly string[]): string[] {
  const seen = profile.recentItems.flatMap((itemId) => findItem(itemId) ?? []);
  const scoreOf = (item: Item): number =>
    Math.max(...seen.map((other) => similarity(item, other)), -1) -
    (item.priceUsd > profile.maxPriceUsd ? 10 : 0);
  return [...new Set(itemIds)]
    .flatMap((itemId) => findItem(itemId) ?? [])
    .map((item) => ({ itemId: item.itemId, score: scoreOf(item) }))
    .toSorted((a, b) => b.score - a.score || a.itemId.localeCompare(b.itemId))
    .map(({ itemId }) => itemId);
}
