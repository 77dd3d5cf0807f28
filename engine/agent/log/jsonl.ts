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

/** The lines of an export, without their line feeds. */
export function* exportLines(session: string, events: readonly LoggedEvent[]): Iterable<string> {
  yield JSON.stringify({ schema: SCHEMA, session, events: events.length } satisfies z.infer<
    typeof Header
  >);
  for (const event of events) yield JSON.stringify(event);
}

/** Reads the lines of an export. Throws `damaged` naming the line where it is not whole and in order. */
export async function parseExport(
  lines: AsyncIterable<string> | Iterable<string>,
): Promise<{ session: string; events: LoggedEvent[] }> {
  let header: z.infer<typeof Header> | undefined;
  const events: LoggedEvent[] = [];
  let number = 0;
  for await (const line of lines) {
    number += 1;
    if (line.trim() === "") continue;
    if (header === undefined) {
      header = parseLine(Header, line, number, `a header with "schema": "${SCHEMA}"`);
      continue;
    }
    const event = parseLine(LoggedEvent, line, number, "a session event");
    if (event.position !== events.length + 1) {
      throw wrong(number, `position ${events.length + 1}`, `position ${event.position}`);
    }
    events.push(event);
  }
  if (header === undefined) throw wrong(1, "a header", "nothing");
  if (events.length !== header.events) {
    throw wrong(number, `${header.events} events, as the header says`, `${events.length}`);
  }
  if (events[0]?.event.type !== "session-created") {
    throw wrong(2, "the creation of the session", events[0]?.event.type ?? "nothing");
  }
  return { session: header.session, events };
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
