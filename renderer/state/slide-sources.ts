import { readClaimsOrThrow } from "../../engine/contract/claims.js";
import type { Client } from "../../engine/contract/client.js";
import type { SlideShows } from "../../engine/contract/deck.js";
import type { SlideSource } from "./deck-parts.js";
import { codeOf, messageOf } from "./errors.js";
import { sameRun } from "./inspection.js";

/** Kinds of source that lie in the workspace. */
type Kept = Exclude<SlideShows, { kind: "words" }>;

const GONE = "is no longer in the workspace: bring it back, or remove the slide.";

/** What a slide says where its source is not there, by the kind of it. */
const MISSING: Readonly<Record<Kept["kind"], (id: string) => string>> = {
  run: (id) => `The run ${id}, which this slide shows, ${GONE}`,
  inspection: (id) => `The run ${id}, whose sessions this slide shows, ${GONE}`,
  "simulated-session": (id) => `The run ${id}, of which this slide shows a session, ${GONE}`,
  plan: (id) => `The plan ${id}, which this slide shows, ${GONE}`,
  projection: (id) => `The projection ${id}, which this slide shows, ${GONE}`,
  audit: (id) => `The claim set ${id}, which this slide audits, ${GONE}`,
  study: (id) => `The study ${id}, which this slide shows, ${GONE}`,
  calibration: (id) => `The calibration ${id}, which this slide shows, ${GONE}`,
  drive: (id) => `The load run ${id}, which this slide shows, ${GONE}`,
  session: (id) =>
    `The session ${id}, which this slide shows, is not on this machine: take in its exported log, or remove the slide.`,
};

/** And where its file cannot be read. */
const DAMAGED: Readonly<Record<Kept["kind"], (why: string) => string>> = {
  run: (why) => `The run that this slide shows cannot be read: ${why}.`,
  inspection: (why) => `The sessions that this slide shows cannot be simulated again: ${why}.`,
  "simulated-session": (why) =>
    `The session that this slide shows cannot be simulated again: ${why}.`,
  plan: (why) => `The plan that this slide shows cannot be read: ${why}.`,
  projection: (why) => `The projection that this slide shows cannot be read: ${why}.`,
  audit: (why) => `The claim set that this slide audits cannot be read: ${why}.`,
  study: (why) => `The study that this slide shows cannot be read: ${why}.`,
  calibration: (why) => `The calibration that this slide shows cannot be read: ${why}.`,
  drive: (why) => `The load run that this slide shows cannot be read: ${why}.`,
  session: (why) => `The session that this slide shows cannot be read: ${why}.`,
};

/** What a slide is drawn from, by its id and the methods that are of it. */
export function keptItem(shows: Kept): {
  readonly kind: Exclude<Kept["kind"], "audit" | "inspection" | "simulated-session"> | "claims";
  readonly id: string;
} {
  switch (shows.kind) {
    case "run":
    case "inspection":
    case "simulated-session":
      return { kind: "run", id: shows.run };
    case "plan":
      return { kind: "plan", id: shows.plan };
    case "projection":
      return { kind: "projection", id: shows.projection };
    case "study":
      return { kind: "study", id: shows.study };
    case "calibration":
      return { kind: "calibration", id: shows.calibration };
    case "drive":
      return { kind: "drive", id: shows.drive };
    case "session":
      return { kind: "session", id: shows.session };
    default:
      return { kind: "claims", id: shows.claims };
  }
}

/** Reads what a slide is drawn from. Never throws: what is missing or damaged is told by the slide. */
export async function readSource(client: Client, shows: Kept): Promise<SlideSource> {
  try {
    return await read(client, shows);
  } catch (error) {
    const isGone = codeOf(error) === "not-found";
    const message = isGone
      ? MISSING[shows.kind](keptItem(shows).id)
      : DAMAGED[shows.kind](messageOf(error).replace(/\.$/, ""));
    return { kind: "missing", isGone, message };
  }
}

async function read(client: Client, shows: Kept): Promise<SlideSource> {
  switch (shows.kind) {
    case "run": {
      const { entry, result } = await client.call("run.read", { id: shows.run });
      return { kind: "run", entry, result };
    }
    case "inspection": {
      const { entry, again } = await simulatedAgain(client, shows);
      const result = await client.call("inspect.sessions", { ...again, ...shows.mark });
      return { kind: "inspection", entry, result };
    }
    case "simulated-session": {
      const { entry, again } = await simulatedAgain(client, shows);
      const { replication, workload, session } = shows;
      const which = { replication, workload, session };
      const trace = await client.call("inspect.session", { ...again, ...which });
      return { kind: "simulated-session", entry, trace };
    }
    case "plan": {
      const { entry, result } = await client.call("plan.read", { id: shows.plan });
      return { kind: "plan", entry, result };
    }
    case "projection": {
      const { entry, result } = await client.call("projection.read", { id: shows.projection });
      return { kind: "projection", entry, result };
    }
    case "study": {
      const study = await client.call("study.read", { id: shows.study });
      return { kind: "study", ...study };
    }
    case "calibration": {
      const { entry, result } = await client.call("calibration.read", { id: shows.calibration });
      return { kind: "calibration", entry, result };
    }
    case "drive": {
      const { entry, result } = await client.call("drive.read", { id: shows.drive });
      return { kind: "drive", entry, result };
    }
    case "session": {
      const { session: view, events } = await client.call("session.show", { id: shows.session });
      return { kind: "session", view, events };
    }
    default: {
      const { entry, text } = await client.call("claims.read", { id: shows.claims });
      const claims = readClaimsOrThrow(text, entry.name);
      return { kind: "audit", name: entry.name, result: await client.call("audit", { claims }) };
    }
  }
}

/** A kept run, and what it takes to have its sessions again. */
async function simulatedAgain(
  client: Client,
  { run, architecture }: Extract<Kept, { kind: "inspection" | "simulated-session" }>,
) {
  const { entry, scenario, result } = await client.call("run.read", { id: run });
  return { entry, again: sameRun({ scenario, architecture, result }) };
}
