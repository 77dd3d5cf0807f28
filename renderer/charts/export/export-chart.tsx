import type { ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import type { Theme } from "../../theme/tokens.js";
import type { Described, Size } from "../chart.js";
import type { ChartSource } from "../source.js";
import { FONT_FACES } from "./fonts.js";
import { EXPORT_THEME, Sheet, sheetLayout } from "./sheet.js";

/** Everything an export is drawn from; nothing of it is of the screen. */
export interface Exported {
  readonly model: Described;
  readonly source: ChartSource | undefined;
  readonly height: number;
  readonly draw: (size: Size, theme: Theme) => ReactNode;
}

/** The chart as a file of its own: light, in hex colours, with its fonts, at a fixed size. */
export function chartSvg({ model, source, height, draw }: Exported): { svg: string; size: Size } {
  const layout = sheetLayout(model, source, height);
  const { width } = layout.chart;
  const markup = renderToStaticMarkup(
    <Sheet model={model} source={source} layout={layout} fontFaces={FONT_FACES}>
      {draw({ width, height }, EXPORT_THEME)}
    </Sheet>,
  );
  return { svg: `<?xml version="1.0" encoding="UTF-8"?>\n${markup}\n`, size: layout.size };
}

/** The same as pixels, `scale` of them for each unit of the SVG. */
export async function chartPng(exported: Exported, scale: number): Promise<Blob> {
  const { svg, size } = chartSvg(exported);
  const canvas = document.createElement("canvas");
  canvas.width = size.width * scale;
  canvas.height = size.height * scale;
  await drawSvg(svg, canvas);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob === null) reject(new Error("the picture is too large for this browser"));
      else resolve(blob);
    }, "image/png");
  });
}

/** Draws an SVG over the whole of a canvas. */
export async function drawSvg(svg: string, canvas: HTMLCanvasElement): Promise<void> {
  const url = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  } finally {
    URL.revokeObjectURL(url);
  }
}
