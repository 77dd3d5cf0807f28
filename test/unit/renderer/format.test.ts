import { scaleLinear } from "d3-scale";
import { describe, expect, it } from "vitest";
import type { Unit } from "../../../engine/base/units.js";
import type { Figure } from "../../../engine/contract/result.js";
import { ticksOn } from "../../../renderer/charts/axis.js";
import {
  figureSentence,
  formatAbout,
  formatFigure,
  formatShort,
  formatStated,
  sharedScale,
} from "../../../renderer/ui/format/figure.js";
import { kpiLabel } from "../../../renderer/ui/format/kpi-label.js";
import {
  decimalsForHalfWidth,
  formatGiven,
  formatLargeCount,
  formatNumber,
  howOften,
} from "../../../renderer/ui/format/number.js";
import { scaleFor } from "../../../renderer/ui/format/scale.js";

const figure = (mean: number, halfWidth: number, unit: Unit): Figure => ({
  mean,
  low: mean - halfWidth,
  high: mean + halfWidth,
  unit,
});

const write = (of: Figure, locale = "en-US") => {
  const { value, interval } = formatFigure(of, sharedScale([of], of.unit), locale);
  return `${value} [${interval ?? "none"}]`.replaceAll("\u202f", " ");
};

describe("the interval decides the digits", () => {
  it.each([
    // Half-width → decimals: one digit of it, two when it starts with 1 or 2.
    [0.5, 1],
    [0.05, 2],
    [0.12, 2],
    [0.29, 2],
    [0.3, 1],
    [7, 0],
    [15, 0],
    [33, -1],
    [150, -1],
    [4000, -3],
  ])("half-width %d gives %d decimals", (halfWidth, decimals) => {
    expect(decimalsForHalfWidth(halfWidth)).toBe(decimals);
  });

  it.each([
    [figure(412.3456, 3.2, "ms"), "412 ms [409 to 416]"],
    [figure(412.3456, 0.032, "ms"), "412.35 ms [412.31 to 412.38]"],
    [figure(12_345, 33, "ms"), "12.35 s [12.31 to 12.38]"],
    [figure(1234.5, 45, "h"), "1,230 h [1,190 to 1,280]"],
    [figure(0.8946, 0.0009, "ratio"), "89.46% [89.37 to 89.55]"],
    [figure(0.2, 0.07, "ratio"), "20% [13 to 27]"],
    [figure(112_665.6, 420, "usd"), "$112,700 [112,200 to 113,100]"],
    [figure(0.000357, 0.0000051, "usd"), "$0.357 [0.352 to 0.362]"],
    [figure(120.04, 0.16, "1/s"), "120.04/s [119.88 to 120.20]"],
  ])("%#: %o", (of, expected) => {
    expect(write(of)).toBe(expected);
  });

  it("widens no interval: both bounds have the value's own decimals", () => {
    const { value, interval } = formatFigure(figure(3.2416, 0.02, "1"), scaleFor("1", 3), "en-US");
    expect([value, interval]).toEqual(["3.242", "3.222 to 3.262"]);
  });

  it("says that a figure without spread is the same in every replication", () => {
    expect(write(figure(1920, 0, "h"))).toBe("1,920 h [in every replication]");
    expect(write(figure(0.6, 1e-13, "ratio"))).toBe("60% [in every replication]");
    // Four digits of it, but none before the point is lost.
    expect(write(figure(43 / 48, 0, "ratio"))).toBe("89.58% [in every replication]");
    expect(write(figure(12_345.678, 0, "1"))).toBe("12,346 [in every replication]");
    expect(write(figure(1.41001, 0, "usd"))).toBe("$1.41 [in every replication]");
  });

  it("shows three digits where no interval could be had, and why", () => {
    const of: Figure = { mean: 123.456, low: null, high: null, unit: "ms", note: "one run" };
    expect(formatFigure(of, scaleFor("ms", 123), "en-US")).toMatchObject({
      interval: undefined,
      note: "one run",
    });
    expect(write(of)).toBe("123 ms [none]");
    expect(write({ ...of, mean: null })).toBe("– [none]");
  });
});

