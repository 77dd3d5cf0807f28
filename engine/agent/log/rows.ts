import { z } from "zod";
import { crc32 } from "node:zlib";
import { LoggedEvent, onceKey } from "../../contract/session.js";
import type { SessionEvent } from "../../contract/session.js";
import type { Redactor } from "../telemetry/redact.js";

/** SQLite checks the structure of its file, not what is in the cells: each row carries its own sum. */
export const EventRow = z.object({
  position: z.number().int(),
  at: z.string(),
  once: z.string().nullable(),
  event: z.string(),
  crc: z.number(),
});
export type EventRow = z.infer<typeof EventRow>;

export const SessionRow = z.object({
  session: z.string(),
  last_position: z.number().int(),
  fencing_token: z.number().int(),
  holder: z.string(),
  expires_ms: z.number(),
  ended: z.number().int(),
  crc: z.number(),
});
export type SessionRow = z.infer<typeof SessionRow>;

export function eventRow(
  session: string,
  position: number,
  at: string,
  event: SessionEvent,
  redactor: Redactor,
): EventRow {
  const row = {
    position,
    at,
    once: onceKey(event) ?? null,
    event: JSON.stringify(redacted(event, redactor)),
  };
  return { ...row, crc: eventSum(session, row) };
}

/** The event of a row, or what is wrong with it. */
export function readEventRow(
  session: string,
  value: unknown,
  position: number,
): LoggedEvent | string {
  const row = EventRow.safeParse(value);
  if (!row.success) return `event ${position} of session ${session} has cells of a wrong kind`;
  if (row.data.position !== position) return `event ${position} of session ${session} is missing`;
  if (row.data.crc !== eventSum(session, row.data)) {
    return `event ${position} of session ${session} does not match its checksum`;
  }
  const event = LoggedEvent.safeParse({
    position,
    at: row.data.at,
    event: JSON.parse(row.data.event),
  });
  return event.success
    ? event.data
    : `event ${position} of session ${session} is of a kind that this version does not know`;
}

export function sessionSum(row: Omit<SessionRow, "crc">): number {
  const { session, last_position, fencing_token, holder, expires_ms, ended } = row;
  return crc32(JSON.stringify([session, last_position, fencing_token, holder, expires_ms, ended]));
}

function eventSum(session: string, row: Omit<EventRow, "crc">): number {
  return crc32(JSON.stringify([session, row.position, row.at, row.once, row.event]));
}

/** Without secrets. What a model server signed or sealed is not ours to read, nor valid once changed. */
function redacted(event: SessionEvent, redactor: Redactor): SessionEvent {
  const clean = redactor.value(event);
  if (event.type !== "inference-finished" || clean.type !== "inference-finished") return clean;
  for (const [at, block] of event.content.entries()) {
    const copy = clean.content[at];
    if (block.type === "thinking" && copy?.type === "thinking") copy.signature = block.signature;
    if (block.type === "redacted_thinking" && copy?.type === block.type) copy.data = block.data;
  }
  return clean;
}
