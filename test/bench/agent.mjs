/** `npm run bench:agent`: runs agent/main.ts, which Node 20 cannot read by itself, through Vite's module runner. */
import { runnerImport } from "vite";

const { module } = await runnerImport("./test/bench/agent/main.ts", {
  configFile: false,
  logLevel: "error",
});
if ((await module.main(process.argv.slice(2))) === false) process.exitCode = 1;
