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

/**
 * Makes a scenario of a recorded request trace. `traceFolders` is where scenarios look for their traces: a name that
 * one of them has for other bytes is taken, or a scenario that is there already would replay something else.
 */
export function traceReplayService(
  traceFolders: readonly string[],
  { fs }: Pick<ServicePorts, "fs">,
  libraryOf: Workspaces["libraryOf"],
  uploads: Pick<Uploads, "read">,
): Pick<Services, "scenario.replay"> {
  const keep = async (
    folder: string,
    stem: string,
    ending: string,
    text: string,
  ): Promise<string> => {
    for (let number = 1; ; number += 1) {
      const name = `${FOLDER}/${stem}${number === 1 ? "" : `-${number}`}${ending}`;
      const there = await contentOf(name, traceFolders);
      if (there?.equals(Buffer.from(text)) === true) return name;
      const file = path.join(folder, name);
      if (there === undefined && (await writing(file, () => createFile(fs, file, text))))
        return name;
    }
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
      const file = await keep(library.scenariosFolder, stem, ending, text);
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

/** The bytes of a trace file in the first folder that has it. */
async function contentOf(name: string, folders: readonly string[]): Promise<Buffer | undefined> {
  for (const folder of folders) {
    const reading = await readRegularFile(path.join(folder, name), TRACE_MAX_BYTES);
    if (reading.bytes !== undefined) return Buffer.from(reading.bytes);
    // Something else of that name: no trace of ours, and not free.
    if (!reading.missing) return Buffer.of();
  }
  return undefined;
}
