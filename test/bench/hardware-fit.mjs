/** Runs hardware-fit.ts, which Node 20 cannot read by itself, through Vite's module runner. */
import { execFileSync } from "node:child_process";
import { runnerImport } from "vite";

const args = process.argv.slice(2);
const { module } = await runnerImport("./test/bench/hardware-fit.ts", {
  configFile: false,
  logLevel: "error",
});
const written = module.main(args);
if (written !== undefined) execFileSync("node_modules/.bin/oxfmt", [written]);
