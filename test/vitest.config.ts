import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { BaseSequencer } from "vitest/node";
import type { TestSpecification } from "vitest/node";

/** Folders whose files take longest come first, so that at the end no core waits for the other. */
const LONGEST_FIRST = ["reference", "laws", "contract", "faults", "security", "unit"];

const folderOf = ({ moduleId }: TestSpecification): number =>
  LONGEST_FIRST.findIndex((folder) => moduleId.includes(`/test/${folder}/`));

class LongestFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return Promise.resolve(files.toSorted((a, b) => folderOf(a) - folderOf(b)));
  }
}

/** Tests of modules that leave nothing behind: no process, no thread, no file. */
const PURE = [
  "test/{laws,reference}/**/*.test.{ts,tsx}",
  "test/unit/*.test.{ts,tsx}",
  "test/unit/{calibration,planner,renderer,trace}/**/*.test.{ts,tsx}",
];

/** Everything that runs in Node; the browser and Electron journeys are Playwright's, in `e2e/`. */
export default defineConfig({
  root: fileURLToPath(new URL("..", import.meta.url)),
  test: {
    environment: "node",
    // Limits are there to end what hangs: a starved machine may be many times slower than a quiet one.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // The default leaves one core idle, which on two cores is half of the machine.
    maxWorkers: availableParallelism(),
    env: { TZ: "UTC" },
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: "pure",
          include: PURE,
          // They share what they load: loading it anew for each file took as long as the tests.
          isolate: false,
          restoreMocks: true,
        },
      },
      {
        extends: true,
        test: {
          name: "isolated",
          include: ["test/{unit,laws,reference,contract,faults,security}/**/*.test.{ts,tsx}"],
          exclude: PURE,
        },
      },
    ],
  },
});
