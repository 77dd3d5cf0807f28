import { createHash } from "node:crypto";
import { throwIfCancelled } from "../../base/progress.js";
import type { Progress } from "../../base/progress.js";
import type { CallContext, Services } from "../../contract/service.js";
import { calibrate } from "../../trace/calibration/calibrate.js";
import { readEngineSettings } from "../../trace/calibration/engine-settings.js";
import { readRequestLog } from "../../trace/calibration/read-log.js";
import type { ServicePorts } from "../ports.js";
import { toResult } from "./result.js";

/** Work goes on for so long before others are let in; a request to stop waits no longer. */
const SLICE_MS = 25;
const PROGRESS_MS = 100;

/** `calibrate`: reads the log, learns the server from it and says how well it predicts the rest. */
export function calibrationService(
  ports: Pick<ServicePorts, "version"> & {
    /** The text of a log that was handed over in parts. */
    readonly readUpload: (id: string) => Promise<string>;
  },
): Pick<Services, "calibrate"> {
  return {
    async calibrate({ log: given, settings, fit, seed, columns, timeUnit }, context) {
      const known = readEngineSettings(settings ?? {});
      const text = typeof given === "string" ? given : await ports.readUpload(given.upload);
      const reading = readRequestLog(text, {
        name: "log",
        columns: definedOnly(columns),
        ...(timeUnit === undefined ? {} : { timeUnit }),
      });
      const work = calibrate(reading.log, known, { fitShare: fit, seed });
      const calibration = await inSlices(work, context);
      return toResult(calibration, reading, {
        logHash: createHash("sha256").update(text).digest("hex"),
        engineVersion: ports.version,
        seed,
        fitShare: fit,
      });
    },
  };
}

function definedOnly<K extends string>(
  columns: Partial<Record<K, string | undefined>>,
): Partial<Record<K, string>> {
  const entries = Object.entries(columns).filter(([, name]) => name !== undefined);
  return Object.fromEntries(entries) as Partial<Record<K, string>>;
}

/** Runs a generator to its end, letting the event loop turn in between. */
async function inSlices<T>(
  work: Generator<Progress, T>,
  context: CallContext<"calibrate">,
): Promise<T> {
  let sliceStart = performance.now();
  let lastProgress = -Infinity;
  for (;;) {
    const next = work.next();
    if (next.done === true) {
      context.emit({ kind: "progress", stage: "done", fraction: 1 });
      return next.value;
    }
    const now = performance.now();
    if (now - lastProgress >= PROGRESS_MS) {
      lastProgress = now;
      context.emit({ kind: "progress", ...next.value });
    }
    if (now - sliceStart < SLICE_MS) continue;
    await new Promise((resume) => setImmediate(resume));
    throwIfCancelled(context.signal);
    sliceStart = performance.now();
  }
}
