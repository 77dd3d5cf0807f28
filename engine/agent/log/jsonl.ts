import { z } from "zod";
import { LoggedEvent, SessionId } from "../../contract/session.js";
import { LogError } from "../ports.js";

const SCHEMA = "headroom/session/v1";

const Header = z.strictObject({
  schema: z.literal(SCHEMA),
  session: SessionId,
  /** How many events follow: an export that was cut short is told from a whole one. */
  events: z.number().int().positive(),
});

/** A batch ends with the line that makes it so long: some ten milliseconds of work for whoever takes it in. */
const BATCH_CHARACTERS = 100_000;

/** Some events of an export, in order. */
export interface ExportBatch {
  readonly session: string;
  readonly events: readonly LoggedEvent[];
  /** How many events the whole export has. */
  readonly of: number;
}

/** The first line of an export of so many events, without its line feed. */
export function exportHeader(session: string, events: number): string {
  return JSON.stringify({ schema: SCHEMA, session, events } satisfies z.infer<typeof Header>);
}

/** The lines of an export, without their line feeds. */
export function* exportLines(session: string, events: readonly LoggedEvent[]): Iterable<string> {
  yield exportHeader(session, events.length);
  for (const event of events) yield JSON.stringify(event);
}

/**
 * Reads the lines of an export. Throws `damaged` naming the line where it is not whole and in order: what
 * was handed out before counts only once the last batch was.
 */
export async function* exportBatches(
  lines: AsyncIterable<string> | Iterable<string>,
): AsyncGenerator<ExportBatch, void> {
  let header: z.infer<typeof Header> | undefined;
  let events: LoggedEvent[] = [];
  let last = 0;
  let characters = 0;
  let number = 0;
  for await (const line of lines) {
    number += 1;
    if (line.trim() === "") continue;
    if (header === undefined) {
      header = parseLine(Header, line, number, `a header with "schema": "${SCHEMA}"`);
      continue;
    }
    const event = parseLine(LoggedEvent, line, number, "a session event");
    if (event.position !== last + 1) {
      throw wrong(number, `position ${last + 1}`, `position ${event.position}`);
    }
    if (last === 0 && event.event.type !== "session-created") {
      throw wrong(number, "the creation of the session", event.event.type);
    }
    last += 1;
    if (last > header.events)
      throw wrong(number, `${header.events} events, as the header says`, "more");
    events.push(event);
    characters += line.length;
    if (characters < BATCH_CHARACTERS) continue;
    yield { session: header.session, events, of: header.events };
    events = [];
    characters = 0;
  }
  if (header === undefined) throw wrong(1, "a header", "nothing");
  if (last !== header.events) {
    throw wrong(number, `${header.events} events, as the header says`, `${last}`);
  }
  if (events.length > 0) yield { session: header.session, events, of: header.events };
}

function parseLine<S extends z.ZodType>(
  schema: S,
  line: string,
  number: number,
  expected: string,
): z.output<S> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw wrong(number, expected, "a line that is not JSON");
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw wrong(number, expected, issue?.message ?? "something else");
}

function wrong(line: number, expected: string, found: string): LogError {
  return new LogError(
    "damaged",
    `line ${line} of the export: expected ${expected}, found ${found}`,
  );
}
