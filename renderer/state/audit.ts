import { readClaimsOrThrow } from "../../engine/contract/claims.js";
import type { ClaimSet } from "../../engine/contract/claims.js";
import type { Problem } from "../../engine/contract/errors.js";
import { codeOf, messageOf, problemsOf } from "./errors.js";
import type { ClaimsDocument, ClaimsState } from "./parts.js";
import { createPlaces } from "./places.js";
import type { Place } from "./places.js";
import type { SliceCreator } from "./app-state.js";
import type { AuditSlice } from "./library-slices.js";

const AUDIT_AFTER_MS = 200;

/** The open claim set, or undefined while there is none. */
export const openClaimSet = (state: ClaimsState): ClaimsDocument | undefined =>
  state.kind === "open" ? state.document : undefined;

/** Unsaved claims lie on the shelf beside unsaved scenarios, whose ids have no dot. */
const shelfKey = (id: string): string => `claims.${id}`;

export const createAuditSlice: SliceCreator<AuditSlice> = (set, get, { client, shelf }) => {
  let opening = 0;
  /** Id of the claim set that is open, or on its way. */
  let openId: string | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: AbortController | undefined;
  const places = createPlaces();

  const current = (): ClaimsDocument | undefined => openClaimSet(get().claims);
  const update = (key: number, change: Partial<ClaimsDocument>): void => {
    const document = current();
    if (document?.key !== key) return;
    set({ claims: { kind: "open", document: { ...document, ...change } } });
  };

  const apply = (document: ClaimsDocument, text: string): void => {
    update(document.key, { text });
    const id = shelfKey(document.entry.id);
    if (text === document.savedText) shelf.drop(id);
    else shelf.put(id, { text, savedAt: new Date().toISOString() });
    soon();
  };

  /** Takes over a text that was there before, or would be again, opening its claim set where it is not. */
  const restore = async (place: Place, text: string): Promise<void> => {
    if (current()?.entry.id !== place.id) await get().openClaims(place.id);
    const document = current();
    if (document?.entry.id !== place.id) throw new Error("its claim set could not be opened");
    apply(document, text);
  };

  const audit = async (): Promise<void> => {
    running?.abort();
    const document = current();
    if (document === undefined) return;
    const { key, text } = document;
    const read = readClaims(text);
    if ("problems" in read) {
      update(key, { checked: { text, problems: read.problems }, failure: undefined });
      return;
    }
    const controller = new AbortController();
    running = controller;
    const { claims } = read;
    try {
      const result = await client.call("audit", { claims }, { signal: controller.signal });
      const audited = { text, claims, result };
      update(key, { checked: { text, problems: [] }, audited, failure: undefined });
    } catch (error) {
      if (codeOf(error) === "cancelled") return;
      update(key, { checked: { text, problems: [] }, failure: messageOf(error) });
    }
  };

  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void audit(), AUDIT_AFTER_MS);
  };

  const refresh = async (): Promise<void> => {
    const { claims } = await client.call("claims.list", {});
    set({ claimSets: claims });
  };

  return {
    refreshClaims: refresh,
    claimSets: [],
    claims: { kind: "none" },

    followClaims() {
      const { route, claims } = get();
      if (claims.kind !== "none" && route.claimsId !== openId) void get().openClaims();
    },

    async openClaims(wanted) {
      openId = wanted ?? get().route.claimsId;
      if (openId !== get().route.claimsId) get().navigate({ claimsId: openId }, "replace");
      opening += 1;
      const key = opening;
      set({ claims: { kind: "loading" } });
      try {
        await refresh();
        const id = wanted ?? get().route.claimsId ?? get().claimSets[0]?.id;
        if (key === opening) openId = id;
        if (id === undefined) {
          set({ claims: { kind: "failed", message: "There is no claim set to audit." } });
          return;
        }
        const { entry, text: savedText } = await client.call("claims.read", { id });
        if (key !== opening) return;
        const text = shelf.get(shelfKey(id))?.text ?? savedText;
        const document = { key, entry, savedText, text };
        set({ claims: { kind: "open", document } });
        await audit();
      } catch (error) {
        if (key === opening) set({ claims: { kind: "failed", message: messageOf(error) } });
      }
    },

    editClaims(text) {
      const document = current();
      if (document === undefined || document.text === text) return;
      const { entry, key, text: before } = document;
      const place = places.of(entry.id);
      apply(document, text);
      get().record({
        what: `the claims of ${entry.name}`,
        group: `claims ${key}`,
        seenIn: ["audit"],
        characters: before.length,
        undo: () => restore(place, before),
        redo: () => restore(place, text),
      });
    },

    async lookAgainAtClaims() {
      const before = current();
      await refresh();
      if (before === undefined) return;
      const { id } = before.entry;
      const read = await client.call("claims.read", { id }).catch(() => undefined);
      const document = current();
      if (read === undefined || document?.key !== before.key) return;
      if (read.text === document.savedText) return;
      if (document.text === document.savedText) {
        await get().openClaims(id);
        get().announce(`${read.entry.name} was changed outside and is read again.`);
      } else if (document.text !== read.text) {
        get().notify({
          tone: "bad",
          text: `${read.entry.name} was changed outside. What you typed is kept here: saving it replaces the file’s version.`,
        });
      }
    },

    async claimsMoved(from, to) {
      places.moved(from, to);
      const kept = from === to ? undefined : shelf.get(shelfKey(from));
      if (kept !== undefined) {
        shelf.put(shelfKey(to), kept);
        shelf.drop(shelfKey(from));
      }
      if (current()?.entry.id === from) await get().openClaims(to);
    },

    async saveClaims() {
      const document = current();
      if (document === undefined) return;
      const { key, text } = document;
      try {
        const { entry } = await client.call("claims.save", { id: document.entry.id, text });
        shelf.drop(shelfKey(document.entry.id));
        // What was typed while it was saved belongs to the saved set now.
        const typed = current()?.text;
        if (current()?.key === key && typed !== undefined && typed !== text) {
          shelf.put(shelfKey(entry.id), { text: typed, savedAt: new Date().toISOString() });
        }
        update(key, { entry, savedText: text });
        if (current()?.key === key && entry.id !== openId) {
          openId = entry.id;
          get().navigate({ claimsId: openId }, "replace");
        }
        places.moved(document.entry.id, entry.id);
        await refresh();
        get().notify({ tone: "good", text: `${entry.name} is saved among your claim sets.` });
      } catch (error) {
        get().notify({ tone: "bad", text: `The claims were not saved. ${messageOf(error)}` });
      }
    },
  };
};

function readClaims(
  text: string,
): { readonly claims: ClaimSet } | { readonly problems: readonly Problem[] } {
  try {
    return { claims: readClaimsOrThrow(text, "the text") };
  } catch (error) {
    return { problems: problemsOf(error) };
  }
}
