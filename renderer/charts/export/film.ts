import type { ReactNode } from "react";
import { ArrayBufferTarget, Muxer } from "webm-muxer";
import type { Theme } from "../../theme/tokens.js";
import type { Size } from "../chart.js";
import { chartSvg, drawSvg } from "./export-chart.js";
import type { Exported } from "./export-chart.js";

/** Draws the moment at this share of the film, from 0 to 1. */
export type FilmFrame = (share: number, size: Size, theme: Theme) => ReactNode;

const SECONDS = 12;
const FRAMES_PER_SECOND = 15;
const FRAMES = SECONDS * FRAMES_PER_SECOND;
const FRAME_MICROSECONDS = 1e6 / FRAMES_PER_SECOND;
const BITS_PER_SECOND = 4_000_000;
/** A player can begin at any of these. */
const KEY_FRAME_EVERY = 2 * FRAMES_PER_SECOND;
/** Pictures that may wait to be encoded: each holds its pixels. */
const MOST_WAITING = 8;

/**
 * The chart as a film in WebM (VP8, which every Chromium encodes): each picture is drawn as the exported
 * drawing is, and stands for its own fraction of a second, however long a machine took to draw it.
 */
export async function chartFilm(exported: Exported, frame: FilmFrame): Promise<Blob> {
  const draw = (share: number) =>
    chartSvg({ ...exported, draw: (size, theme) => frame(share, size, theme) });
  const { width, height } = draw(0).size;
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;

  const target = new ArrayBufferTarget();
  const frameRate = FRAMES_PER_SECOND;
  const muxer = new Muxer({ target, video: { codec: "V_VP8", width, height, frameRate } });
  const faults: Error[] = [];
  const encoder = new VideoEncoder({
    output: (chunk, meta) => muxer.addVideoChunk(chunk, meta),
    error: (error) => void faults.push(error),
  });
  encoder.configure({
    codec: "vp8",
    width,
    height,
    bitrate: BITS_PER_SECOND,
    framerate: FRAMES_PER_SECOND,
  });
  for (let at = 0; at < FRAMES && faults.length === 0; at += 1) {
    await drawSvg(draw(at / (FRAMES - 1)).svg, canvas);
    const timestamp = at * FRAME_MICROSECONDS;
    const picture = new VideoFrame(canvas, { timestamp, duration: FRAME_MICROSECONDS });
    encoder.encode(picture, { keyFrame: at % KEY_FRAME_EVERY === 0 });
    picture.close();
    if (encoder.encodeQueueSize > MOST_WAITING) await encoder.flush();
  }
  const [fault] = faults;
  if (fault !== undefined) throw fault;
  await encoder.flush();
  encoder.close();
  muxer.finalize();
  return new Blob([target.buffer], { type: "video/webm" });
}
