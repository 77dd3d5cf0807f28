import { z } from "zod";
import { isAnyArrayBuffer, isUint8Array } from "node:util/types";
import { crc32 } from "node:zlib";
import { LoggedEvent, onceKey } from "../../contract/session.js";
import type { SessionEvent } from "../../contract/session.js";
import type { Redactor } from "../telemetry/redact.js";

/**
 * What to select. The driver aborts the whole process on a text that is not UTF-8, as damage makes them:
 * texts are read as bytes, and whatever a cell has become, a number is a number.
 */
export const EVENT_COLUMNS =
  "CAST(position AS INTEGER) AS position, CAST(at AS BLOB) AS at, CAST(once AS BLOB) AS once, CAST(event AS BLOB) AS event, CAST(crc AS INTEGER) AS crc";
export const SESSION_COLUMNS =
  "CAST(session AS BLOB) AS session, CAST(last_position AS INTEGER) AS last_position, CAST(fencing_token AS INTEGER) AS fencing_token, CAST(holder AS BLOB) AS holder, CAST(expires_ms AS INTEGER) AS expires_ms, CAST(ended AS INTEGER) AS ended, CAST(crc AS INTEGER) AS crc";

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** Bytes that are not UTF-8 become signs that no checksum fits. The driver gives one row as a view, many as buffers. */
export const text = z
  .custom<ArrayBuffer | Uint8Array>((value) => isAnyArrayBuffer(value) || isUint8Array(value))
  .transform((bytes) => utf8.decode(bytes));

/** SQLite checks the structure of its file, not what is in the cells: each row carries its own sum. */
export const EventRow = z.object({
  position: z.number().int(),
  at: text,
  once: text.nullable(),
  event: text,
  crc: z.number(),
});
export type EventRow = z.infer<typeof EventRow>;

export const SessionRow = z.object({
  session: text,
  last_position: z.number().int(),
  fencing_token: z.number().int(),
  holder: text,
  expires_ms: z.number(),
  ended: z.number().int(),
  crc: z.number(),
});
export type SessionRow = z.infer<typeof SessionRow>;
/** What the head of a session says. */
export type Head = Omit<SessionRow, "crc">;

export function eventRow(
  session: string,
  position: number,
  at: string,
  event: SessionEvent,
  redactor: Redactor,
): EventRow {
  const json = JSON.stringify(event);
  const row = {
    position,
    at,
    once: onceKey(event) ?? null,
    event: redactor.isClean(json) ? json : JSON.stringify(redacted(event, redactor)),
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

export function sessionSum(row: Head): number {
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
