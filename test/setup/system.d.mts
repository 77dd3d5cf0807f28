/** See `system.mjs`, which has to run before anything is built. */
export const CHROMIUM: string;
export function ensureSystemPackages(): {
  readonly chromium: string;
  readonly installed: readonly string[];
};
