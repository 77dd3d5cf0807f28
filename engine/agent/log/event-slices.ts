import type { LoggedEvent } from "../../contract/session.js";
import type { SessionLog } from "../ports.js";

/** Read together: some milliseconds of work. */
const SLICE_EVENTS = 500;

/** Events of a session up to a position that it has reached; others have their turn between two slices. */
export async function* eventSlices(
  log: Pick<SessionLog, "events">,
  session: string,
  from: number,
  to: number,
): AsyncGenerator<readonly LoggedEvent[], void> {
  for (let next = from; next <= to; next += SLICE_EVENTS) {
    if (next > from) await new Promise((resume) => setImmediate(resume));
    yield await log.events(session, next, Math.min(to, next + SLICE_EVENTS - 1));
  }
}
