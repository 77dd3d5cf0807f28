import { stopOnSignals } from "../host/stop-signal.js";
import { EXIT } from "./outcome.js";
import { runCli } from "./program.js";
import { ignoreStreamErrors, processTerminal } from "./terminal.js";

ignoreStreamErrors();
const stop = stopOnSignals();
// The exit code is set rather than the process ended: what was written may still be on its way.
const exitCode = await runCli(process.argv.slice(2), processTerminal(), stop.signal);
process.exitCode = exitCode === EXIT.interrupted ? (stop.exitCode ?? exitCode) : exitCode;
stop.release();
