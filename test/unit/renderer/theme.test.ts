import { describe, expect, it } from "vitest";
import { inkOn } from "../../../renderer/charts/chart.js";
import { customProperties, resolveTheme } from "../../../renderer/theme/apply.js";
import { DARK, LIGHT } from "../../../renderer/theme/tokens.js";

function luminance(hex: string): number {
  const channel = (at: number): number => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

/** WCAG 2.2 contrast ratio. */
function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

type Pair = readonly [ink: string, ground: string];

/** The pairs whose contrast falls short. */
const below = (ratio: number, pairs: readonly Pair[]): Pair[] =>
  pairs.filter(([ink, ground]) => contrast(ink, ground) < ratio);

describe.each([LIGHT, DARK])("the $name theme", (theme) => {
  const { surface, text, state, tint, line, architecture, stage, stageOutline, heat, accent } =
    theme;

  it("has text at 4.5:1 on every ground it stands on", () => {
    const inks = [text.main, text.muted, accent, ...Object.values(state)];
    const pairs: Pair[] = Object.values(surface).flatMap((ground) =>
      inks.map((ink): Pair => [ink, ground]),
    );
    pairs.push([text.onAccent, accent]);
    for (const kind of ["good", "bad", "unsure"] as const) {
      pairs.push([state[kind], tint[kind]], [text.main, tint[kind]]);
    }
    expect(below(4.5, pairs)).toEqual([]);
  });

  it("has marks, outlines and the edges of controls at 3:1", () => {
    const marks = [
      ...Object.values(architecture),
      ...theme.series,
      ...heat,
      stageOutline,
      accent,
      line.strong,
    ];
    const grounds = [surface.panel, surface.canvas];
    const pairs = marks.flatMap((mark) => grounds.map((ground): Pair => [mark, ground]));
    expect(below(3, pairs)).toEqual([]);
  });

  it("writes on every stage in an ink that is read", () => {
    const pairs = Object.values(stage).map((fill): Pair => [inkOn(fill), fill]);
    expect(below(4.5, pairs)).toEqual([]);
  });

  it("gives every stage a colour of its own", () => {
    expect(new Set(Object.values(stage)).size).toBe(Object.keys(stage).length);
  });
});

it("follows the system unless told otherwise", () => {
  expect(resolveTheme("system", true)).toBe(DARK);
  expect(resolveTheme("system", false)).toBe(LIGHT);
  expect(resolveTheme("light", true)).toBe(LIGHT);
  expect(resolveTheme("dark", false)).toBe(DARK);
  expect([...customProperties(DARK).keys()]).toEqual([...customProperties(LIGHT).keys()]);
});
