/**
 * `npm run fit:gpu`: fits the GPU model on the measured points, validates it three ways, prints one
 * table and writes scenarios/presets/gpu-fit.json. With `-- --score <csv>` it fits nothing and
 * scores the shipped fit on other points of the same format.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { bandsOf, quantileOf, relativeError } from "../../engine/simulator/hardware/bands.js";
import type { Bands } from "../../engine/simulator/hardware/bands.js";
import type { GpuSpec, ModelSpec } from "../../engine/simulator/hardware/hardware.js";
import { describeFit } from "../../engine/simulator/hardware/hardware-fit.js";
import { fitLaw, prepareSamples } from "../../engine/simulator/hardware/law-fit.js";
import type { Sample } from "../../engine/simulator/hardware/law-fit.js";
import { readPoints } from "../../engine/simulator/hardware/points.js";
import { predictServing } from "../../engine/simulator/hardware/predict.js";
import { readGpus, readModels } from "../../engine/simulator/hardware/presets.js";
import { readHardwareFit } from "../../engine/simulator/hardware/read-fit.js";
import {
  crossValidate,
  rooflineTpotMs,
  SCHEMES,
} from "../../engine/simulator/hardware/validate.js";
import type { HeldOut, Scheme } from "../../engine/simulator/hardware/validate.js";

const PRESETS = "scenarios/presets";
const POINTS = "scenarios/measured/gpu_serving_points.csv";
/** The date is that of the fit, kept by hand so that the same points give the same file. */
export const ORIGIN = {
  date: "2026-11-22",
  source:
    "ai-dynamo/aiconfigurator silicon_sample.csv, Apache-2.0, 3,198 operating points dated 2025-10 to 2026-04",
};

const json = (file: string): unknown => JSON.parse(readFileSync(`${PRESETS}/${file}`, "utf8"));

export function loadGpus(): ReadonlyMap<string, GpuSpec> {
  return readGpus(json("gpus.json"));
}

export function loadModels(): ReadonlyMap<string, ModelSpec> {
  return readModels(json("models.json"));
}

/** The measured points of a file, with their physics worked out; says what no preset covers. */
export function loadSamples(file = POINTS): Sample[] {
  const { points, skipped } = readPoints(readFileSync(file, "utf8"), loadGpus(), loadModels());
  if (skipped.length > 0) {
    console.log(`${skipped.length} rows are not covered by the presets:`);
    const reasons = grouped(skipped, ({ reason }) => reason);
    for (const [reason, rows] of reasons) console.log(`  ${rows.length} x ${reason}`);
  }
  return prepareSamples(points);
}

/** The members of `list` by name, in order of appearance. */
function grouped<Item>(list: readonly Item[], name: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of list) groups.set(name(item), [...(groups.get(name(item)) ?? []), item]);
  return groups;
}

const percent = (share: number): string =>
  Number.isNaN(share) ? "–" : `${(100 * share).toFixed(1)} %`;
const median = (errors: readonly number[]): number => quantileOf(errors, 0.5);
const tpotErrors = (held: readonly HeldOut[]): number[] =>
  held.map((one) => relativeError(one.tpotMs, one.sample.tpotMs));
const ttftErrors = (held: readonly HeldOut[]): number[] =>
  held.map((one) => relativeError(one.ttftMs, one.sample.ttftMs));
const recorded = (held: readonly HeldOut[]): HeldOut[] => held.filter((h) => h.sample.recorded);

function table(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  for (const row of rows)
    console.log(
      row
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
        .join("  "),
    );
}

/** Share of held-out points inside the band, for the coverage column. */
function covered(held: readonly HeldOut[], bands: Bands): number {
  const inside = held.filter(
    (one) =>
      Math.abs(Math.log(one.tpotMs / one.sample.tpotMs)) <= (bands.tpot[one.depth] ?? Infinity),
  );
  return inside.length / held.length;
}

const TITLES: Readonly<Record<Scheme, readonly [string, number]>> = {
  random: ["random operating points, 5 folds", 0.1],
  gpu: ["one GPU left out", 0.12],
  model: ["one model family left out", 0.2],
};

const roofline = (list: readonly Sample[]): number =>
  median(list.map((sample) => relativeError(rooflineTpotMs(sample), sample.tpotMs)));

