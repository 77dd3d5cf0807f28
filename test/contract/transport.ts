import { formatProblem, HeadroomError } from "../../engine/contract/errors.js";
import type { MethodName } from "../../engine/contract/methods.js";
import type { Dispatch } from "../../engine/contract/service.js";
import { exitOfFailure } from "../../main/cli/outcome.js";
import { createEngineHost } from "../../main/host/engine-host.js";

/** How a call ended, in the one form that every way of calling can be brought to. */
export type Outcome =
  | { readonly output: unknown }
  /** The exit code the failure has, and its lines: the message, then a line for each problem. */
  | { readonly failed: number; readonly lines: readonly string[] };

export interface Connection {
  call(method: MethodName, input: Readonly<Record<string, unknown>>): Promise<Outcome>;
  close(): Promise<void>;
}

/** One way of reaching the engine. A new one (IPC) is one more entry in the list of a parity test. */
export interface Transport {
  readonly name: string;
  /** Over this data folder, with one simulation thread. */
  open(dataFolder: string): Promise<Connection>;
}

/** Makes a connection of anything that can dispatch: the engine itself, or a client of it. */
export function overDispatch(dispatch: Dispatch, close: () => Promise<void>): Connection {
  return {
    close,
    call: async (method, input) => {
      const signal = new AbortController().signal;
      try {
        return { output: await dispatch(method, input, { signal, onEvent: () => undefined }) };
      } catch (error) {
        if (!(error instanceof HeadroomError)) throw error;
        const lines = [error.message, ...error.problems.map(formatProblem)];
        return { failed: exitOfFailure(error), lines };
      }
    },
  };
}

/** The engine itself, called as a function: what every other transport must agree with. */
export const inProcess: Transport = {
  name: "in process",
  open: async (dataFolder) => {
    const host = await createEngineHost({ dataFolder, threads: 1 });
    return overDispatch(host.dispatch, () => host.close());
  },
};
