import { createHash } from "node:crypto";

/** A short name for an effect that every attempt of the same call arrives at: `TCK-4F1A09C2`. */
export function effectId(prefix: string, idempotencyKey: string): string {
  const digest = createHash("sha256").update(idempotencyKey).digest("hex");
  return `${prefix}-${digest.slice(0, 8).toUpperCase()}`;
}
