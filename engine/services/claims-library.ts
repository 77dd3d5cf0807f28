import { CLAIMS_MAX_BYTES, readClaimsOrThrow } from "../contract/claims.js";
import type { ClaimsEntry } from "../contract/methods.js";
import type { DataFolder } from "./data-folder.js";
import type { Collection } from "./store/collection.js";
import { NamedLibrary } from "./store/named-library.js";

export const CLAIMS_ENDING = ".claims.json";

/** Claim sets: shipped ones, which lie beside the shipped scenarios, and the user's own. */
export type ClaimsLibrary = NamedLibrary<ClaimsEntry>;

export function claimsLibrary(
  own: Collection,
  shipped: Collection | undefined,
  keepBeside: DataFolder["keepBeside"],
): ClaimsLibrary {
  return new NamedLibrary<ClaimsEntry>(own, shipped, keepBeside, {
    noun: "claim set",
    stem: "claims",
    ending: CLAIMS_ENDING,
    maxBytes: CLAIMS_MAX_BYTES,
    entryOf: ({ id, origin }, source) => ({
      id,
      name: readClaimsOrThrow(source, "the text").name,
      origin,
    }),
    damagedEntry: ({ id, origin }, damage) => ({ id, name: id, origin, damage }),
  });
}
