import { z } from "zod";
import { method } from "./method.js";
import { KeyName } from "./model-registry.js";

export const KeyState = z.strictObject({
  name: KeyName,
  /**
   * Where it would be taken from now: given to this process, kept by the operating system, or set in the
   * environment, in this order.
   */
  source: z.enum(["process", "kept", "environment", "none"]),
  message: z.string(),
});
export type KeyState = z.infer<typeof KeyState>;

const key = KeyName.describe("as the registry's models name it, such as ANTHROPIC_API_KEY");

/** Whether keys can be kept beyond this process, encrypted by the operating system, and why not. */
export const KeyStorage = z.strictObject({ available: z.boolean(), message: z.string() });

/** Keys of model servers. No answer ever holds a key. */
export const keyMethods = {
  "key.state": method({
    summary: "Where the keys of model servers come from, without the keys",
    input: z.strictObject({}),
    output: z.strictObject({ keys: z.array(KeyState), storage: KeyStorage }),
  }),
  "key.write": method({
    summary: "Give this process a key, or let the operating system keep it encrypted",
    input: z.strictObject({
      key,
      // Not `value`: a command takes a text from a file or standard input, never from its own line.
      text: z.string().describe("the key"),
      keep: z
        .boolean()
        .default(false)
        .describe("for later starts too; refused where the operating system does not protect it"),
    }),
    output: z.strictObject({ state: KeyState }),
    writes: true,
  }),
  "key.forget": method({
    summary: "Forget a key that was given to this process or kept",
    input: z.strictObject({ key }),
    output: z.strictObject({ state: KeyState }),
    writes: true,
  }),
};
