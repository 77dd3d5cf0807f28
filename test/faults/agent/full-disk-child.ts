/**
 * Fills the disk that its argument is a folder of, starts a session there, makes room again and resumes
 * it; prints, as JSON, what the user was told each time. The disk is to be a small one.
 */
import { appendFileSync, rmSync, statSync, truncateSync } from "node:fs";
import path from "node:path";
import { createClient } from "../../../engine/contract/client.js";
import { createDispatch } from "../../../engine/contract/service.js";
import { createEngine } from "../../../engine/services/index.js";
import { isRecord } from "../../../engine/base/guards.js";
import { servicePorts } from "../../contract/services.js";

const folder = process.argv[2] ?? "";
const ballast = path.join(folder, "ballast");
/** Bytes left: enough to begin a session, and not to end it. */
const LEFT = 260_000;

const engine = createEngine(servicePorts(path.join(folder, "data")));
const client = createClient(createDispatch(engine.services));
// Opens the log, which makes its file.
await client.call("session.list", {});
fill();
const heard: unknown[] = [];
const failure: unknown = await client
  .call(
    "session.start",
    { workload: "data-extraction", model: "rehearsal-instant", seed: 1 },
    { onEvent: (update) => update.kind === "event" && heard.push(update.logged) },
  )
  .then(
    () => undefined,
    (error: unknown) => error,
  );
const [broken] = (await client.call("session.list", {})).sessions;
const id = broken?.id ?? "";
const before = await client.call("session.show", { id });
rmSync(ballast);
const { session } = await client.call("session.resume", { id });
const after = await client.call("session.show", { id });
await engine.close();
process.stdout.write(
  JSON.stringify({
    failure: isRecord(failure) ? { code: failure["code"], message: failure["message"] } : null,
    status: before.session.status,
    why: before.session.message,
    kept: before.events.length,
    heard: heard.length,
    sameAfter:
      JSON.stringify(after.events.slice(0, before.events.length)) === JSON.stringify(before.events),
    outcome: session.outcome,
  }),
);

/** Writes until nothing more goes in, then gives {@link LEFT} back. */
function fill(): void {
  for (const bytes of [65_536, 4096]) {
    try {
      for (;;) appendFileSync(ballast, Buffer.alloc(bytes));
    } catch {
      // It is full.
    }
  }
  truncateSync(ballast, statSync(ballast).size - LEFT);
}
