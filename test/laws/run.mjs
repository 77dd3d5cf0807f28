/**
 * `npm run laws [factor] [seed]`: every property with `factor` times the cases of `npm test` (10) and a
 * seed of its own, which is printed: give it back to see the same cases again.
 */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

const [factor = "10", seed = String(Date.now() % 2_147_483_647)] = process.argv.slice(2);
const files = readdirSync("test", { recursive: true, encoding: "utf8" })
  .filter((name) => /\.test\.tsx?$/u.test(name))
  .map((name) => `test/${name}`)
  .filter((file) => /\/(?:property|random-scenario)\.js"/u.test(readFileSync(file, "utf8")));
console.log(`seed ${seed}, ${factor} times the cases, ${files.length} files`);
const { status } = spawnSync(
  "npx",
  ["vitest", "run", "--config", "test/vitest.config.ts", "--testTimeout", "7200000", ...files],
  {
    stdio: "inherit",
    env: { ...process.env, HEADROOM_LAWS_FACTOR: factor, HEADROOM_LAWS_SEED: seed },
  },
);
process.exitCode = status ?? 1;
