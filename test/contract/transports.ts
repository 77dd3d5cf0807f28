import { writeFile } from "node:fs/promises";
import path from "node:path";
import { isRecord } from "../../engine/base/guards.js";
import { formatProblem, HeadroomError } from "../../engine/contract/errors.js";
import type { MethodName } from "../../engine/contract/methods.js";
import { parseFailure } from "../../engine/contract/service.js";
import type { Dispatch } from "../../engine/contract/service.js";
import { fieldsOf, optionName } from "../../main/cli/fields.js";
import { exitOfFailure } from "../../main/cli/outcome.js";
import { createEngineHost } from "../../main/host/engine-host.js";
import { startServer } from "../../main/server/server.js";
import { runHeadroom } from "./cli-process.js";
import { temporaryFolder } from "./temporary.js";

/** How a call ended, in the one form that every way of calling can be brought to. */
export type Outcome =
  | { readonly output: unknown }
  /** The exit code the failure has, and its lines: the message, then a line for each problem. */
  | { readonly failed: number; readonly lines: readonly string[] };

export interface Connection {
  call(method: MethodName, input: Readonly<Record<string, unknown>>): Promise<Outcome>;
  close(): Promise<void>;
}

/** One way of reaching the engine. A new one (IPC) is one more entry in {@link TRANSPORTS}. */
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

const inProcess: Transport = {
  name: "in process",
  open: async (dataFolder) => {
    const host = await createEngineHost({ dataFolder, threads: 1 });
    return overDispatch(host.dispatch, () => host.close());
  },
};

/** Plain JSON answers; the streamed form is the browser bridge's and tested with it. */
const http: Transport = {
  name: "HTTP",
  open: async (dataFolder) => {
    const host = await createEngineHost({ dataFolder, threads: 1 });
    const server = await startServer({ dispatch: host.dispatch, pageFolder: undefined });
    const dispatch: Dispatch = async (name, input, { signal }) => {
      const response = await fetch(`${server.origin}/api/${name}`, {
        method: "POST",
        headers: {
          Authorization: `Bearer ${server.token}`,
          "Content-Type": "application/json",
        },
        body: JSON.stringify(input),
        signal,
      });
      const body: unknown = await response.json();
      if (response.ok) return body;
      throw parseFailure(isRecord(body) ? body["failure"] : undefined);
    };
    return overDispatch(dispatch, async () => {
      await server.close();
      await host.close();
    });
  },
};

const cli: Transport = {
  name: "CLI",
  open: async (dataFolder) => {
    const files = await temporaryFolder();
    return {
      close: () => Promise.resolve(),
      call: async (method, input) => {
        const args = await commandLine(method, input, files);
        const globals = ["--json", "--threads", "1", "--data", dataFolder];
        const { code, stdout, stderr } = await runHeadroom([...args, ...globals]);
        if (stdout !== "") return { output: JSON.parse(stdout) };
        const [message = "", ...problems] = stderr.trimEnd().split("\n");
        return {
          failed: code ?? -1,
          lines: [message.replace(/^error: /, ""), ...problems.map((line) => line.trim())],
        };
      },
    };
  },
};

/** Writes an input the way a person types it: operands, options, and files for what is long. */
async function commandLine(
  method: MethodName,
  input: Readonly<Record<string, unknown>>,
  files: string,
): Promise<string[]> {
  const args = method.split(".");
  for (const { name, form, operand } of fieldsOf(method)) {
    const value = input[name];
    if (value === undefined) continue;
    const option = operand ? [] : [optionName(name)];
    const file = path.join(files, `${method}-${name}`);
    if (form.kind === "scenario" || form.kind === "text") {
      await writeFile(file, typeof value === "string" ? value : JSON.stringify(value));
      args.push(...option, file);
    } else if (form.kind === "json") {
      await writeFile(file, JSON.stringify(value));
      args.push(...option, `@${file}`);
    } else if (typeof value === "string" || typeof value === "number") {
      args.push(...option, String(value));
    } else throw new Error(`no way to type ${name} of ${method}`);
  }
  return args;
}

export const TRANSPORTS: readonly Transport[] = [inProcess, http, cli];
