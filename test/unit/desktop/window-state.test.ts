import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { BACKGROUND } from "../../../main/desktop/background.js";
import {
  placeWindow,
  readWindowState,
  SMALLEST,
  writeWindowState,
} from "../../../main/desktop/window-state.js";
import { DARK, LIGHT } from "../../../renderer/theme/tokens.js";
import { fc } from "../../property.js";

const laptop = { x: 0, y: 0, width: 1440, height: 900 };
const right = { x: 1440, y: -200, width: 2560, height: 1440 };
const kept = { x: 100, y: 50, width: 1200, height: 800, maximised: false };

describe("where the window opens", () => {
  it("leaves a first window to the system, in a size that fits", () => {
    expect(placeWindow(undefined, [laptop])).toEqual({
      bounds: { width: 1320, height: 860 },
      maximised: false,
    });
    expect(placeWindow(undefined, [{ x: 0, y: 0, width: 1024, height: 600 }]).bounds).toEqual({
      width: 1024,
      height: 600,
    });
  });

  it("takes the kept place on any display, maximised or not", () => {
    expect(placeWindow(kept, [laptop])).toEqual({
      bounds: { x: 100, y: 50, width: 1200, height: 800 },
      maximised: false,
    });
    const away = { ...kept, x: 2000, y: -150, maximised: true };
    expect(placeWindow(away, [laptop, right])).toEqual({
      bounds: { x: 2000, y: -150, width: 1200, height: 800 },
      maximised: true,
    });
  });

  it.each([
    ["beyond the right edge", { ...kept, x: 1400 }],
    ["beyond the left edge", { ...kept, x: -1150 }],
    ["with the title bar above the display", { ...kept, y: -20 }],
    ["with the title bar below the display", { ...kept, y: 880 }],
    ["on a display that is gone", { ...kept, x: 2000 }],
  ])("forgets a place %s", (_what, state) => {
    expect(placeWindow(state, [laptop]).bounds).toEqual({ width: 1200, height: 800 });
  });

  it("always gives a reachable window that no display is too small for", () => {
    const area = fc.record({
      x: fc.integer({ min: -4000, max: 4000 }),
      y: fc.integer({ min: -4000, max: 4000 }),
      width: fc.integer({ min: SMALLEST.width, max: 4000 }),
      height: fc.integer({ min: SMALLEST.height, max: 4000 }),
    });
    const state = fc.record({
      x: fc.integer({ min: -100_000, max: 100_000 }),
      y: fc.integer({ min: -100_000, max: 100_000 }),
      width: fc.integer({ min: 1, max: 100_000 }),
      height: fc.integer({ min: 1, max: 100_000 }),
      maximised: fc.boolean(),
    });
    fc.assert(
      fc.property(state, fc.array(area, { minLength: 1, maxLength: 3 }), (window, displays) => {
        const { bounds } = placeWindow(window, displays);
        const { x, y } = bounds;
        const fits = displays.some(
          (display) =>
            bounds.width <= display.width &&
            bounds.height <= display.height &&
            (x === undefined ||
              y === undefined ||
              (x < display.x + display.width &&
                x + window.width > display.x &&
                y >= display.y &&
                y < display.y + display.height)),
        );
        expect(fits).toBe(true);
      }),
    );
  });
});

describe("the kept state", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), "headroom-window-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("comes back as it was written, and leaves no temporary file", async () => {
    const file = path.join(folder, "deep", "window.json");
    writeWindowState(file, { ...kept, maximised: true });
    expect(readWindowState(file)).toEqual({ ...kept, maximised: true });
    expect(await readdir(path.dirname(file))).toEqual(["window.json"]);
  });

  it("is given up, and said so, where it cannot be written", async () => {
    const log = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const file = path.join(folder, "a-file");
    await writeFile(file, "");
    writeWindowState(path.join(file, "window.json"), kept);
    expect(log).toHaveBeenCalledOnce();
    log.mockRestore();
  });

  it.each([
    "",
    "{",
    "null",
    "[]",
    '"x"',
    '{"x":0}',
    '{"x":0,"y":0,"width":"9","height":9,"maximised":false}',
    '{"x":1.5,"y":0,"width":9,"height":9,"maximised":false}',
    '{"x":0,"y":0,"width":0,"height":9,"maximised":false}',
    '{"x":1e9,"y":0,"width":9,"height":9,"maximised":false}',
    '{"x":0,"y":0,"width":9,"height":9,"maximised":1}',
  ])("counts as none when damaged: %s", async (content) => {
    const file = path.join(folder, "damaged.json");
    await writeFile(file, content);
    expect(readWindowState(file)).toBeUndefined();
  });

  it("counts as none when missing", () => {
    expect(readWindowState(path.join(folder, "missing.json"))).toBeUndefined();
  });
});

it("the ground before the first paint is the page's own", () => {
  expect(BACKGROUND).toEqual({ dark: DARK.surface.canvas, light: LIGHT.surface.canvas });
});
