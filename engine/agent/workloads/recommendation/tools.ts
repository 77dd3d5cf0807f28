import { z } from "zod";
import { defineTool } from "../../hands/define-tool.js";
import { ToolFault } from "../../hands/tool-fault.js";
import type { Tool } from "../../tool.js";
import { effectId } from "../effect-id.js";
import { findItem, findProfile, rank, similarItems } from "./catalogue.js";
import type { Profile } from "./catalogue.js";

/** Somebody waits for the page: a late answer is worth no more than none. */
const limits = { timeoutMs: 500, maxResultBytes: 8_000, retries: 1 };

const UserId = z.string().regex(/^U-\d{5}$/, "a user such as U-00042");
const ItemId = z.string().regex(/^ITEM-\d{4}$/, "an item such as ITEM-0007");

function profileOrRefuse(userId: string): Profile {
  const profile = findProfile(userId);
  if (profile === undefined) throw new ToolFault("refused", `there is no user ${userId}`);
  return profile;
}

const common = { limits, runsIn: "in-process", workers: 8 } as const;

export const recommendationTools: readonly Tool[] = [
  defineTool({
    ...common,
    name: "get_profile",
    description: "What a user looked at last and likes to pay, as JSON.",
    input: z.strictObject({ userId: UserId }),
    replay: "read",
    cacheTtlMs: 60_000,
    stateNamespace: "recommendation-profiles",
    execute: async ({ userId }) => JSON.stringify(profileOrRefuse(userId)),
  }),
  defineTool({
    ...common,
    name: "similar_items",
    description: "The items most like an item, as JSON, most alike first.",
    input: z.strictObject({ itemId: ItemId, limit: z.number().int().min(1).max(50).default(10) }),
    replay: "read",
    cacheTtlMs: 600_000,
    stateNamespace: "recommendation-catalogue",
    execute: async ({ itemId, limit }) => {
      const item = findItem(itemId);
      if (item === undefined) throw new ToolFault("refused", `there is no item ${itemId}`);
      return JSON.stringify(similarItems(item, limit));
    },
  }),
  defineTool({
    ...common,
    name: "rank_items",
    description: "Items in the order in which a user would want to see them, as a JSON array.",
    input: z.strictObject({ userId: UserId, itemIds: z.array(ItemId).min(1).max(100) }),
    replay: "read",
    stateNamespace: "recommendation-catalogue",
    execute: async ({ userId, itemIds }) => JSON.stringify(rank(profileOrRefuse(userId), itemIds)),
  }),
  defineTool({
    ...common,
    name: "log_impression",
    description: "Records what a user was shown: every impression is billed once.",
    input: z.strictObject({ userId: UserId, itemIds: z.array(ItemId).min(1).max(20) }),
    replay: "idempotent",
    stateNamespace: "recommendation-impressions",
    execute: async ({ userId, itemIds }, { idempotencyKey, state }) => {
      const impressionId = effectId("IMP", idempotencyKey);
      return state.effects.appendOnce(
        idempotencyKey,
        JSON.stringify({ impressionId, userId, itemIds }),
      );
    },
  }),
];
