/** `npm run stalls`: runs stalls/main.ts, which Node 20 cannot read by itself, through Vite's module runner. */
import { runnerImport } from "vite";

const { module } = await runnerImport("./test/bench/stalls/main.ts", {
  configFile: false,
  logLevel: "error",
});
await module.main();
