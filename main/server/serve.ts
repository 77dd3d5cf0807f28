import { createEngineHost } from "../host/engine-host.js";
import type { EngineHostOptions } from "../host/engine-host.js";
import { pageFolder } from "../host/locate.js";
import { openBrowser } from "./open-browser.js";
import { startServer } from "./server.js";

export interface ServeOptions extends EngineHostOptions {
  readonly port?: number;
  /** Whether to open the address in the user's browser, where there is one. */
  readonly open: boolean;
  /** Told the address once it can be opened. */
  readonly onListening: (address: string) => void;
  /** Ends the server. */
  readonly signal: AbortSignal;
}

/** Serves Headroom on loopback until the signal fires; then hangs up, ends its threads and returns. */
export async function serve(options: ServeOptions): Promise<void> {
  const { port, open, onListening, signal, ...hostOptions } = options;
  const host = await createEngineHost({ ...hostOptions, hasWindow: true });
  try {
    const server = await startServer({
      dispatch: host.dispatch,
      pageFolder: pageFolder(),
      ...(port === undefined ? {} : { port }),
    });
    onListening(server.address);
    if (open) openBrowser(server.address);
    await fired(signal);
    await server.close();
  } finally {
    await host.close();
  }
}

/** Resolves once `signal` has fired; until then the server itself keeps the process alive. */
function fired(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
