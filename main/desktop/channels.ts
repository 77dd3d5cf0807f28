/** The IPC channels. What travels on them is the wire protocol of `engine/contract/wire.ts`. */
export const CHANNELS = {
  request: "headroom:request",
  reply: "headroom:reply",
  status: "headroom:status",
  folder: "headroom:folder",
  command: "headroom:command",
  alert: "headroom:alert",
  pdf: "headroom:pdf",
  saved: "headroom:saved",
  show: "headroom:show",
} as const;
