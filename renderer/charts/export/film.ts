import type { ReactNode } from "react";
import type { Theme } from "../../theme/tokens.js";
import type { Size } from "../chart.js";
import { chartSvg, drawSvg } from "./export-chart.js";
import type { Exported } from "./export-chart.js";

/** Draws the moment at this share of the film, from 0 to 1. */
export type FilmFrame = (share: number, size: Size, theme: Theme) => ReactNode;

const FILM_MS = 12_000;
const FRAMES_PER_SECOND = 25;
/** In every Chromium. */
const TYPE = "video/webm;codecs=vp8";
const BITS_PER_SECOND = 4_000_000;

/**
 * The chart as a film: each picture is drawn as the exported drawing is. It is recorded as it plays, so
 * it takes as long as it is; a slow machine draws fewer pictures, at their right moments.
 */
export async function chartFilm(exported: Exported, frame: FilmFrame): Promise<Blob> {
  const draw = (share: number) =>
    chartSvg({ ...exported, draw: (size, theme) => frame(share, size, theme) });
  const first = draw(0);
  const canvas = document.createElement("canvas");
  canvas.width = first.size.width;
  canvas.height = first.size.height;
  await drawSvg(first.svg, canvas);

  const stream = canvas.captureStream(FRAMES_PER_SECOND);
  const recorder = new MediaRecorder(stream, {
    mimeType: TYPE,
    videoBitsPerSecond: BITS_PER_SECOND,
  });
  const parts: Blob[] = [];
  recorder.addEventListener("dataavailable", ({ data }) => parts.push(data));
  const stopped = new Promise<void>((resolve, reject) => {
    recorder.addEventListener("stop", () => resolve());
    recorder.addEventListener("error", () => reject(new Error("the film could not be recorded")));
  });
  recorder.start();
  const beganMs = performance.now();
  for (let share = 0; share < 1;) {
    share = Math.min(1, (performance.now() - beganMs) / FILM_MS);
    // oxlint-disable-next-line no-await-in-loop -- one picture after the other
    await drawSvg(draw(share).svg, canvas);
    // oxlint-disable-next-line no-await-in-loop -- each picture at its moment
    await new Promise((resolve) => setTimeout(resolve, 1000 / FRAMES_PER_SECOND));
  }
  recorder.stop();
  await stopped;
  for (const track of stream.getTracks()) track.stop();
  return new Blob(parts, { type: "video/webm" });
}
