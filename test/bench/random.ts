/**
 * Fast random numbers for the bare loops and for the kernel beside them, so that the comparison is
 * about event handling: sfc32 (Chris Doty-Humphrey, PractRand) with its state in an Int32Array, and
 * Marsaglia and Tsang's ziggurat (J. Stat. Software 5, 2000) for the exponential and the normal.
 */
const state = new Int32Array([0x9e3779b9 | 0, 0x243f6a88, 0xb7e15162 | 0, 1]);

export function seedBench(seed: number): void {
  state.set([0x9e3779b9 | 0, 0x243f6a88 ^ seed, 0xb7e15162 | 0, 1]);
  for (let at = 0; at < 12; at += 1) nextWord();
}

function nextWord(): number {
  const b = state[1] ?? 0;
  const c = state[2] ?? 0;
  const counter = state[3] ?? 0;
  const word = ((state[0] ?? 0) + b + counter) | 0;
  state[3] = (counter + 1) | 0;
  state[0] = b ^ (b >>> 9);
  state[1] = (c + (c << 3)) | 0;
  state[2] = (((c << 21) | (c >>> 11)) + word) | 0;
  return word;
}

export function uniform(): number {
  return ((nextWord() >>> 0) + 0.5) * 2 ** -32;
}

const LAYERS = 256;
const EXPONENTIAL_TAIL = 7.69711747013104972;
const NORMAL_TAIL = 3.6541528853610088;

interface Ziggurat {
  readonly accept: Float64Array;
  readonly width: Float64Array;
  readonly height: Float64Array;
}

function ziggurat(
  tail: number,
  area: number,
  f: (x: number) => number,
  inverse: (y: number) => number,
): Ziggurat {
  const edge = new Float64Array(LAYERS + 1);
  edge[0] = area / f(tail);
  edge[1] = tail;
  for (let at = 2; at < LAYERS; at += 1) {
    const previous = edge[at - 1] ?? 0;
    edge[at] = inverse(area / previous + f(previous));
  }
  edge[LAYERS] = 0;
  const accept = new Float64Array(LAYERS);
  const width = new Float64Array(LAYERS);
  const height = new Float64Array(LAYERS + 1);
  for (let at = 0; at < LAYERS; at += 1) {
    width[at] = edge[at] ?? 0;
    accept[at] = (edge[at + 1] ?? 0) / (edge[at] ?? 1);
    height[at] = f(edge[at] ?? 0);
  }
  height[LAYERS] = 1;
  return { accept, width, height };
}

const exponentials = ziggurat(
  EXPONENTIAL_TAIL,
  0.0039496598225815571993,
  (x) => Math.exp(-x),
  (y) => -Math.log(y),
);
const normals = ziggurat(
  NORMAL_TAIL,
  0.00492867323399,
  (x) => Math.exp(-0.5 * x * x),
  (y) => Math.sqrt(-2 * Math.log(y)),
);

/** A draw, returned through a cell so that it is never wrapped in an object. */
const drawn = new Float64Array(1);

/** Exponential with mean 1. */
export function exponential(): number {
  drawExponential();
  return drawn[0] ?? 0;
}

function drawExponential(): void {
  const { accept, width } = exponentials;
  const word = nextWord();
  const layer = word & 255;
  const u = (word >>> 8) * 2 ** -24;
  if (u < (accept[layer] ?? 0)) drawn[0] = u * (width[layer] ?? 0);
  else drawn[0] = exponentialEdge(layer, u);
}

function exponentialEdge(layer: number, u: number): number {
  if (layer === 0) return EXPONENTIAL_TAIL - Math.log(uniform());
  const { width, height } = exponentials;
  const x = u * (width[layer] ?? 0);
  const low = height[layer] ?? 0;
  const high = height[layer + 1] ?? 1;
  return low + uniform() * (high - low) < Math.exp(-x) ? x : exponential();
}

/** Standard normal. */
export function normal(): number {
  drawNormal();
  return drawn[0] ?? 0;
}

function drawNormal(): void {
  const { accept, width } = normals;
  const word = nextWord();
  const layer = word & 255;
  const u = (word >> 8) * 2 ** -23;
  if (Math.abs(u) < (accept[layer] ?? 0)) drawn[0] = u * (width[layer] ?? 0);
  else drawn[0] = normalEdge(layer, u);
}

function normalEdge(layer: number, u: number): number {
  if (layer === 0) {
    for (;;) {
      const x = -Math.log(uniform()) / NORMAL_TAIL;
      const y = -Math.log(uniform());
      if (y + y > x * x) return u > 0 ? NORMAL_TAIL + x : -NORMAL_TAIL - x;
    }
  }
  const { width, height } = normals;
  const x = u * (width[layer] ?? 0);
  const low = height[layer] ?? 0;
  const high = height[layer + 1] ?? 1;
  return low + uniform() * (high - low) < Math.exp(-0.5 * x * x) ? x : normal();
}

const LOGNORMAL_SIGMA = Math.sqrt(Math.log(2));

/** Lognormal with mean 2 and coefficient of variation 1: the agent network's brain step. */
export function brainService(): number {
  return Math.exp(Math.LN2 - Math.LN2 / 2 + LOGNORMAL_SIGMA * normal());
}
