import type { ModelRegistry } from "../../engine/contract/model-registry.js";
import type { Problem } from "../../engine/contract/errors.js";

/** The model registry on screen: its text as stored and as typed, and what is wrong with it. */
export interface RegistryDocument {
  /** Of what is stored. */
  readonly revision: string;
  readonly savedText: string;
  /** What the text was made from; another one than `revision` where something else was stored since. */
  readonly basis: string;
  readonly text: string;
  readonly problems: readonly Problem[];
}

export const registryText = (registry: ModelRegistry): string =>
  `${JSON.stringify(registry, undefined, 2)}\n`;

export const hasOwnModels = ({ text, savedText }: RegistryDocument): boolean => text !== savedText;

/** Whether something else was stored since the text was begun. */
export const isOvertaken = (document: RegistryDocument): boolean =>
  hasOwnModels(document) && document.basis !== document.revision;