function report(
  held: ReadonlyMap<Scheme, HeldOut[]>,
  bands: Bands,
  samples: readonly Sample[],
): void {
  const sound = samples.filter((sample) => sample.recorded);
  const head = [
    "held out",
    "TPOT median",
    "p90",
    "in band",
    "all rows",
    "physics alone",
    "TTFT median",
    "rows",
  ];
  const lines: string[][] = [
    head,
    [
      "pure roofline, no fit",
      percent(roofline(sound)),
      "–",
      "–",
      percent(roofline(samples)),
      "–",
      "–",
      `${sound.length}`,
    ],
  ];
  const verdicts: string[] = [];
  const line = (name: string, all: readonly HeldOut[]): string[] => {
    const known = recorded(all);
    return [
      name,
      percent(median(tpotErrors(known))),
      percent(quantileOf(tpotErrors(known), 0.9)),
      percent(covered(known, bands)),
      percent(median(tpotErrors(all))),
      percent(median(known.map((one) => relativeError(one.physicsTpotMs, one.sample.tpotMs)))),
      percent(median(ttftErrors(known))),
      `${known.length}`,
    ];
  };
  for (const [scheme, all] of held) {
    const [title, target] = TITLES[scheme];
    lines.push(line(title, all));
    let reached = median(tpotErrors(recorded(all)));
    if (scheme !== "random") {
      const folds = [...grouped(all, ({ left }) => left)];
      for (const [name, fold] of folds) lines.push(line(`  ${name}`, fold));
      reached = median(folds.map(([, fold]) => median(tpotErrors(recorded(fold)))));
    }
    verdicts.push(
      `${reached <= target ? "met   " : "MISSED"} ${title}: ${percent(reached)}, target ${percent(target)}`,
    );
  }
  table(lines);
  console.log(
    "\nTPOT, TTFT, p90, band: rows whose topology the file records. All rows: also those with an",
  );
  console.log(
    "unknown number of servers (two are assumed). Verdicts take the median over the folds.\n",
  );
  for (const verdict of verdicts) console.log(verdict);
}

/** Scores the shipped fit on another file: nothing is fitted. */
function score(file: string): void {
  const fit = readHardwareFit(json("gpu-fit.json"));
  const scored = loadSamples(file).map((sample) => {
    const { tpotMs, ttftMs } = predictServing(sample.point, fit);
    return { sample, tpotMs, ttftMs };
  });
  const line = (name: string, list: typeof scored): string[] => [
    name,
    percent(median(list.map((one) => relativeError(one.tpotMs.value, one.sample.tpotMs)))),
    percent(
      list.filter(
        ({ tpotMs, sample }) => tpotMs.low <= sample.tpotMs && sample.tpotMs <= tpotMs.high,
      ).length / list.length,
    ),
    percent(median(list.map((one) => relativeError(one.ttftMs.value, one.sample.ttftMs)))),
    `${list.length}`,
  ];
  const sound = scored.filter(({ sample }) => sample.recorded);
  table([
    ["scored", "TPOT median", "in band", "TTFT median", "rows"],
    line("all rows", scored),
    line("rows with a recorded topology", sound),
    ...[...grouped(sound, ({ sample }) => sample.point.deployment.gpu.id)].map(([id, list]) =>
      line(`  ${id}`, list),
    ),
    ...[...grouped(sound, ({ sample }) => sample.point.deployment.model.id)].map(([id, list]) =>
      line(`  ${id}`, list),
    ),
  ]);
}

/** Runs the command; returns the file it wrote, if any. */
export function main(args: readonly string[]): string | undefined {
  const other = args[args.indexOf("--score") + 1];
  if (args.includes("--score")) {
    if (other === undefined) throw new Error("--score: expected the path of a csv file");
    score(other);
    return undefined;
  }
  const samples = loadSamples();
  const held = new Map(
    SCHEMES.map((scheme) => [
      scheme,
      crossValidate(samples, scheme, undefined, (fold) => console.error(`  without ${fold}`)),
    ]),
  );
  const bands = bandsOf([...held.values()].flat());
  report(held, bands, samples);
  const fit = describeFit(fitLaw(samples), bands, samples, ORIGIN);
  const written = `${PRESETS}/gpu-fit.json`;
  writeFileSync(written, `${JSON.stringify(fit, undefined, 2)}\n`);
  console.log(`\nwritten: ${written} (${samples.length} rows)`);
  return written;
}
