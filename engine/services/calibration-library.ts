import { z } from "zod";
import { CalibrateResult } from "../contract/calibration.js";
import { ItemName } from "../contract/library.js";
import type { CalibrationEntry, ParsedInputOf } from "../contract/methods.js";
import type { Collection } from "./store/collection.js";
import { RecordLibrary } from "./store/record-library.js";

const CALIBRATION_SCHEMA = "headroom/calibration/v1";

/** A saved calibration: what was learnt, from which log, and when. The log stays where it is. */
const CalibrationFile = z.strictObject({
  schema: z.literal(CALIBRATION_SCHEMA),
  name: ItemName.optional(),
  createdAt: z.iso.datetime(),
  logName: z.string(),
  result: CalibrateResult,
});

/** Saved calibrations. */
export type CalibrationLibrary = RecordLibrary<typeof CalibrationFile, CalibrationEntry>;

export function calibrationLibrary(calibrations: Collection): CalibrationLibrary {
  return new RecordLibrary(calibrations, {
    noun: "calibration",
    schema: CalibrationFile,
    titleOf: ({ logName }) => logName,
    entryOf: (id, { name, createdAt, logName, result }) => ({
      id,
      ...(name === undefined ? {} : { name }),
      createdAt,
      logName,
      requests: result.provenance.requests,
      medianError: result.prediction.errors.endToEnd?.median ?? null,
    }),
    damagedEntry: (id, createdAt, damage) => ({
      id,
      createdAt,
      logName: id,
      requests: null,
      medianError: null,
      damage,
    }),
  });
}

export function saveCalibration(
  calibrations: CalibrationLibrary,
  now: Date,
  { logName, result }: ParsedInputOf<"calibration.save">,
): Promise<CalibrationEntry> {
  return calibrations.save(logName, now, {
    schema: CALIBRATION_SCHEMA,
    createdAt: now.toISOString(),
    logName,
    result,
  });
}
