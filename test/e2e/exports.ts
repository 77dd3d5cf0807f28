import type { Locator, Page } from "@playwright/test";
import { readFile } from "node:fs/promises";
import { expect } from "./browser.fixture.js";

/** What the page gives to save when this is picked from a chart's export menu. */
export async function exported(chart: Locator, choice: string | RegExp): Promise<Buffer> {
  const page = chart.page();
  await chart.getByRole("button", { name: /^Export / }).click();
  const download = page.waitForEvent("download", { timeout: 180_000 });
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

/** Elements of a WebM file that lead to its length (RFC 9559). */
const SEGMENT = 0x18538067;
const INFO = 0x1549a966;
const DURATION = 0x4489;
const TIMESTAMP_SCALE = 0x2ad7b1;

interface Place {
  readonly from: number;
  readonly to: number;
}

/** The length that a WebM file states in its header; NaN where it states none. */
export function filmSeconds(file: Buffer): number {
  const segment = elementsIn(file, { from: 0, to: file.length }).get(SEGMENT);
  const info = elementsIn(file, segment).get(INFO);
  const stated = elementsIn(file, info);
  const duration = stated.get(DURATION);
  const scale = stated.get(TIMESTAMP_SCALE);
  if (duration === undefined || scale === undefined) return Number.NaN;
  const ticks =
    duration.to - duration.from === 8
      ? file.readDoubleBE(duration.from)
      : file.readFloatBE(duration.from);
  return (ticks * file.readUIntBE(scale.from, scale.to - scale.from)) / 1e9;
}

/** The elements side by side in a place, by their ids (EBML, RFC 8794). */
function elementsIn(file: Buffer, place: Place | undefined): Map<number, Place> {
  const found = new Map<number, Place>();
  for (let at = place?.from ?? 0; at < (place?.to ?? 0);) {
    const id = variableNumber(file, at, true);
    const size = variableNumber(file, id.end, false);
    const to = Math.min(place?.to ?? 0, size.end + size.value);
    if (!found.has(id.value)) found.set(id.value, { from: size.end, to });
    at = to;
  }
  return found;
}

/** A number of one to eight bytes, as many as its first byte has leading zeros and one. */
function variableNumber(
  file: Buffer,
  at: number,
  isId: boolean,
): { readonly value: number; readonly end: number } {
  const first = file.readUInt8(at);
  const length = Math.clz32(first) - 23;
  let value = isId ? first : first & (0xff >> length);
  for (let next = 1; next < length; next += 1) value = value * 256 + file.readUInt8(at + next);
  return { value, end: at + length };
}
