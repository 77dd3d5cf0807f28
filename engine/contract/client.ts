import { methods } from "./methods.js";
import type { EventOf, InputOf, MethodName, OutputOf } from "./methods.js";
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

/** Wraps a transport; what comes back is parsed, so a reader may trust its type. */
export function createClient(transport: Dispatch): Client {
  return {
    async call<M extends MethodName>(name: M, input: InputOf<M>, options: ClientOptions<M> = {}) {
      const method = methods[name];
      const output = await transport(name, input, {
        signal: options.signal ?? new AbortController().signal,
        onEvent: (event) => options.onEvent?.(method.event.parse(event) as EventOf<M>),
      });
      // The schema just parsed it; TypeScript cannot follow a method's own schema through the union.
      return method.output.parse(output) as OutputOf<M>;
    },
  };
}
