/** The four IPC channels. What travels on them is the wire protocol of `engine/contract/wire.ts`. */
export const CHANNELS = {
  /** Page → main, once per document: forget the calls of the document before, tell the status. */
  attach: "headroom:attach",
  request: "headroom:request",
  reply: "headroom:reply",
  status: "headroom:status",
} as const;
