/**
 * Runs batched.ts (speed against the twin) or, with `calibration [seeds]`, batched-calibration.ts
 * (accuracy on synthetic logs), which Node 20 cannot read by themselves, through Vite's module runner.
 */
import { runnerImport } from "vite";

const [what, ...args] = process.argv.slice(2);
const file = what === "calibration" ? "batched-calibration" : "batched";
const { module } = await runnerImport(`./test/bench/${file}.ts`, {
  configFile: false,
  logLevel: "error",
});
if (module.main(args) === false) process.exitCode = 1;
