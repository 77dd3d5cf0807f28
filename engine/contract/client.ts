import { HeadroomError } from "./errors.js";
import { methods } from "./methods.js";
import type { EventOf, InputOf, MethodName, OutputOf } from "./methods.js";
import { parseInPieces } from "./parse-in-pieces.js";
import type { Dispatch } from "./service.js";

export interface ClientOptions<M extends MethodName> {
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: EventOf<M>) => void;
}

/** A typed caller over any transport: IPC, HTTP or a dispatch in the same process. */
export interface Client {
  call<M extends MethodName>(
    name: M,
    input: InputOf<M>,
    options?: ClientOptions<M>,
  ): Promise<OutputOf<M>>;
}

/**
 * Wraps a transport; what comes back is parsed, so a reader may trust its type. Where a `rest` is given it is
 * taken between the pieces of a long answer, and before whoever waits for the answer goes on.
 */
export function createClient(transport: Dispatch, rest?: () => Promise<void>): Client {
  return {
    async call<M extends MethodName>(name: M, input: InputOf<M>, options: ClientOptions<M> = {}) {
      const method = methods[name];
      const signal = options.signal ?? new AbortController().signal;
      const output = await transport(name, input, {
        signal,
        onEvent: (event) => options.onEvent?.(method.event.parse(event) as EventOf<M>),
      });
      // The schema parses it; TypeScript cannot follow a method's own schema through the union.
      if (rest === undefined) return method.output.parse(output) as OutputOf<M>;
      const parsed = await parseInPieces(method.output, output, rest);
      await rest();
      if (signal.aborted) throw new HeadroomError("cancelled", "cancelled on request");
      return parsed as OutputOf<M>;
    },
  };
}
