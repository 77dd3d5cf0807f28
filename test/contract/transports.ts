import { writeFile } from "node:fs/promises";
import path from "node:path";
import { isRecord } from "../../engine/base/guards.js";
import type { MethodName } from "../../engine/contract/methods.js";
import { parseFailure } from "../../engine/contract/service.js";
import type { Dispatch } from "../../engine/contract/service.js";
import { fieldsOf, optionName } from "../../main/cli/fields.js";
import { createEngineHost } from "../../main/host/engine-host.js";
import { startServer } from "../../main/server/server.js";
import { runHeadroom } from "./cli-process.js";
import { temporaryFolder } from "./temporary.js";
import { overDispatch } from "./transport.js";
import type { Transport } from "./transport.js";

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
    if (form.kind === "scenario" || form.kind === "claims" || form.kind === "text") {
      await writeFile(file, typeof value === "string" ? value : JSON.stringify(value));
      args.push(...option, file);
    } else if (form.kind === "json") {
      await writeFile(file, JSON.stringify(value));
      args.push(...option, `@${file}`);
    } else if (form.kind === "list" && Array.isArray(value)) {
      args.push(...option, value.join(","));
    } else if (typeof value === "string" || typeof value === "number") {
      args.push(...option, String(value));
    } else if (form.kind === "flag" && value === true) {
      args.push(...option);
    } else throw new Error(`no way to type ${name} of ${method}`);
  }
  return args;
}

/** Reached from Node alone; the window's own, over IPC, is held against the engine in `e2e/`. */
export const TRANSPORTS: readonly Transport[] = [http, cli];
