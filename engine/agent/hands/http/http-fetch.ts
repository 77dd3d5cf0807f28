import { z } from "zod";
import type { Tool } from "../../tool.js";
import { defineTool } from "../define-tool.js";
import { ToolFault } from "../tool-fault.js";
import { guardedFetch } from "./guarded-fetch.js";
import type { Resolve } from "./guarded-fetch.js";
import type { FetchPolicy } from "./target.js";

const MAX_BYTES = 512 * 1024;
const TEXTUAL = /^(?:text\/|application\/(?:[\w.+-]*\+)?(?:json|xml|yaml|javascript)\b)|^$/i;

/** Reads a page of the public internet. */
export function httpFetchTool(policy: FetchPolicy, resolve?: Resolve): Tool {
  return defineTool({
    name: "http_fetch",
    description: "Reads a text from an http or https address on the public internet.",
    input: z.strictObject({ url: z.string().max(2_000) }),
    replay: "read",
    cacheTtlMs: 60_000,
    limits: { timeoutMs: 30_000, maxResultBytes: MAX_BYTES + 1_024, retries: 1 },
    stateNamespace: "http-fetch",
    runsIn: "in-process",
    workers: 8,
    execute: async ({ url }, { signal }) => {
      const fetched = await guardedFetch(url, {
        policy,
        signal,
        maxBytes: MAX_BYTES,
        ...(resolve === undefined ? {} : { resolve }),
      });
      if (!TEXTUAL.test(fetched.contentType))
        throw new ToolFault("refused", `${fetched.url} is ${fetched.contentType}, not a text`);
      const cut = fetched.isCut ? `\n[cut after ${MAX_BYTES} bytes]` : "";
      return `${fetched.status} ${fetched.url}\n\n${fetched.body.toString("utf8")}${cut}`;
    },
  });
}
