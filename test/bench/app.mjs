/** `npm run measure:app`, `npm run soak:app`: runs app/<name>.ts, which Node 20 cannot read by itself, through Vite's module runner. */
import { runnerImport } from "vite";

const [name] = process.argv.splice(2, 1);
const { module } = await runnerImport(`./test/bench/app/${name}.ts`, {
  configFile: false,
  logLevel: "error",
});
await module.main();