describe("units and locale", () => {
  it("say how often without 1 times", () => {
    expect([0, 1, 2, 1200].map((count) => howOften(count, "en-US"))).toEqual([
      "0 times",
      "once",
      "2 times",
      "1,200 times",
    ]);
  });

  it("follows the locale's separators, currency and percent", () => {
    expect(write(figure(1234.56, 0.5, "1/s"), "de-DE")).toBe("1.234,6/s [1.234,1 to 1.235,1]");
    const percent = formatNumber(0.1234, scaleFor("ratio", 1), 1, "de-DE");
    expect(percent.replace(/\s/u, " ")).toBe("12,3 %");
    expect(formatNumber(12.5, scaleFor("usd", 12.5), 2, "de-DE").replace(/\s/u, " ")).toBe(
      "12,50 $",
    );
  });

  it("writes a true minus, and no sign on a difference that rounds to nothing", () => {
    const scale = scaleFor("ms", 1);
    expect(formatNumber(-2.5, scale, 1, "en-US", { sign: true })).toBe("\u22122.5\u202fms");
    expect(formatNumber(-0.01, scale, 1, "en-US", { sign: true })).toBe("0.0\u202fms");
    expect(formatNumber(2.5, scale, 1, "en-US", { sign: true })).toBe("+2.5\u202fms");
  });

  it("takes differences of shares as percentage points", () => {
    const scale = scaleFor("ratio", 1, "difference");
    const text = formatFigure(figure(-0.2834, 0.0005, "ratio"), scale, "en-US", { sign: true });
    expect(text.value).toBe("\u221228.34\u202fpp");
    const none = formatFigure(figure(-2e-9, 4e-9, "ratio"), scale, "en-US", { sign: true });
    expect([none.value, none.interval]).toEqual(["0.0000\u202fpp", "0.0000 to 0.0000"]);
  });

  it("prices a thousand where one is too small to read, and says so in the label", () => {
    const scale = scaleFor("usd", 0.0003);
    expect(formatStated(0.0003, scale, "en-US")).toBe("$0.30");
    expect(kpiLabel("costUsd.perRequest", scale)).toBe("Cost per thousand requests");
    expect(kpiLabel("costUsd.perRequest", scaleFor("usd", 0.3))).toBe("Cost per request");
  });

  it("writes money that is nearly all zeros as a power of ten, to the same digit", () => {
    const scale = scaleFor("usd/Mtoken", 1);
    expect(formatNumber(0.00000196, scale, 8, "en-US")).toBe("$0.00000196");
    expect(formatNumber(-2.583e-8, scale, 11, "en-US")).toBe("\u2212$2.583E\u22128");
    expect(formatNumber(4e-13, scale, 12, "en-US")).toBe("$4E\u221213");
    expect(formatNumber(0, scale, 12, "en-US")).toBe("$0.000000000000");
    expect(formatStated(1e-12, scaleFor("usd/token", 1e-12), "en-US")).toBe("$0.000000001");
  });

  it("writes sums of billions and large counts by their greatest unit", () => {
    expect(formatAbout(-1_003_379_200, "usd", "en-US")).toBe("\u2212$1.00B");
    expect(formatAbout(999_900_000, "usd", "en-US")).toBe("$1,000,000,000");
    expect(formatShort(2_500_000_000, "usd", "en-US")).toBe("$2.50B");
    expect(formatLargeCount(11_169_100_306, "en-US")).toBe("11.2 billion");
    expect(formatLargeCount(1234, "en-US")).toBe("1,234");
    const axis = scaleLinear().domain([-2.5e9, 0]).range([0, 100]);
    const ticks = ticksOn(axis, 5, scaleFor("usd", 2.5e9), "en-US");
    expect(ticks.map(({ label }) => label)).toContain("\u2212$1.5B");
    expect(ticks.at(-1)?.label).toBe("$0");
  });

  it("keeps the digits someone wrote down", () => {
    expect(formatStated(200, scaleFor("ms", 200), "en-US")).toBe("200\u202fms");
    expect(formatStated(0.075, scaleFor("ratio", 1), "en-US")).toBe("7.5%");
    expect(formatStated(120_000, scaleFor("usd", 120_000), "en-US")).toBe("$120,000");
    expect(formatStated(19.2, scaleFor("h", 19.2), "en-US")).toBe("19.2\u202fh");
    expect(formatGiven(1 / 6, "en-US")).toBe("0.166667");
  });

  it("has a short form with three digits and a sentence with the interval", () => {
    expect(formatShort(352.44, "ms", "en-US")).toBe("352\u202fms");
    expect(formatShort(0.61244, "ratio", "en-US")).toBe("61.2%");
    expect(figureSentence(figure(412.3, 3.2, "ms"), "en-US")).toBe(
      "412\u202fms (95% interval 409 to 416)",
    );
  });
});
