/** Runs coverage.ts, which Node 20 cannot read by itself, through Vite's module runner. */
import { runnerImport } from "vite";

const { module } = await runnerImport("./test/bench/coverage.ts", {
  configFile: false,
  logLevel: "error",
});
module.main(process.argv.slice(2));
