import type { OutputOf } from "../../engine/contract/methods.js";
import type { SliceCreator } from "./app-state.js";
import { messageOf, problemsOf } from "./errors.js";
import { createLatest } from "./latest.js";
import type { FileRef, MendSlice, OpenFile } from "./mend-parts.js";

/** What was typed lies on the shelf beside unsaved scenarios, whose ids have no dot. */
const shelfKey = ({ kind, id }: FileRef): string => `file.${kind}.${id}`;

/** Looks at any file of the workspace that cannot be read, and mends it as text. */
export const createMendSlice: SliceCreator<MendSlice> = (set, get, { client, shelf }) => {
  let reading = 0;

  const current = (): (FileRef & { readonly open: OpenFile }) | undefined => {
    const { mending } = get();
    return mending?.state === "open" ? mending : undefined;
  };
  const update = (key: number, change: Partial<OpenFile>): void => {
    const shown = current();
    if (shown?.open.key !== key) return;
    const { kind, id, open } = shown;
    set({ mending: { kind, id, state: "open", open: { ...open, ...change } } });
  };

  const check = createLatest<undefined>(async () => {
    const shown = current();
    if (shown === undefined) return;
    const { kind, id, open } = shown;
    const { key, text, checked } = open;
    if (text === undefined || checked?.text === text) return;
    try {
      const { problems } = await client.call("file.check", { kind, id, text });
      update(key, { checked: { text, problems } });
    } catch (error) {
      // Not the text's fault, but the user must see that it is unchecked.
      const unchecked = { path: "(file)", expected: "a check by the engine" };
      update(key, { checked: { text, problems: [{ ...unchecked, found: messageOf(error) }] } });
    }
  });

  /** What lists the file, and what shows it, is read anew. */
  const refresh = async ({ kind, id }: FileRef): Promise<void> => {
    if (kind === "drive") await get().refreshLoads();
    else if (kind === "claims") await get().lookAgainAtClaims();
    else await get().refreshLibrary();
    if (kind === "scenario") await get().scenarioMoved(id, id);
    if (kind === "deck" && get().route.deckId === id) await get().openDeck(id);
    // What a link named may be here now.
    if (kind === "claims" && get().claims.kind === "failed") await get().openClaims();
    else if (kind === "drive") await get().followLoad();
    else await get().followRoute();
  };

  /** Changes the file; what comes of it is told, and the dialog closes over a file that can be read. */
  const change = async (
    words: (file: string) => string,
    work: (shown: FileRef & { readonly open: OpenFile }) => Promise<OutputOf<"file.save">>,
  ): Promise<void> => {
    const shown = current();
    if (shown === undefined || shown.open.isBusy === true) return;
    const { key } = shown.open;
    update(key, { isBusy: true, fault: undefined });
    try {
      const { file, keptAs } = await work(shown);
      shelf.drop(shelfKey(shown));
      const kept = keptAs === undefined ? "" : ` The damaged one is kept as ${nameOf(keptAs)}.`;
      get().notify({ tone: "good", text: words(nameOf(file)) + kept });
      if (current()?.open.key === key && get().dialog?.kind === "damaged") get().closeDialog();
      await refresh(shown);
    } catch (error) {
      const [problem] = problemsOf(error);
      const detail =
        problem === undefined
          ? ""
          : ` ${problem.path}: expected ${problem.expected}, found ${problem.found}.`;
      update(key, { isBusy: false, fault: `${messageOf(error)}${detail}` });
    }
  };

  return {
    mending: undefined,

    async openFile({ kind, id }) {
      reading += 1;
      const key = reading;
      set({ mending: { kind, id, state: "loading" } });
      try {
        const read = await client.call("file.read", { kind, id });
        if (key !== reading) return;
        const typed = read.problems.length === 0 ? undefined : shelf.get(shelfKey({ kind, id }));
        const isRestored = typed !== undefined && typed.text !== read.text;
        const text = isRestored ? typed.text : read.text;
        const checked =
          text === undefined || isRestored ? undefined : { text, problems: read.problems };
        const open = { key, read, text, checked, isRestored };
        set({ mending: { kind, id, state: "open", open } });
        check(undefined);
      } catch (error) {
        if (key !== reading) return;
        set({ mending: { kind, id, state: "failed", message: messageOf(error) } });
      }
    },

    editFile(text) {
      const shown = current();
      if (shown === undefined || shown.open.text === text) return;
      update(shown.open.key, { text, fault: undefined });
      if (text === shown.open.read.text) shelf.drop(shelfKey(shown));
      else shelf.put(shelfKey(shown), { text, savedAt: new Date().toISOString() });
      check(undefined);
    },

    saveFile() {
      return change(
        (name) => `${name} is mended.`,
        ({ kind, id, open: { text = "", read } }) => {
          const { version: replaces } = read;
          const seen = replaces === undefined ? {} : { replaces };
          return client.call("file.save", { kind, id, text, ...seen });
        },
      );
    },

    restoreFile() {
      return change(
        (name) => `${name} is back from the trash folder.`,
        ({ kind, id }) => client.call("file.restore", { kind, id }),
      );
    },

    async lookAgainAtFile() {
      const before = current();
      if (before === undefined || before.open.isBusy === true) return;
      const { kind, id } = before;
      const read = await client.call("file.read", { kind, id }).catch(() => undefined);
      const shown = current();
      if (read === undefined || shown?.open.key !== before.open.key) return;
      if (read.version === shown.open.read.version && read.bytes === shown.open.read.bytes) return;
      // What was typed stays: saving it replaces the version that was read now.
      if (shown.open.text !== shown.open.read.text && read.problems.length > 0) {
        update(shown.open.key, { read });
      } else await get().openFile({ kind, id });
    },

    closeFile() {
      reading += 1;
      set({ mending: undefined });
    },
  };
};

const nameOf = (file: string): string => file.split(/[\\/]/).at(-1) ?? file;
