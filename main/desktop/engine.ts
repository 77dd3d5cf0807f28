// The entry of the engine's own process. Its death takes no window with it; `engine-process.ts` starts
// it again.
import { z } from "zod";
import { createEngineHost } from "../host/engine-host.js";
import { serveWire } from "../host/wire-host.js";
import { channelOf } from "./keys/channel.js";
import { keyStoreOver } from "./keys/client.js";
import { KEYS_OFFER } from "./keys/protocol.js";
import type { KeyChannel } from "./keys/protocol.js";

/** Headroom quits. */
const CLOSE = z.strictObject({ kind: z.literal("close") });

const { parentPort } = process;
let offer: (channel: KeyChannel) => void = () => undefined;
const channel = new Promise<KeyChannel>((resolve) => (offer = resolve));
const host = await createEngineHost({
  keyStore: keyStoreOver(channel),
  hasWindow: true,
});
// In one go: what is sent is kept for the first listener, and lost to a later one.
parentPort.on("message", ({ data, ports: [port] }) => {
  if (port !== undefined && KEYS_OFFER.safeParse(data).success) offer(channelOf(port));
  if (CLOSE.safeParse(data).success) void host.close().finally(() => process.exit());
});
serveWire(host.dispatch, parentPort);
