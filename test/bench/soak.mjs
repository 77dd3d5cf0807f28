/** `npm run soak:agent [-- --sessions 200 --minutes 10]`: bundles agent/soak.ts and runs it where it may collect. */
import { spawnSync } from "node:child_process";
import path from "node:path";
import { runnerImport } from "vite";

const { module } = await runnerImport("./test/unit/agent/hands/build-entry.ts", {
  configFile: false,
  logLevel: "error",
});
const { file, remove } = await module.buildEntry(path.resolve("test/bench/agent/soak.ts"));
const { status } = spawnSync(process.execPath, ["--expose-gc", file, ...process.argv.slice(2)], {
  stdio: "inherit",
});
await remove();
process.exitCode = status ?? 1;
