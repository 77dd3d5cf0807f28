import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** Everything that runs in Node; the browser and Electron journeys are Playwright's, in `e2e/`. */
export default defineConfig({
  root: fileURLToPath(new URL("..", import.meta.url)),
  test: {
    include: ["test/{unit,laws,reference,contract,faults,security}/**/*.test.{ts,tsx}"],
    environment: "node",
    // Limits are there to end what hangs: a starved machine may be many times slower than a quiet one.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // The default leaves one core idle, which on two cores is half of the machine.
    maxWorkers: availableParallelism(),
    env: { TZ: "UTC" },
  },
});
