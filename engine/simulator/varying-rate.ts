import { HOURS_PER_DAY, MS_PER_HOUR, MS_PER_SECOND } from "../base/units.js";
import type { Arrivals } from "../contract/arrivals.js";
import { uniformOfWord } from "../base/random.js";
import type { SamplerTable } from "../statistics/sampler.js";
import type { Streams } from "./streams.js";

const MS_PER_DAY = HOURS_PER_DAY * MS_PER_HOUR;

type Daily = Extract<Arrivals, { daily: unknown }>["daily"];
type Bursty = Extract<Arrivals, { bursty: unknown }>["bursty"];

/**
 * A Poisson process whose rate changes: the points of a unit-rate Poisson process, put where the
 * integral of the rate reaches them (exact inversion, no thinning). So the n-th arrival depends on the
 * n draws before it and on the rate alone, and a higher rate lets the same sessions in earlier.
 */
export interface VaryingRate {
  /** When the next session comes in, `unitGap` (an exponential number of mean 1) after the last one. */
  nextMs(unitGap: number): number;
}

/** Mean rate of arrivals in sessions a second, where the scenario states one. */
export function meanRatePerSecond(arrivals: Arrivals): number | undefined {
  if ("poisson" in arrivals) return arrivals.poisson.ratePerSecond;
  if ("gamma" in arrivals) return arrivals.gamma.ratePerSecond;
  if ("daily" in arrivals) return arrivals.daily.meanRatePerSecond;
  if (!("bursty" in arrivals)) return undefined;
  const { quiet, burst } = arrivals.bursty;
  const sessions =
    quiet.ratePerSecond * quiet.meanSeconds + burst.ratePerSecond * burst.meanSeconds;
  return sessions / (quiet.meanSeconds + burst.meanSeconds);
}

/** The rate of {@link Arrivals} `daily`. */
export class DailyRate implements VaryingRate {
  /** Rate at the start and at the end of each part of the day, per ms, and arrivals up to its start. */
  private readonly startRate: Float64Array;
  private readonly endRate: Float64Array;
  private readonly before: Float64Array;
  private readonly partMs: number;
  /** Expected arrivals in a day, and from midnight of the first day up to the last arrival. */
  private readonly perDay: number;
  private readonly startMs: number;
  private reached: number;

  constructor({ meanRatePerSecond: mean, relativeRate, shape, startHour }: Daily, weight: number) {
    const parts = relativeRate.length;
    this.partMs = MS_PER_DAY / parts;
    const average = relativeRate.reduce((sum, value) => sum + value, 0) / parts;
    const perMs = (mean * weight) / MS_PER_SECOND / average;
    this.startRate = Float64Array.from(relativeRate, (value) => value * perMs);
    this.endRate =
      shape === "steps"
        ? this.startRate
        : this.startRate.map((_, part) => this.startRate[(part + 1) % parts] ?? 0);
    this.before = new Float64Array(parts);
    let sum = 0;
    for (let part = 0; part < parts; part += 1) {
      this.before[part] = sum;
      sum += this.partMs * this.meanOf(part);
    }
    this.perDay = sum;
    this.startMs = startHour * MS_PER_HOUR;
    this.reached = this.expectedBy(this.startMs);
  }

  nextMs(unitGap: number): number {
    this.reached += unitGap;
    const days = Math.floor(this.reached / this.perDay);
    const left = this.reached - days * this.perDay;
    return days * MS_PER_DAY + this.timeOfDay(left) - this.startMs;
  }

  private meanOf(part: number): number {
    return ((this.startRate[part] ?? 0) + (this.endRate[part] ?? 0)) / 2;
  }

  /** Expected arrivals from midnight up to `ms`. */
  private expectedBy(ms: number): number {
    const part = Math.floor(ms / this.partMs);
    const from = this.startRate[part] ?? 0;
    const intoMs = ms - part * this.partMs;
    const slope = ((this.endRate[part] ?? 0) - from) / this.partMs;
    return (this.before[part] ?? 0) + intoMs * (from + (slope * intoMs) / 2);
  }

  /** The time of day by which `expected` arrivals are expected. */
  private timeOfDay(expected: number): number {
    const { before } = this;
    let part = 0;
    let end = before.length;
    // The last part that starts with no more than that behind it.
    while (end - part > 1) {
      const middle = (part + end) >> 1;
      if ((before[middle] ?? 0) <= expected) part = middle;
      else end = middle;
    }
    const rest = expected - (before[part] ?? 0);
    const from = this.startRate[part] ?? 0;
    const slope = ((this.endRate[part] ?? 0) - from) / this.partMs;
    // Root of from·t + slope·t²/2 = rest, in the form that does not cancel.
    const root = Math.sqrt(Math.max(0, from * from + 2 * slope * rest));
    const intoMs = rest > 0 ? (2 * rest) / (from + root) : 0;
    return part * this.partMs + Math.min(intoMs, this.partMs);
  }
}

/** The rate of {@link Arrivals} `bursty`; starts in the state that a random moment finds. */
export class BurstyRate implements VaryingRate {
  private readonly streams: Streams;
  private readonly samplers: SamplerTable;
  private readonly stream: number;
  /** Of quiet and burst: rate per ms, and the length of a stay. */
  private readonly ratePerMs: readonly [number, number];
  private readonly staySampler: readonly [number, number];
  private state: 0 | 1;
  /** Stays so far, which address the draws. */
  private stays = 0;
  private nowMs = 0;
  private endMs: number;

  /** Draws from `stream`: word0 the length of a stay, word1 of the first the state to start in. */
  constructor(
    { quiet, burst }: Bursty,
    weight: number,
    streams: Streams,
    samplers: SamplerTable,
    stream: number,
  ) {
    this.streams = streams;
    this.samplers = samplers;
    this.stream = stream;
    const perMs = weight / MS_PER_SECOND;
    this.ratePerMs = [quiet.ratePerSecond * perMs, burst.ratePerSecond * perMs];
    const stay = (meanSeconds: number): number =>
      samplers.add({ exponential: { mean: meanSeconds * MS_PER_SECOND } });
    this.staySampler = [stay(quiet.meanSeconds), stay(burst.meanSeconds)];
    streams.draw(stream, 0, 0, 0);
    const quietShare = quiet.meanSeconds / (quiet.meanSeconds + burst.meanSeconds);
    this.state = uniformOfWord(streams.words[1] ?? 0) < quietShare ? 0 : 1;
    this.endMs = this.stayMs();
  }

  nextMs(unitGap: number): number {
    let left = unitGap;
    for (;;) {
      const rate = this.ratePerMs[this.state];
      const untilEnd = rate * (this.endMs - this.nowMs);
      if (left < untilEnd) {
        this.nowMs += left / rate;
        return this.nowMs;
      }
      left -= untilEnd;
      this.nowMs = this.endMs;
      this.state = this.state === 0 ? 1 : 0;
      this.endMs += this.stayMs();
    }
  }

  private stayMs(): number {
    this.streams.draw(this.stream, this.stays, 0, 0);
    this.stays += 1;
    return this.samplers.draw(this.staySampler[this.state], this.streams.words[0] ?? 0);
  }
}
