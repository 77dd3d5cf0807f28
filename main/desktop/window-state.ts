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
import { isRecord } from "../../engine/base/guards.js";

export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where the window was: bounds as they are when not maximised, in device-independent pixels. */
export interface WindowState extends Area {
  readonly maximised: boolean;
}

export const SMALLEST = { width: 800, height: 560 } as const;
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
    return parseWindowState(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return undefined;
  }
}

function parseWindowState(value: unknown): WindowState | undefined {
  if (!isRecord(value)) return undefined;
  const { x, y, width, height, maximised } = value;
  if (!isPixel(x) || !isPixel(y) || !isPixel(width) || !isPixel(height)) return undefined;
  if (width <= 0 || height <= 0 || typeof maximised !== "boolean") return undefined;
  return { x, y, width, height, maximised };
}

/** A whole number that the window system takes without overflowing. */
function isPixel(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && Math.abs(value) <= 100_000;
}

/** Replaces the file whole or not at all. Synchronous, because the last chance is the window's closing. */
export function writeWindowState(file: string, state: WindowState): void {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    replaceFile(file, temporary, JSON.stringify(state));
  } catch (error) {
    // A window that cannot be remembered must still be able to close.
    console.error(`Could not keep the window's place in ${file}:`, error);
  }
}

function replaceFile(file: string, temporary: string, text: string): void {
  const handle = openSync(temporary, "w", 0o600);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  try {
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
