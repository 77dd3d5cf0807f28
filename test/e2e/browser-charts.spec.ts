import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { DARK } from "../../renderer/theme/tokens.js";
import { parseCsv } from "../unit/renderer/csv-reader.js";
import { expect, ROOT, test } from "./browser.fixture.js";
import { exported, openSvg, pngSize } from "./exports.js";
import { result, runQuickly } from "./journey.js";
import { picture } from "./pictures.js";

const KEPT = path.join(ROOT, "artefacts/screenshots");

test("every chart of a result is saved as drawing, picture and table", async ({ app }) => {
  await mkdir(KEPT, { recursive: true });
  test.setTimeout(180_000);
  await app.emulateMedia({ colorScheme: "dark" });
  await runQuickly(app);
  const charts = await result(app).getByRole("figure").all();
  expect(charts).toHaveLength(3);
  for (const [index, chart] of charts.entries()) {
    const file = await exported(chart, /^SVG/);
    const drawing = await openSvg(app, file);
    expect(drawing.words).toContain("The article");
    expect(drawing.words).toMatch(/not measured: seed \d+, .* Headroom \d/u);
    // It is drawn for paper, whatever the screen.
    const dark = [DARK.text.main, DARK.text.muted, DARK.line.soft, DARK.stageOutline];
    expect(dark.filter((colour) => file.includes(`"${colour}"`))).toEqual([]);
    const picture2 = await exported(chart, /^PNG 2×/);
    expect(pngSize(picture2)).toEqual({ width: drawing.width * 2, height: drawing.height * 2 });
    await writeFile(path.join(KEPT, `40-export-${index + 1}.png`), picture2);
  }
  const [latency] = charts;
  if (latency === undefined) throw new Error("unreachable: there are three charts");
  const small = pngSize(await exported(latency, /^PNG 1×/));
  expect(pngSize(await exported(latency, /^PNG 3×/)).width).toBe(small.width * 3);

  const [header, ...rows] = parseCsv((await exported(latency, /^CSV/)).toString("utf8"));
  expect(header?.[0]).toBe("\uFEFFDeployment");
  await latency.getByRole("radio", { name: "Table" }).locator("xpath=..").click();
  await expect(latency.getByRole("row")).toHaveCount(rows.length + 1);
  for (const [line, row] of rows.entries()) {
    const shown = latency.getByRole("row").nth(line + 1);
    await expect(shown.getByRole("rowheader")).toHaveText(row[0] ?? "");
    await expect(shown.getByRole("cell").first()).toHaveText(row[1] ?? "");
    expect(Number(row[3])).toBeLessThan(Number(row[2]));
    expect(Number(row[4])).toBeGreaterThan(Number(row[2]));
  }
});

test("the export menu is used by keyboard", async ({ app }) => {
  test.setTimeout(120_000);
  await runQuickly(app);
  const chart = result(app).getByRole("figure").first();
  const button = chart.getByRole("button", { name: "Export Latency distribution" });
  await button.focus();
  await app.keyboard.press("ArrowDown");
  await expect(chart.getByRole("menuitem", { name: /^SVG/ })).toBeFocused();
  await app.keyboard.press("End");
  await expect(chart.getByRole("menuitem", { name: "Add to deck…" })).toBeFocused();
  await picture(app, "40-export-menu");
  await app.keyboard.press("Escape");
  await expect(chart.getByRole("menu")).toHaveCount(0);
  await expect(button).toBeFocused();
  await app.keyboard.press("Enter");
  const download = app.waitForEvent("download");
  await app.keyboard.press("Enter");
  expect((await download).suggestedFilename()).toBe("the-article-latency-distribution.svg");
});
