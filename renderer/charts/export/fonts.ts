import regular from "@fontsource/inter/files/inter-latin-400-normal.woff2?inline";
import semibold from "@fontsource/inter/files/inter-latin-600-normal.woff2?inline";

/** Inter (SIL Open Font License 1.1), Latin letters, in the two weights that charts use. */
export const FONT_FACES = [
  { url: regular, weight: 400 },
  { url: semibold, weight: 600 },
]
  .map(
    ({ url, weight }) =>
      `@font-face{font-family:Inter;font-weight:${weight};src:url(${url}) format("woff2")}`,
  )
  .join("");
