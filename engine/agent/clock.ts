import { randomBytes } from "node:crypto";
import type { Clock, NewId } from "./ports.js";

/** The machine's own clock. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal?.addEventListener("abort", done, { once: true });
      if (signal?.aborted === true) done();
    }),
};

/** Session ids that sort by time: `20261122t101530123z-1f9c04`. */
export const newSessionId: NewId = () => {
  const time = new Date().toISOString().replace(/[-:.]/g, "").toLowerCase();
  return `${time}-${randomBytes(3).toString("hex")}`;
};
