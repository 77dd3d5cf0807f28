import { describe, expect, it } from "vitest";
import type { Figure } from "../../../engine/contract/result.js";
import {
  formatChange,
  formatFigure,
  formatPValue,
  formatValue,
} from "../../../main/cli/render/numbers.js";
import { displayWidth, renderTable, wrap } from "../../../main/cli/render/table.js";
import { fc } from "../../property.js";

const figure = (
  low: number | null,
  mean: number | null,
  high: number | null,
  unit: Figure["unit"] = "ms",
): Figure => ({
  mean,
  low,
  high,
  unit,
});

describe("formatFigure", () => {
  it.each([
    [figure(347.05, 349.25, 351.45), "349.3 ± 2.2"],
    [figure(0.0962, 0.1017, 0.1072, "ratio"), "10.17 ± 0.55"],
    [figure(0, 1, 5), "1.0 [0.0, 5.0]"],
    [figure(1920, 1920, 1920, "h"), "1,920"],
    [figure(0, 0, 0), "0"],
    [figure(null, 12.3456, null), "12.35"],
    [figure(null, null, null), "–"],
    [figure(112_000, 112_666, 113_332, "usd"), "112,666 ± 666"],
    [figure(1.945e-6, 1.959e-6, 1.973e-6, "usd/token"), "(1.959 ± 0.014)×10⁻⁶"],
    [figure(-3.5, -2.25, -1, "ms"), "−2.3 ± 1.3"],
  ])("writes %o as %s", (value, text) => {
    expect(formatFigure(value)).toBe(text);
  });

  it("never hides a mean: what it writes reads back to within half of the interval", () => {
    const positive = fc.double({ min: 1e-3, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(positive, fc.double({ min: 1e-3, max: 0.5, noNaN: true }), (mean, relative) => {
        const text = formatFigure(figure(mean * (1 - relative), mean, mean * (1 + relative)));
        const read = Number(text.split(" ")[0]?.replaceAll(",", ""));
        expect(Math.abs(read - mean)).toBeLessThanOrEqual(0.5 * mean * relative);
      }),
    );
  });
});

describe("numbers", () => {
  it("carry their sign and no false digits", () => {
    expect(formatChange(1.925)).toBe("+193%");
    expect(formatChange(-0.4512)).toBe("−45.1%");
    expect(formatPValue(0.00004)).toBe("<0.001");
    expect(formatPValue(0.0271)).toBe("0.027");
    expect(formatValue(0.075, "ratio")).toBe("7.5");
    expect(formatValue(0.0003, "usd/token")).toBe("0.0003");
  });
});

describe("renderTable", () => {
  const words = fc.array(fc.stringMatching(/^[a-z]{1,9}$/), { minLength: 1, maxLength: 12 });

  it("keeps every word, and to the width where its words allow it", () => {
    fc.assert(
      fc.property(words, words, fc.integer({ min: 30, max: 100 }), (left, right, width) => {
        const text = renderTable(
          [
            { title: "left", align: "left", flexible: true },
            { title: "right", align: "right", flexible: true },
          ],
          [[{ text: left.join(" ") }, { text: right.join(" ") }]],
          width,
          (title) => title,
        );
        const shown = text.split(/\s+/);
        for (const word of [...left, ...right]) expect(shown).toContain(word);
        for (const line of text.split("\n")) expect(displayWidth(line)).toBeLessThanOrEqual(width);
      }),
    );
  });

  it("counts columns as a terminal does", () => {
    expect(displayWidth("Latenz")).toBe(6);
    expect(displayWidth("e\u0301te\u0301")).toBe(3);
    expect(displayWidth("顧客")).toBe(4);
    expect(wrap("one two three", 7)).toEqual(["one two", "three"]);
  });
});
