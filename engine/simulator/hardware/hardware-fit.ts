import { BAND_COVERAGE } from "./bands.js";
import type { Bands } from "./bands.js";
import type { Correction } from "./correction.js";
import { LEVELS } from "./correction.js";
import type { HardwareLaw, Sample } from "./law-fit.js";
import { STEP_PARAMETERS, TTFT_PARAMETERS } from "./parameters.js";
import type { Parameter } from "./parameters.js";
import type { Fitted } from "./positive-fit.js";
import { quantitiesOf } from "./ranges.js";
import type { Quantity, Range } from "./ranges.js";

/** A fitted number as the file keeps it, with a 95 % interval. */
export interface FittedNumber {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly meaning: string;
}

type FittedNumbers<Name extends string> = Readonly<Record<Name, FittedNumber>>;

/** `scenarios/presets/gpu-fit.json`: all a prediction needs, and how far it may be trusted. */
export interface HardwareFit {
  readonly format: "headroom/gpu-fit/v1";
  readonly source: string;
  readonly date: string;
  /** Rows fitted, and those whose topology the file records. */
  readonly rows: number;
  readonly recordedRows: number;
  readonly step: FittedNumbers<keyof typeof STEP_PARAMETERS>;
  readonly ttft: FittedNumbers<keyof typeof TTFT_PARAMETERS>;
  readonly levels: readonly string[];
  readonly tpotCorrection: Correction;
  readonly ttftCorrection: Correction;
  /** Half-widths in natural logarithms that held `coverage` of held-out points, by known levels. */
  readonly bands: Bands & { readonly coverage: number };
  /** What the fitted points span. */
  readonly ranges: Readonly<Record<Quantity, Range>>;
  readonly generations: readonly string[];
}

/** Two standard errors, as the usual 95 % interval of a lognormal estimate. */
const INTERVAL = 1.96;
const DIGITS = 5;

const round = (value: number): number => Number(value.toPrecision(DIGITS));

function numbersOf<Name extends string>(
  fitted: Fitted<Name>,
  parameters: Readonly<Record<Name, Parameter>>,
): FittedNumbers<Name> {
  const names = Object.keys(parameters) as Name[];
  const entries = names.map((name): [Name, FittedNumber] => {
    const wide = fitted.factors[name] ** INTERVAL;
    const value = fitted.values[name];
    const { meaning } = parameters[name];
    return [
      name,
      { value: round(value), low: round(value / wide), high: round(value * wide), meaning },
    ];
  });
  return Object.fromEntries(entries) as Record<Name, FittedNumber>;
}

function rounded(correction: Correction): Correction {
  return correction.map((level) =>
    Object.fromEntries(
      Object.entries(level).map(([key, terms]) => [
        key,
        terms.map((value) => Number(value.toFixed(DIGITS))),
      ]),
    ),
  );
}

/** Writes down a fitted law with its bands; `source` and `date` say where the points are from. */
export function describeFit(
  law: HardwareLaw,
  bands: Bands,
  samples: readonly Sample[],
  origin: { readonly source: string; readonly date: string },
): HardwareFit {
  const sound = samples.filter(({ recorded }) => recorded);
  const generations = new Set(sound.map(({ point }) => point.deployment.gpu.generation));
  return {
    format: "headroom/gpu-fit/v1",
    ...origin,
    rows: samples.length,
    recordedRows: sound.length,
    step: numbersOf(law.step, STEP_PARAMETERS),
    ttft: numbersOf(law.ttft, TTFT_PARAMETERS),
    levels: LEVELS.map(({ name }) => name),
    tpotCorrection: rounded(law.tpotCorrection),
    ttftCorrection: rounded(law.ttftCorrection),
    bands: { coverage: BAND_COVERAGE, tpot: bands.tpot.map(round), ttft: bands.ttft.map(round) },
    ranges: quantitiesOf(sound.map(({ point }) => point)),
    generations: [...generations].toSorted(),
  };
}

/** The values of a kept fit, without their intervals. */
export function valuesOf<Name extends string>(numbers: FittedNumbers<Name>): Record<Name, number> {
  const names = Object.keys(numbers) as Name[];
  const entries = names.map((name): [Name, number] => [name, numbers[name].value]);
  return Object.fromEntries(entries) as Record<Name, number>;
}
