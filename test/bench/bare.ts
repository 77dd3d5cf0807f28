import { LAST_STEP, MEAN_TOOL, TOOL_SERVERS } from "./networks.js";
import type { Network, Outcome } from "./networks.js";
import { brainService, exponential, uniform } from "./random.js";

const ARRIVAL = 0;
const BRAIN = 1;
const TOOL = 2;
const CAPACITY = 1 << 20;

/**
 * The bare loop: one function, one binary heap in typed arrays, integer codes, no classes, no ties, no
 * statistics but a mean. It is what the kernel is measured against, the most that plain JavaScript
 * gives without a library's comforts.
 */
export function runBare(network: Network): Outcome {
  const { arrivalRate, servers, meanService, hasTools, sessions } = network;
  const times = new Float64Array(1 << 16);
  const codes = new Int32Array(1 << 16);
  let size = 0;
  const push = (time: number, code: number): void => {
    let at = size;
    size += 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if ((times[parent] ?? 0) <= time) break;
      times[at] = times[parent] ?? 0;
      codes[at] = codes[parent] ?? 0;
      at = parent;
    }
    times[at] = time;
    codes[at] = code;
  };
  const removeFirst = (): void => {
    size -= 1;
    const time = times[size] ?? 0;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && (times[child + 1] ?? 0) < (times[child] ?? 0)) child += 1;
      if (time <= (times[child] ?? 0)) break;
      times[at] = times[child] ?? 0;
      codes[at] = codes[child] ?? 0;
      at = child;
    }
    times[at] = time;
    codes[at] = codes[size] ?? 0;
  };
  // Jobs are numbered by row; a free list keeps the rows few.
  const arrived = new Float64Array(CAPACITY);
  const free = new Int32Array(CAPACITY);
  let freeCount = 0;
  let rows = 0;
  const brainQueue = new Int32Array(CAPACITY);
  let brainHead = 0;
  let brainTail = 0;
  let brainFree = servers;
  const toolQueue = new Int32Array(CAPACITY);
  let toolHead = 0;
  let toolTail = 0;
  let toolFree = TOOL_SERVERS;
  const mask = CAPACITY - 1;
  let events = 0;
  let injected = 0;
  let finished = 0;
  let sum = 0;
  const service = (): number => (hasTools ? brainService() : meanService * exponential());
  push(exponential() / arrivalRate, ARRIVAL);
  while (finished < sessions) {
    const now = times[0] ?? 0;
    const code = codes[0] ?? 0;
    removeFirst();
    events += 1;
    let job = code >>> 2;
    let entersBrain = false;
    let ends = false;
    switch (code & 3) {
      case ARRIVAL:
        injected += 1;
        if (injected < sessions) push(now + exponential() / arrivalRate, ARRIVAL);
        if (freeCount > 0) {
          freeCount -= 1;
          job = free[freeCount] ?? 0;
        } else {
          job = rows;
          rows += 1;
        }
        arrived[job] = now;
        entersBrain = true;
        break;
      case BRAIN:
        if (brainHead === brainTail) {
          brainFree += 1;
        } else {
          push(now + service(), BRAIN | ((brainQueue[brainHead & mask] ?? 0) << 2));
          brainHead += 1;
        }
        if (!hasTools) {
          ends = true;
        } else if (toolFree > 0) {
          toolFree -= 1;
          push(now + MEAN_TOOL * exponential(), TOOL | (job << 2));
        } else {
          toolQueue[toolTail & mask] = job;
          toolTail += 1;
        }
        break;
      case TOOL:
        if (toolHead === toolTail) {
          toolFree += 1;
        } else {
          push(now + MEAN_TOOL * exponential(), TOOL | ((toolQueue[toolHead & mask] ?? 0) << 2));
          toolHead += 1;
        }
        ends = uniform() < LAST_STEP;
        entersBrain = !ends;
        break;
    }
    if (ends) {
      finished += 1;
      sum += now - (arrived[job] ?? 0);
      free[freeCount] = job;
      freeCount += 1;
    }
    if (entersBrain) {
      if (brainFree > 0) {
        brainFree -= 1;
        push(now + service(), BRAIN | (job << 2));
      } else {
        brainQueue[brainTail & mask] = job;
        brainTail += 1;
      }
    }
  }
  return { events, mean: sum / finished };
}
