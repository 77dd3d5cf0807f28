import { HeadroomError } from "../../engine/contract/errors.js";
import { isMethodName, methods } from "../../engine/contract/methods.js";
import type { CallOptions, Dispatch } from "../../engine/contract/service.js";
import { parseFailure } from "../../engine/contract/service.js";
import { joined } from "../../engine/contract/parts.js";
import type { Part } from "../../engine/contract/parts.js";
import { WireReply } from "../../engine/contract/wire.js";
import type { PdfReply } from "../../engine/contract/wire.js";
import { StatusBoard } from "./bridge.js";
import type { Bridge } from "./bridge.js";
import { readLines } from "./lines.js";

export interface HttpBridgeOptions {
  /** Origin of the server, without a slash at the end. */
  readonly origin: string;
  /** What the address that opened this page carried; undefined when it carried none. */
  readonly token: string | undefined;
  readonly retryEveryMs?: number;
  /** Taken between the lines of an answer; see `ui/rest.ts`. */
  readonly rest?: () => Promise<void>;
}

/** A write this small outlives the page that sent it: a draft typed just before the tab closes. */
const KEEPALIVE_BYTES = 60_000;

const NO_TOKEN = "This page was opened without its access token.";

/**
 * Calls over loopback HTTP: `POST /api/<method>`, answered by lines of {@link WireReply}. When the
 * server cannot be reached the status says so, and it is tried again until it answers.
 */
export function createHttpBridge({
  origin,
  token,
  retryEveryMs = 3000,
  rest = () => Promise.resolve(),
}: HttpBridgeOptions): Bridge {
  const board = new StatusBoard(
    token === undefined
      ? { state: "unauthorised", message: NO_TOKEN }
      : { state: "starting", message: "Connecting to the server" },
  );
  let probe: ReturnType<typeof setTimeout> | undefined;

  const lost = (message: string): HeadroomError => {
    board.set({ state: "unreachable", message });
    probe ??= setTimeout(tryAgain, retryEveryMs);
    return new HeadroomError("unavailable", message);
  };
  const tryAgain = (): void => {
    clearTimeout(probe);
    probe = undefined;
    if (board.current.state !== "unreachable") return;
    // Success or failure is told through the status; nobody waits for this call.
    const quiet: CallOptions = { signal: new AbortController().signal, onEvent: () => {} };
    dispatch("system.info", {}, quiet).catch(() => {});
  };

  const dispatch: Dispatch = async (name, input, { signal, onEvent }) => {
    if (token === undefined) throw new HeadroomError("unavailable", NO_TOKEN);
    const body = JSON.stringify(input);
    const writes = isMethodName(name) && methods[name].writes;
    try {
      const response = await fetch(`${origin}/api/${encodeURIComponent(name)}`, {
        method: "POST",
        headers: {
          Accept: "application/x-ndjson",
          Authorization: `Bearer ${token}`,
          "Content-Type": "application/json",
        },
        body,
        signal,
        keepalive: writes && body.length < KEEPALIVE_BYTES,
      });
      if (response.status === 401 || response.status === 403) {
        const message = "The server does not accept this page's access token.";
        board.set({ state: "unauthorised", message });
        throw new HeadroomError("unavailable", message);
      }
      board.set({ state: "ready", message: "Connected" });
      return await readReply(response, { signal, onEvent }, rest);
    } catch (error) {
      if (signal.aborted) throw new HeadroomError("cancelled", "cancelled on request");
      if (error instanceof HeadroomError && error.code !== "engine-crashed") throw error;
      throw lost("The Headroom server does not answer.");
    }
  };

  return {
    host: "browser",
    dispatch,
    onStatus: (listener) => board.listen(listener),
    onCommand: () => () => {},
    savePdf: ({ name }) => printPage(name),
    retry: tryAgain,
  };
}

/** The browser's own way to paper or to a PDF, which proposes the page's title as the file's name. */
function printPage(name: string): Promise<PdfReply> {
  const { title } = document;
  return new Promise((resolve) => {
    const done = (): void => {
      document.title = title;
      resolve({ state: "printed" });
    };
    window.addEventListener("afterprint", done, { once: true });
    document.title = name;
    window.print();
  });
}

/**
 * Reads the lines of one answer, however many have come at once, with rests for the page between them.
 * Throws `engine-crashed` when it breaks off before its end, and when the signal fires.
 */
async function readReply(
  response: Response,
  { signal, onEvent }: CallOptions,
  rest: () => Promise<void>,
): Promise<unknown> {
  const parts: Part[] = [];
  for await (const line of readLines(response.body)) {
    await rest();
    signal.throwIfAborted();
    const reply = WireReply.safeParse(parseJson(line));
    if (!reply.success) {
      throw new HeadroomError(
        "internal",
        `the server answered ${response.status} in a form of its own`,
      );
    }
    const { data } = reply;
    if (data.kind === "event") onEvent(data.event);
    else if (data.kind === "part") parts.push(data);
    else if (data.kind === "result") return joined(data.output, parts, rest);
    else throw parseFailure(data.failure);
  }
  throw new HeadroomError("engine-crashed", "the server broke off its answer");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
