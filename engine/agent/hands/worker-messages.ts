import type { ToolAnswer, ToolRequest } from "./attempt.js";

/** To a hand in a thread or a child process. It works on one call at a time. */
export interface WorkerCall {
  readonly tool: string;
  readonly request: ToolRequest;
  readonly resources: Readonly<Record<string, string>>;
  readonly idempotencyKey: string;
  readonly session: string;
}

/** From it, one for each call. */
export interface WorkerReply {
  readonly answer: ToolAnswer;
}
