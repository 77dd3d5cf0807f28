import { createContext, useContext, useLayoutEffect, useSyncExternalStore } from "react";
import { applyTheme, resolveTheme } from "../theme/apply.js";
import type { ThemeChoice } from "../theme/apply.js";
import { LIGHT } from "../theme/tokens.js";
import type { Theme } from "../theme/tokens.js";

const PREFERS_DARK = "(prefers-color-scheme: dark)";

function subscribe(listener: () => void): () => void {
  const query = window.matchMedia(PREFERS_DARK);
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}

const systemIsDark = (): boolean => window.matchMedia(PREFERS_DARK).matches;

/** The theme that `choice` means here and now; keeps the document's custom properties in step. */
export function useResolvedTheme(choice: ThemeChoice): Theme {
  const theme = resolveTheme(choice, useSyncExternalStore(subscribe, systemIsDark));
  useLayoutEffect(() => applyTheme(theme, document.documentElement), [theme]);
  return theme;
}

const ThemeContext = createContext<Theme>(LIGHT);
export const ThemeProvider = ThemeContext.Provider;
export const useTheme = (): Theme => useContext(ThemeContext);
