import { defineConfig } from "@playwright/test";
import path from "node:path";

const ROOT = path.resolve(import.meta.dirname, "../..");

/**
 * The journeys, in a real browser against `headroom serve` and in a real Electron. Both run what
 * `npm run build` left in `out/`. Three files at a time, for most of a journey is waiting: with two, two cores
 * were at work a third of the time. Of Electron one, which has a display to itself and says how fast it starts.
 */
export default defineConfig({
  testDir: import.meta.dirname,
  outputDir: path.join(ROOT, "test-results"),
  workers: 3,
  timeout: 120_000,
  expect: { timeout: 40_000 },
  forbidOnly: process.env["CI"] !== undefined,
  reporter: [["list"]],
  use: { locale: "en-US", timezoneId: "UTC", trace: "retain-on-failure" },
  // Electron first: its one file at a time goes on beside the browser's, and is not what all wait for at the end.
  projects: [
    { name: "electron", testMatch: "electron*.spec.ts", workers: 1 },
    { name: "chromium", testMatch: "browser*.spec.ts" },
  ],
});
