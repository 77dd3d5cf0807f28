/** Runs hardware-fit.ts, which Node 20 cannot read by itself, through Vite's module runner. */
import { runnerImport } from "vite";

const { module } = await runnerImport("./test/bench/hardware-fit.ts", {
  configFile: false,
  logLevel: "error",
});
module.main(process.argv.slice(2));
