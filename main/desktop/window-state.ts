import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import path from "node:path";
import { z } from "zod";

const pixel = z.number().int().min(-100_000).max(100_000);

/** Where the window was: bounds as they are when not maximised, in device-independent pixels. */
export const WindowState = z.strictObject({
  x: pixel,
  y: pixel,
  width: pixel.positive(),
  height: pixel.positive(),
  maximised: z.boolean(),
});
export type WindowState = z.infer<typeof WindowState>;

export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const SMALLEST = { width: 880, height: 560 } as const;
const DEFAULT = { width: 1320, height: 860 } as const;
/** So much of the window has to lie on a display for a user to find and move it. */
const REACHABLE_PX = 80;

export interface Placement {
  readonly bounds: Partial<Area> & { readonly width: number; readonly height: number };
  readonly maximised: boolean;
}

/**
 * Where to open the window. Bounds that no display shows any more are dropped, and a window larger than
 * its display is cut to it. `displays` are work areas, the primary one first.
 */
export function placeWindow(state: WindowState | undefined, displays: readonly Area[]): Placement {
  const home =
    state === undefined ? undefined : displays.find((display) => isReachable(state, display));
  const area = home ?? displays[0] ?? { x: 0, y: 0, ...DEFAULT };
  const wanted = state ?? DEFAULT;
  const size = {
    width: Math.min(Math.max(wanted.width, SMALLEST.width), area.width),
    height: Math.min(Math.max(wanted.height, SMALLEST.height), area.height),
  };
  const maximised = state?.maximised ?? false;
  if (state === undefined || home === undefined) return { bounds: size, maximised };
  return { bounds: { x: state.x, y: state.y, ...size }, maximised };
}

function isReachable(window: Area, display: Area): boolean {
  const width =
    Math.min(window.x + window.width, display.x + display.width) - Math.max(window.x, display.x);
  // The title bar has to be on the display, so its top edge may not lie above or far below it.
  const top = window.y - display.y;
  return width >= REACHABLE_PX && top >= 0 && top <= display.height - REACHABLE_PX;
}

/** Reads the kept state; a missing or damaged file means the default window, never a failed start. */
export function readWindowState(file: string): WindowState | undefined {
  try {
    return WindowState.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return undefined;
  }
}

/** Replaces the file whole or not at all. Synchronous, because the last chance is the window's closing. */
export function writeWindowState(file: string, state: WindowState): void {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    const handle = openSync(temporary, "w", 0o600);
    try {
      writeSync(handle, JSON.stringify(state));
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    console.error(`Could not keep the window's place in ${file}:`, error);
  }
}
