/** What a window shows until its first paint: the page's own ground in either theme (`renderer/theme/tokens.ts`). */
export const BACKGROUND = { dark: "#0e1013", light: "#f6f7f9" } as const;
