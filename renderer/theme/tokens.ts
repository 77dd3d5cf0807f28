import type { Architecture, Stage } from "../../engine/contract/result.js";

/**
 * Every colour and font of the app, as plain values: the page sets them as custom properties, charts
 * take them as an argument, so that an export draws with them where there is no page.
 */
export interface Theme {
  readonly name: "light" | "dark";
  readonly surface: {
    readonly canvas: string;
    readonly panel: string;
    readonly raised: string;
    readonly hover: string;
    readonly selected: string;
  };
  readonly line: { readonly soft: string; readonly strong: string };
  readonly text: { readonly main: string; readonly muted: string; readonly onAccent: string };
  readonly accent: string;
  readonly state: { readonly good: string; readonly bad: string; readonly unsure: string };
  /** A quiet ground behind a state's words. */
  readonly tint: { readonly good: string; readonly bad: string; readonly unsure: string };
  /** Okabe-Ito; each at 3:1 or more on `surface.panel`. */
  readonly architecture: Readonly<Record<Architecture, string>>;
  /** Okabe-Ito, of what is compared side by side; each at 3:1 or more on `surface.panel`. */
  readonly series: readonly string[];
  /** Okabe-Ito; those below 3:1 on the panel are told apart by `stageOutline` and by hatching. */
  readonly stage: Readonly<Record<Stage, string>>;
  readonly stageOutline: string;
  /** From few to many, parts of viridis that all stand out from the panel at 3:1 or more. */
  readonly heat: readonly string[];
  readonly font: { readonly text: string; readonly mono: string };
}

const TEXT_FONT =
  'Inter, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif';
const MONO_FONT =
  'ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "Liberation Mono", monospace';
const font = { text: TEXT_FONT, mono: MONO_FONT };

/** Okabe and Ito, "Color Universal Design", 2008: told apart with every common colour blindness. */
const OKABE_ITO = {
  orange: "#e69f00",
  skyBlue: "#56b4e9",
  green: "#009e73",
  yellow: "#f0e442",
  blue: "#0072b2",
  vermilion: "#d55e00",
  purple: "#cc79a7",
} as const;

const stage = {
  queue: OKABE_ITO.orange,
  provision: OKABE_ITO.purple,
  prefill: OKABE_ITO.skyBlue,
  decode: OKABE_ITO.blue,
  toolQueue: OKABE_ITO.yellow,
  tool: OKABE_ITO.green,
  retryDelay: OKABE_ITO.vermilion,
} as const;

export const LIGHT: Theme = {
  name: "light",
  surface: {
    canvas: "#f6f7f9",
    panel: "#ffffff",
    raised: "#ffffff",
    hover: "#eceef2",
    selected: "#e3ebf8",
  },
  line: { soft: "#dfe2e7", strong: "#868c98" },
  text: { main: "#16191d", muted: "#565d69", onAccent: "#ffffff" },
  accent: "#1257b8",
  state: { good: "#17703a", bad: "#b3261e", unsure: "#7a4f00" },
  tint: { good: "#e8f4ec", bad: "#fbeae8", unsure: "#fbf2df" },
  architecture: { coupled: OKABE_ITO.vermilion, decoupled: OKABE_ITO.blue },
  series: [OKABE_ITO.blue, OKABE_ITO.vermilion, OKABE_ITO.green, "#16191d"],
  stage: { ...stage, bus: "#565d69", restart: "#16191d" },
  stageOutline: "#3c424c",
  heat: ["#1f9e87", "#26828e", "#31688e", "#433e85", "#440154"],
  font,
};

export const DARK: Theme = {
  name: "dark",
  surface: {
    canvas: "#0e1013",
    panel: "#15181d",
    raised: "#1c2026",
    hover: "#1f242b",
    selected: "#1c2b42",
  },
  line: { soft: "#2a3038", strong: "#747d89" },
  text: { main: "#e6e8eb", muted: "#a0a9b5", onAccent: "#0b1a2e" },
  accent: "#7db4ff",
  state: { good: "#4cc38a", bad: "#ff8f85", unsure: "#e5b454" },
  tint: { good: "#12291e", bad: "#331a19", unsure: "#2e2512" },
  architecture: { coupled: OKABE_ITO.orange, decoupled: OKABE_ITO.skyBlue },
  series: [OKABE_ITO.skyBlue, OKABE_ITO.orange, OKABE_ITO.green, "#e6e8eb"],
  stage: { ...stage, bus: "#a0a9b5", restart: "#e6e8eb" },
  stageOutline: "#c3cad3",
  heat: ["#3a76a0", "#26a08f", "#4ac16d", "#a5db36", "#fde725"],
  font,
};
