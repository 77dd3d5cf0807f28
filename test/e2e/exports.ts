import type { Locator, Page } from "@playwright/test";
import { readFile } from "node:fs/promises";
import { expect } from "./browser.fixture.js";

/** What the page gives to save when this is picked from a chart's export menu. */
export async function exported(chart: Locator, choice: string | RegExp): Promise<Buffer> {
  const page = chart.page();
  await chart.getByRole("button", { name: /^Export / }).click();
  const download = page.waitForEvent("download", { timeout: 60_000 });
  await chart.getByRole("menuitem", { name: choice }).click();
  return readFile(await (await download).path());
}

/** Opens an SVG as another program would: as XML, without our page. Returns its size and words. */
export async function openSvg(
  page: Page,
  file: Buffer,
): Promise<{ width: number; height: number; words: string }> {
  const text = file.toString("utf8");
  const drawing = text.replace(/<style>.*<\/style>/u, "");
  expect(text.includes("@font-face")).toBe(true);
  expect(/var\(|class=|style=|href=|<foreignObject/u.exec(drawing)).toBeNull();
  const read = await page.evaluate((source) => {
    const root = new DOMParser().parseFromString(source, "application/xml").documentElement;
    return {
      namespace: root.namespaceURI,
      width: Number(root.getAttribute("width")),
      height: Number(root.getAttribute("height")),
      words: root.textContent,
    };
  }, text);
  // What is not well-formed becomes a document that tells the fault.
  expect(read.namespace).toBe("http://www.w3.org/2000/svg");
  return read;
}

/** The size that a PNG's header states (PNG specification 11.2.2, IHDR). */
export function pngSize(file: Buffer): { width: number; height: number } {
  expect(file.subarray(0, 8)).toEqual(Buffer.from("89504e470d0a1a0a", "hex"));
  expect(file.toString("latin1", 12, 16)).toBe("IHDR");
  return { width: file.readUInt32BE(16), height: file.readUInt32BE(20) };
}
