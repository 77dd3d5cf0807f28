import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** Everything that runs in Node; the browser and Electron journeys are Playwright's, in `e2e/`. */
export default defineConfig({
  root: fileURLToPath(new URL("..", import.meta.url)),
  test: {
    include: ["test/{unit,laws,reference,contract,faults,security}/**/*.test.{ts,tsx}"],
    environment: "node",
    testTimeout: 60_000,
    hookTimeout: 120_000,
    env: { TZ: "UTC" },
  },
});
