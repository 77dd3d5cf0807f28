import path from "node:path";
import { HeadroomError } from "../contract/errors.js";
import { toProblems } from "../contract/problems.js";
import { Scenario } from "../contract/scenario.js";
import type { Services } from "../contract/service.js";
import { parseTrace } from "../trace/index.js";
import type { ServicePorts } from "./ports.js";
import { TRACE_MAX_BYTES } from "./simulation/trace-files.js";
import { createFile } from "./store/atomic-write.js";
import { writing } from "./store/file-system.js";
import { idFromName } from "./store/ids.js";
import { readRegularFile } from "./store/read-file.js";
import type { Uploads } from "./uploads.js";
import type { Workspaces } from "./workspaces.js";

/** Where traces lie below the folder of the scenarios. */
const FOLDER = "traces";
/** Different traces that may be called alike. */
const MOST_OF_A_NAME = 1000;

/** Makes a scenario of a recorded request trace, which is kept in the library beside it. */
export function traceReplayService(
  { fs, traceFolders, shippedFolder }: Pick<ServicePorts, "fs" | "traceFolders" | "shippedFolder">,
  libraryOf: Workspaces["libraryOf"],
  uploads: Pick<Uploads, "read">,
): Pick<Services, "scenario.replay"> {
  /**
   * Keeps a trace below the scenarios' folder, once, and gives its name there. A name that any folder in which
   * scenarios look for their traces has for other bytes is taken, or a scenario that is there already would replay
   * something else.
   */
  const keep = async (
    folder: string,
    stem: string,
    ending: string,
    trace: Buffer,
  ): Promise<string> => {
    // The host's own folders are those of one call: what lies there alone is not kept.
    const lasting = shippedFolder === undefined ? [folder] : [folder, shippedFolder];
    // Told at once where something else stands in its place.
    const traces = path.join(folder, FOLDER);
    await writing(traces, () => fs.mkdir(traces, { recursive: true, mode: 0o700 }));
    for (let number = 1; number <= MOST_OF_A_NAME; number += 1) {
      const name = `${FOLDER}/${stem}${number === 1 ? "" : `-${number}`}${ending}`;
      const among = (folders: readonly string[]): Promise<Content[]> =>
        Promise.all(folders.map((each) => contentOf(path.join(each, name), trace)));
      const kept = await among(lasting);
      if ([...kept, ...(await among(traceFolders))].includes("other")) continue;
      if (kept.includes("same")) return name;
      const file = path.join(folder, name);
      if (await writing(file, () => createFile(fs, file, trace.toString()))) return name;
    }
    throw new HeadroomError(
      "conflict",
      `${path.join(traces, stem + ending)} and ${MOST_OF_A_NAME} names like it are taken: give the trace another name`,
    );
  };
  return {
    "scenario.replay": async ({ text: given, name, on, keptIn }) => {
      const library = await libraryOf(keptIn);
      const base = (await library.scenarios.read(on)).scenario;
      if (base === undefined) {
        throw new HeadroomError("invalid-input", `the scenario ${on} has faults: mend it first`);
      }
      const text = typeof given === "string" ? given : await uploads.read(given.upload);
      const bytes = Buffer.from(text);
      if (bytes.length > TRACE_MAX_BYTES) {
        const expected = `at most ${TRACE_MAX_BYTES} bytes`;
        throw new HeadroomError("invalid-input", "the trace is too long", [
          { path: "text", expected, found: `${bytes.length} bytes` },
        ]);
      }
      const { arrivalSeconds } = parseTrace("auto", bytes, name);
      const ending = text.trimStart().startsWith("{") ? ".jsonl" : ".csv";
      const scenarioOf = (file: string): Scenario =>
        replaying(base, { name, file, sessions: arrivalSeconds.length });
      // What cannot be a scenario leaves no file.
      const stem = idFromName(name, "trace");
      scenarioOf(`${FOLDER}/${stem}${ending}`);
      const file = await keep(library.scenariosFolder, stem, ending, bytes);
      const entry = await library.scenarios.save(undefined, scenarioOf(file));
      await library.remember(entry.id);
      return { entry };
    },
  };
}

interface Recording {
  readonly name: string;
  /** Below the folder of the scenarios. */
  readonly file: string;
  readonly sessions: number;
}

/** The deployment, prices and milestones of `base` under the recorded traffic: its whole length, nothing promised. */
function replaying(base: Scenario, { name, file, sessions }: Recording): Scenario {
  const { claims: _ofOtherTraffic, whatIf: _ofABase, ...deployment } = base;
  const text = {
    ...deployment,
    name: `${name}, replayed`,
    description: `Replays ${name} (sessions: ${sessions}; recorded times and tokens) on the deployment of “${base.name}”. Every replication sees the same requests: its intervals speak of this trace, not of other hours.`,
    sources: [{ what: "Arrival times and tokens", from: name }, ...base.sources].slice(0, 50),
    run: { ...base.run, requests: sessions },
    workloads: [{ name: "recorded", arrivals: { trace: { file } } }],
  };
  const parsed = Scenario.safeParse(text);
  if (parsed.success) return parsed.data;
  const problems = toProblems(parsed.error, text);
  throw new HeadroomError("invalid-input", `${base.name} cannot replay a trace`, problems);
}

/** What stands where a trace could: nothing, this very trace, or anything else. */
type Content = "nothing" | "same" | "other";

async function contentOf(file: string, trace: Buffer): Promise<Content> {
  const reading = await readRegularFile(file, TRACE_MAX_BYTES);
  if (reading.bytes === undefined) return reading.missing ? "nothing" : "other";
  return trace.equals(reading.bytes) ? "same" : "other";
}
