/** `npm run stalls`: runs stalls.ts, which Node 20 cannot read by itself, through Vite's module runner. */
import { runnerImport } from "vite";

const { module } = await runnerImport("./test/bench/stalls.ts", {
  configFile: false,
  logLevel: "error",
});
await module.main();
