import { stopOnSignals } from "../host/stop-signal.js";
import { runCli } from "./program.js";
import { ignoreClosedPipes, processTerminal } from "./terminal.js";

ignoreClosedPipes();
const stop = stopOnSignals();
// The exit code is set rather than the process ended: what was written may still be on its way.
process.exitCode = await runCli(process.argv.slice(2), processTerminal(), stop.signal);
stop.release();
