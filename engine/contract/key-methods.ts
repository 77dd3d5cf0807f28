import { z } from "zod";
import { method } from "./method.js";
import { KeyName } from "./model-registry.js";

export const KeyState = z.strictObject({
  name: KeyName,
  /** Where it would be taken from now. A key given to this process goes before one of the environment. */
  source: z.enum(["process", "environment", "none"]),
  message: z.string(),
});
export type KeyState = z.infer<typeof KeyState>;

const key = KeyName.describe("as the registry's models name it, such as ANTHROPIC_API_KEY");

/** Keys of model servers. No answer ever holds a key. */
export const keyMethods = {
  "key.state": method({
    summary: "Where the keys of model servers come from, without the keys",
    input: z.strictObject({}),
    output: z.strictObject({ keys: z.array(KeyState) }),
  }),
  "key.write": method({
    summary: "Give this process a key; it is kept in memory and written nowhere",
    input: z.strictObject({
      key,
      // Not `value`: a command takes a text from a file or standard input, never from its own line.
      text: z.string().describe("the key"),
    }),
    output: z.strictObject({ state: KeyState }),
    writes: true,
  }),
  "key.forget": method({
    summary: "Make this process forget a key that it was given",
    input: z.strictObject({ key }),
    output: z.strictObject({ state: KeyState }),
    writes: true,
  }),
};
