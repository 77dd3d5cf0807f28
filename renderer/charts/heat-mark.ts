import type { HeatModel, HeatRow } from "./heat-model.js";

/** A rectangle of cells of what is drawn: bins and rows, both ends included. */
export interface HeatMark {
  readonly bins: readonly [number, number];
  readonly rows: readonly [number, number];
}

/** One cell, or the corner of a mark. */
export interface HeatCell {
  readonly bin: number;
  readonly row: number;
}

/** The cells between two corners. */
export function markBetween(a: HeatCell, b: HeatCell): HeatMark {
  return {
    bins: [Math.min(a.bin, b.bin), Math.max(a.bin, b.bin)],
    rows: [Math.min(a.row, b.row), Math.max(a.row, b.row)],
  };
}

/** What was counted in the marked cells. */
export function countIn({ counts }: HeatModel, { bins, rows }: HeatMark): number {
  let sum = 0;
  for (const bin of counts.slice(bins[0], bins[1] + 1)) {
    for (const count of bin.slice(rows[0], rows[1] + 1)) sum += count;
  }
  return sum;
}

/** The times that the marked cells stand for; the slowest bucket, and the last row of all, have no end. */
export function timesOf(
  { binSeconds, rows }: HeatModel,
  mark: HeatMark,
): {
  readonly endedFromMs: number;
  readonly endedBeforeMs: number;
  readonly tookFromMs: number;
  readonly tookBelowMs: HeatRow["upperMs"];
} {
  // A bin is a whole number of milliseconds long.
  const edgeMs = (bin: number): number => Math.round(bin * binSeconds * 1000);
  return {
    endedFromMs: edgeMs(mark.bins[0]),
    endedBeforeMs: edgeMs(mark.bins[1] + 1),
    tookFromMs: rows[mark.rows[0]]?.lowerMs ?? 0,
    tookBelowMs: rows[mark.rows[1]]?.upperMs ?? null,
  };
}
