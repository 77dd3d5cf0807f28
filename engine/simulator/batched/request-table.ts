import { grownFloat64, grownInt32 } from "./grow.js";

/** Kinds of a slot; only decoding and prefilling requests take part in plans. */
const INACTIVE = 0;
const PREFILLING = 1;
const DECODING = 2;

/** Columns of one Int32Array row per slot. */
const COLUMNS = 11;
const ID = 0;
const PROMPT = 1;
const OUTPUT = 2;
const KEY = 3;
/** Leading tokens that the session's cached blocks hold, if they are still there. */
const REUSABLE = 4;
/** Output tokens that existed when the prefill (the first, or one after a preemption) was queued. */
const GENERATED = 5;
/** Prompt and generated tokens to prefill. */
const TARGET = 6;
const COMPUTED = 7;
const KIND = 8;
const PREEMPTED = 9;
const NEXT_FREE = 10;

/** The requests inside one server, by slot. Slots are reused, so the table stays as small as the load. */
export class RequestTable {
  /** Slots whose prefill the newest plan ends and that decode from the next one on. */
  joining = new Int32Array(16);
  joiningCount = 0;
  #rows = new Int32Array(64 * COLUMNS);
  #donePlan = new Float64Array(64);
  #admission = new Float64Array(64);
  #used = 0;
  #free = -1;

  clear(): void {
    this.joiningCount = 0;
    this.#used = 0;
    this.#free = -1;
  }

  add(id: number, prompt: number, output: number, key: number, prefix: number): number {
    let slot = this.#free;
    if (slot >= 0) this.#free = this.#get(slot, NEXT_FREE);
    else {
      slot = this.#used;
      this.#used += 1;
      if (slot >= this.#donePlan.length) {
        this.#rows = grownInt32(this.#rows, (slot + 1) * COLUMNS);
        this.#donePlan = grownFloat64(this.#donePlan, slot + 1);
        this.#admission = grownFloat64(this.#admission, slot + 1);
      }
    }
    const row = slot * COLUMNS;
    this.#rows[row + ID] = id;
    this.#rows[row + PROMPT] = prompt;
    this.#rows[row + OUTPUT] = output;
    this.#rows[row + KEY] = key;
    this.#rows[row + REUSABLE] = prefix;
    this.#rows[row + GENERATED] = 0;
    this.#rows[row + TARGET] = prompt;
    this.#rows[row + COMPUTED] = 0;
    this.#rows[row + KIND] = INACTIVE;
    this.#rows[row + PREEMPTED] = 0;
    return slot;
  }

  remove(slot: number): void {
    this.#set(slot, NEXT_FREE, this.#free);
    this.#free = slot;
  }

  id(slot: number): number {
    return this.#get(slot, ID);
  }
  key(slot: number): number {
    return this.#get(slot, KEY);
  }
  reusable(slot: number): number {
    return this.#get(slot, REUSABLE);
  }
  generated(slot: number): number {
    return this.#get(slot, GENERATED);
  }
  target(slot: number): number {
    return this.#get(slot, TARGET);
  }
  computed(slot: number): number {
    return this.#get(slot, COMPUTED);
  }
  admission(slot: number): number {
    return this.#admission[slot] ?? 0;
  }
  active(slot: number): boolean {
    return this.#get(slot, KIND) !== INACTIVE;
  }
  preempted(slot: number): boolean {
    return this.#get(slot, PREEMPTED) === 1;
  }

  /** Output tokens still to come after the one that the prefill itself gives. */
  remainingAfterPrefill(slot: number): number {
    return this.#get(slot, OUTPUT) - this.#get(slot, GENERATED) - 1;
  }

  /** Tokens in the KV memory when the request ends: its last token is never computed on. */
  finalContext(slot: number): number {
    return this.#get(slot, PROMPT) + this.#get(slot, OUTPUT) - 1;
  }

  /** The request enters the batch with `computed` tokens taken from the cache. */
  admit(slot: number, computed: number, admission: number): void {
    this.#set(slot, COMPUTED, computed);
    this.#set(slot, KIND, PREFILLING);
    this.#admission[slot] = admission;
  }

  setComputed(slot: number, computed: number): void {
    this.#set(slot, COMPUTED, computed);
  }

  /** The plan being made ends the prefill. */
  endPrefill(slot: number): void {
    if (this.remainingAfterPrefill(slot) === 0) {
      this.#set(slot, KIND, INACTIVE);
      return;
    }
    if (this.joiningCount === this.joining.length) {
      this.joining = grownInt32(this.joining, this.joiningCount + 1);
    }
    this.joining[this.joiningCount] = slot;
    this.joiningCount += 1;
  }

  /** Output tokens that a running request has once plan `plan` is completed. */
  generatedAfter(slot: number, plan: number): number {
    const kind = this.#get(slot, KIND);
    // Out of the decode set but still in the batch: its last token is in work.
    if (kind === INACTIVE) return this.#get(slot, OUTPUT) - 1;
    const generated = this.#get(slot, GENERATED);
    if (kind === PREFILLING) return generated;
    return generated + Math.max(0, plan + 1 - (this.#donePlan[slot] ?? 0));
  }

  startDecoding(slot: number, donePlan: number): void {
    this.#set(slot, KIND, DECODING);
    this.#donePlan[slot] = donePlan;
  }

  stopDecoding(slot: number): void {
    this.#set(slot, KIND, INACTIVE);
  }

  /** Back to the queue while plan `plan` is made, after `held` tokens had been computed. */
  restart(slot: number, held: number, plan: number): void {
    if (this.#get(slot, KIND) === DECODING) {
      const more = plan - (this.#donePlan[slot] ?? 0);
      this.#set(slot, GENERATED, this.#get(slot, GENERATED) + more);
    }
    this.#set(slot, TARGET, this.#get(slot, PROMPT) + this.#get(slot, GENERATED));
    this.#set(slot, REUSABLE, held);
    this.#set(slot, COMPUTED, 0);
    this.#set(slot, KIND, INACTIVE);
    this.#set(slot, PREEMPTED, 1);
  }

  #get(slot: number, column: number): number {
    return this.#rows[slot * COLUMNS + column] ?? 0;
  }

  #set(slot: number, column: number, value: number): void {
    this.#rows[slot * COLUMNS + column] = value;
  }
}
