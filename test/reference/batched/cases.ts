import type { RequestColumns } from "../../../engine/simulator/batched/replay.js";
import type { TwinRequest, TwinSettings, TwinTimes } from "./twin.js";

/** Mulberry32: a small generator of the tests' own, so that cases never change with the engine. */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export interface Case {
  readonly requests: TwinRequest[];
  readonly settings: TwinSettings;
  readonly times: TwinTimes;
  readonly replicas: number;
  readonly lockstep: boolean;
}

/** A random small deployment under random load: tight batches, budgets and memory are all common. */
export function randomCase(seed: number): Case {
  const random = generator(seed);
  const whole = (from: number, to: number): number => from + Math.floor(random() * (to - from + 1));
  const chance = (p: number): boolean => random() < p;
  const maxBatch = whole(1, 24);
  const blockTokens = whole(1, 3) === 1 ? whole(1, 7) : 16;
  const prompts = whole(1, 300);
  const outputs = whole(1, 120);
  const count = whole(1, 60);
  const scarce = chance(0.6);
  const largest = prompts + outputs + blockTokens;
  const settings: TwinSettings = {
    maxBatch,
    tokenBudget: maxBatch + (chance(0.5) ? whole(0, 60) : whole(0, 600)),
    kvTokens: scarce ? largest * whole(1, 4) : 1e9,
    blockTokens: scarce ? blockTokens : 1e6,
    prefixCache: chance(0.5),
    reservePrompt: chance(0.5),
    planAhead: chance(0.5),
  };
  const replicas = chance(0.3) ? whole(2, 3) : 1;
  const times: [number, number, number, number, number, number] = [
    0.002 + random() * 0.02,
    random() * 1e-4,
    chance(0.5) ? random() * 1e-7 : 0,
    random() * 2e-4,
    chance(0.9) ? random() * 2e-6 : 0,
    0,
  ];
  const sessions = chance(0.5) ? whole(1, count) : count;
  const history = new Map<number, number>();
  const mean = (0.01 + random()) * (chance(0.3) ? 1 : 0.1);
  let arrival = random();
  const requests: TwinRequest[] = [];
  for (let n = 0; n < count; n += 1) {
    // Some arrive together, to the last bit.
    if (!chance(0.1)) arrival += -Math.log(1 - random()) * mean;
    const session = sessions === count ? n : whole(0, sessions - 1);
    const known = history.get(session) ?? 0;
    const prefix = chance(0.8) ? known : Math.floor(known / 2);
    const prompt = Math.min(prefix, prompts - 1) + whole(1, Math.max(1, prompts - prefix));
    const output = whole(1, outputs);
    history.set(session, prompt + output);
    requests.push({
      arrival,
      prompt,
      output,
      session,
      prefix: Math.min(prefix, prompt),
      replica: whole(0, replicas - 1),
    });
  }
  const lockstep = replicas > 1 && chance(0.5);
  if (chance(0.5)) times[5] = random() * 5e-3;
  return { requests, settings, times, replicas, lockstep };
}

export function toColumns(requests: readonly TwinRequest[], recorded: boolean): RequestColumns {
  const columns = {
    arrivalSeconds: Float64Array.from(requests, (r) => r.arrival),
    promptTokens: Int32Array.from(requests, (r) => r.prompt),
    outputTokens: Int32Array.from(requests, (r) => r.output),
    key: Int32Array.from(requests, (r) => r.session),
    prefixTokens: Int32Array.from(requests, (r) => r.prefix),
  };
  return recorded ? { ...columns, replica: Int32Array.from(requests, (r) => r.replica) } : columns;
}

export function toServingTimes(times: TwinTimes, requestSeconds = 0) {
  const [b0, b1, b2, b3, b4, perAdmission = 0] = times;
  return {
    stepTime: {
      baseSeconds: b0,
      perPrefillTokenSeconds: b1,
      perPrefillContextSeconds: b2,
      perDecodeSequenceSeconds: b3,
      perKvTokenSeconds: b4,
      perAdmissionSeconds: perAdmission,
    },
    requestSeconds,
  };
}
