import type { Scenario } from "../../engine/contract/scenario.js";
import { codeOf, messageOf } from "./errors.js";
import type { AppState } from "./app-state.js";
import type { Library, Route, Saved } from "./parts.js";
import type { ToKeep } from "./unkept-parts.js";

interface KeptEntry {
  readonly id: string;
  readonly scenarioId?: string | undefined;
  readonly damage?: string | undefined;
}

interface Shown {
  readonly scenario: Scenario;
  readonly saved: Saved<KeptEntry>;
}

/** A kind of result that is made of a scenario, shown one for each, and kept. */
interface Kind<T extends Shown> {
  /** Where the route says which one. */
  readonly named: "planId" | "projectionId" | "sensitivityId" | "sidesId";
  readonly entries: (library: Library & { readonly kind: "ready" }) => readonly KeptEntry[];
  /** What is shown, by the id of its scenario. */
  readonly held: (state: AppState) => Readonly<Record<string, T>>;
  readonly put: (held: Readonly<Record<string, T>>) => void;
  readonly read: (id: string) => Promise<T>;
  /** What is said where it cannot be shown. */
  readonly failed: (why: string) => string;
}

/** Whether what was asked for in a workspace is of the one on screen; before that is known there is only one. */
export const isHere = ({ workspaces }: AppState, keptIn: string | undefined): boolean =>
  keptIn === undefined || keptIn === workspaces?.present.folder;

/**
 * Keeps a result in the workspace that it was asked for in, and shows how far that is while that workspace
 * is the one on screen. It took its time: it stays on screen where it cannot be kept, and why is told.
 */
export async function keep<Entry>(
  get: () => AppState,
  keptIn: string | undefined,
  { isShown, show, ...result }: ToKeep<Entry> & { readonly isShown: () => boolean },
): Promise<void> {
  let wasShown = false;
  await get().keepResult({
    ...result,
    show(saved) {
      if (!isHere(get(), keptIn)) return;
      // One that is saved at last must not take the place of a newer one.
      if (!wasShown || isShown()) show(saved);
      wasShown = true;
    },
  });
}

/** Shows a result that was just made in place of the kept one of its scenario, which the route may name. */
export function showMade<T extends Shown>(
  get: () => AppState,
  { named, held, put }: Kind<T>,
  scenarioId: string | undefined,
  made: T,
): void {
  put({ ...held(get()), [scenarioId ?? ""]: made });
  const { route, navigate } = get();
  if (route.scenarioId === scenarioId && route[named] !== undefined) {
    navigate({ [named]: undefined }, "replace");
  }
}

/** Shows the kept result that the route names, else the newest of its scenario. */
export async function showKept<T extends Shown>(
  get: () => AppState,
  { named, entries, held, put, read, failed }: Kind<T>,
): Promise<void> {
  const { library, route } = get();
  if (library.kind !== "ready") return;
  const { scenarioId, [named]: asked } = route;
  const key = scenarioId ?? "";
  const before = held(get())[key];
  const own = entries(library).filter((one) => one.scenarioId === scenarioId);
  const id = toRead(scenarioId === undefined ? [] : own, asked, before?.saved);
  if (id === undefined) return;
  const isSame = (now: Route): boolean => now.scenarioId === scenarioId && now[named] === asked;
  try {
    const shown = await read(id);
    // Another may have been asked for, or made, in between.
    if (!isSame(get().route) || held(get())[key] !== before) return;
    put({ ...held(get()), [key]: shown });
    get().openAlone(shown.scenario);
  } catch (error) {
    // That it is not there is told in its place.
    if (codeOf(error) === "not-found") return;
    get().notify({ tone: "bad", text: failed(messageOf(error)) });
  }
}

/** Whether one of these is on its way for the scenario of the route, where none of it is shown yet. */
export function isBeingRead(
  { followed, library, route }: AppState,
  named: "planId" | "projectionId",
  kind: "plans" | "projections",
): boolean {
  if (followed === 0 || library.kind !== "ready" || route.scenarioId === undefined) return false;
  const own = library[kind].filter(({ scenarioId }) => scenarioId === route.scenarioId);
  return toRead(own, route[named], undefined) !== undefined;
}

/**
 * Id of the kept result to be read: the one asked for, else the first that can be. Undefined where there is
 * none, where it is on screen already, and where what is on screen is not kept yet, which is newer than any.
 */
export function toRead(
  entries: readonly KeptEntry[],
  asked: string | undefined,
  shown: Saved<KeptEntry> | undefined,
): string | undefined {
  const id = asked ?? entries.find(({ damage }) => damage === undefined)?.id;
  if (shown?.kind === "saved") return shown.entry.id === id ? undefined : id;
  return shown !== undefined && asked === undefined ? undefined : id;
}
