import { z } from "zod";
import type { RehearsalPolicy } from "../../workload.js";
import { callOf, currentRequest, jsonOf } from "../request.js";

export const RECOMMENDATION_SYSTEM =
  "You choose what a shop's page shows to a user. Be quick: few steps, and an answer of item numbers alone.";

const SHOWN = 5;

const Profile = z.looseObject({ recentItems: z.array(z.string()) });
const Similar = z.array(z.looseObject({ itemId: z.string() }));
const Ranked = z.array(z.string());

/** How the rehearsal model plays recommendation: profile, similar items side by side, rank, log, answer. */
export const recommendationRehearsal: RehearsalPolicy = {
  handles: ({ system }) => system.startsWith(RECOMMENDATION_SYSTEM),
  answer: (conversation) => {
    const request = currentRequest(conversation);
    const userId = /\bU-\d{5}\b/.exec(request.text)?.[0];
    if (userId === undefined) return { text: "For whom?", calls: [] };
    const asked = callOf(request, "get_profile");
    if (asked === undefined)
      return { text: "", calls: [{ tool: "get_profile", input: { userId } }] };
    const profile = Profile.safeParse(jsonOf(asked)).data;
    if (profile === undefined) return { text: "none", calls: [] };
    const similar = request.calls.filter(({ tool }) => tool === "similar_items");
    if (similar.length === 0)
      return {
        text: "",
        calls: profile.recentItems.map((itemId) => ({ tool: "similar_items", input: { itemId } })),
      };
    const found = similar.flatMap(
      (call) => Similar.safeParse(jsonOf(call)).data?.map(({ itemId }) => itemId) ?? [],
    );
    const itemIds = [...new Set(found)];
    if (itemIds.length === 0) return { text: "none", calls: [] };
    const ranked = callOf(request, "rank_items");
    if (ranked === undefined)
      return { text: "", calls: [{ tool: "rank_items", input: { userId, itemIds } }] };
    // Without a ranking the page still shows something.
    const shown = (Ranked.safeParse(jsonOf(ranked)).data ?? itemIds).slice(0, SHOWN);
    if (callOf(request, "log_impression") === undefined)
      return { text: "", calls: [{ tool: "log_impression", input: { userId, itemIds: shown } }] };
    return { text: shown.join(" "), calls: [] };
  },
};
