import type { Saved } from "./parts.js";

/** A result that was computed but is not on disk, because it could not be stored. */
export interface Unkept {
  readonly key: number;
  /** In a sentence, such as “The plan of The article”. */
  readonly what: string;
  /** The scenario of the library that it is of, if any. */
  readonly scenarioId: string | undefined;
  readonly message: string;
  readonly again: () => Promise<void>;
}

/** What is to be kept, and how. */
export interface ToKeep<Entry> extends Pick<Unkept, "what" | "scenarioId"> {
  readonly save: () => Promise<{ readonly entry: Entry }>;
  /** Told how far it is on its way to disk, at every try. */
  readonly show: (saved: Saved<Entry>) => void;
}
