import { z } from "zod";
import { KeyName } from "../../../engine/contract/model-registry.js";

/** The message that hands the engine its end of the channel: keys travel on it and on nothing else. */
export const KEYS_OFFER = z.strictObject({ kind: z.literal("keys") });

const id = z.number().int().nonnegative();

/** From the engine to the main process, which alone can reach the operating system's key store. */
export const KeyRequest = z.discriminatedUnion("op", [
  z.strictObject({ id, op: z.literal("refusal") }),
  z.strictObject({ id, op: z.literal("names") }),
  z.strictObject({ id, op: z.literal("read"), name: KeyName }),
  z.strictObject({ id, op: z.literal("forget"), name: KeyName }),
  z.strictObject({ id, op: z.literal("keep"), name: KeyName, key: z.string().min(1).max(4096) }),
]);
export type KeyRequest = z.infer<typeof KeyRequest>;

/** One for each request. */
export const KeyReply = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("text"), id, text: z.string().nullable() }),
  z.strictObject({ kind: z.literal("names"), id, names: z.array(z.string()) }),
  z.strictObject({ kind: z.literal("failed"), id, message: z.string() }),
]);
export type KeyReply = z.infer<typeof KeyReply>;

/** One end of a channel. */
export interface KeyChannel {
  readonly post: (message: unknown) => void;
  readonly listen: (listener: (message: unknown) => void) => void;
}
