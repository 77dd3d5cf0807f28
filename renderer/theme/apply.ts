import { DARK, LIGHT } from "./tokens.js";
import type { Theme } from "./tokens.js";

export type ThemeChoice = "system" | "light" | "dark";

/** The theme a choice means on a system that prefers dark or does not. */
export function resolveTheme(choice: ThemeChoice, systemIsDark: boolean): Theme {
  if (choice === "system") return systemIsDark ? DARK : LIGHT;
  return choice === "dark" ? DARK : LIGHT;
}

/** Custom property → value: the only place where a token gets its CSS name. */
export function customProperties(theme: Theme): ReadonlyMap<string, string> {
  return new Map([
    ["--canvas", theme.surface.canvas],
    ["--panel", theme.surface.panel],
    ["--raised", theme.surface.raised],
    ["--hover", theme.surface.hover],
    ["--selected", theme.surface.selected],
    ["--line", theme.line.soft],
    ["--line-strong", theme.line.strong],
    ["--text", theme.text.main],
    ["--muted", theme.text.muted],
    ["--on-accent", theme.text.onAccent],
    ["--accent", theme.accent],
    ["--good", theme.state.good],
    ["--bad", theme.state.bad],
    ["--unsure", theme.state.unsure],
    ["--good-tint", theme.tint.good],
    ["--bad-tint", theme.tint.bad],
    ["--unsure-tint", theme.tint.unsure],
    ["--coupled", theme.architecture.coupled],
    ["--decoupled", theme.architecture.decoupled],
    ["--font", theme.font.text],
    ["--mono", theme.font.mono],
  ]);
}

/** Sets the theme on the document, through the CSSOM: the content policy forbids inline styles in HTML. */
export function applyTheme(theme: Theme, root: HTMLElement): void {
  for (const [name, value] of customProperties(theme)) root.style.setProperty(name, value);
  root.style.setProperty("color-scheme", theme.name);
  root.dataset["theme"] = theme.name;
}
