// The entry of the engine's own process. Its death takes no window with it; `engine-process.ts` starts
// it again.
import { createEngineHost } from "../host/engine-host.js";
import { serveWire } from "../host/wire-host.js";

const { dispatch } = await createEngineHost();
serveWire(dispatch, process.parentPort);
