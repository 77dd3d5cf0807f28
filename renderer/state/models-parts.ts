import type { ModelRegistry } from "../../engine/contract/model-registry.js";
import type { Problem } from "../../engine/contract/errors.js";
import type { SessionEntry } from "../../engine/contract/session-methods.js";

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

/** How many sessions that may go on pin each version, by `model version`. */
export function pinsOf(
  sessions: readonly Pick<SessionEntry, "status" | "model">[],
): Readonly<Record<string, number>> {
  const pins: Record<string, number> = {};
  for (const { status, model } of sessions) {
    if (model === null || status === "ended") continue;
    const pinned = `${model.name} ${model.version}`;
    pins[pinned] = (pins[pinned] ?? 0) + 1;
  }
  return pins;
}
