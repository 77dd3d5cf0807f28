import type { Client } from "../../engine/contract/client.js";
import { METHOD_NAMES, methods } from "../../engine/contract/methods.js";

/** Methods that store something in a workspace. */
const STORING: ReadonlySet<string> = new Set(
  METHOD_NAMES.filter((name) => "keptIn" in methods[name].input.shape),
);

/**
 * A client whose calls store in the workspace that this window shows, though another window may have opened
 * another one a moment ago. `stored` is told of each that did.
 */
export function inWorkspace(
  client: Client,
  shown: () => string | undefined,
  stored: () => void,
): Client {
  return {
    async call(name, input, options) {
      const keptIn = shown();
      const isStoring = STORING.has(name) && methods[name].writes;
      const isMeant = keptIn !== undefined && STORING.has(name) && !("keptIn" in input);
      const output = await client.call(name, isMeant ? { ...input, keptIn } : input, options);
      if (isStoring) stored();
      return output;
    },
  };
}
