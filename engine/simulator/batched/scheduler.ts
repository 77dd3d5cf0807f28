import { BlockPool } from "./block-pool.js";
import { DecodeSet } from "./decode-set.js";
import { grownInt32 } from "./grow.js";
import { Plan } from "./plan.js";
import { RequestTable } from "./request-table.js";
import { RunningList } from "./running-list.js";
import { checkBatchSettings } from "./settings.js";
import type { BatchSettings } from "./settings.js";
import { WaitingQueue } from "./waiting-queue.js";

/** Told of every token boundary that matters outside; times are the caller's. */
export interface BatchListener {
  /**
   * The request enters the batch: `cachedTokens` of what it needs are in the KV memory. Told again when
   * it comes back after a preemption; `recomputedTokens`, else 0, are then computed once more.
   */
  admitted(request: number, cachedTokens: number, recomputedTokens: number): void;
  /** The request's first output token exists. */
  firstToken(request: number): void;
  /** The request's last output token exists; its place and its blocks are free. */
  finished(request: number): void;
}

/**
 * The scheduler of one batched server, as vLLM V1's: every iteration runs one *plan*. A plan gives
 * each decoding sequence one token, continues the partial prefill if there is one (at most one, and
 * it is the last admitted), and then admits waiting requests in order while places, token budget and
 * KV blocks last. When a running request cannot get a block, the last admitted is preempted: it gives
 * up its blocks, goes to the head of the queue, and its prompt and what it has generated are
 * prefilled again; nothing is admitted in such a plan.
 *
 * Plans are numbered; there is no time here. {@link advance} moves to the next plan, or over as many
 * plans as are certain to be alike, without touching the sequences in them.
 * Source: vLLM 0.19, vllm/v1/core/sched/scheduler.py (behaviour, not code).
 */
export class BatchScheduler {
  readonly waiting = new WaitingQueue();
  readonly running = new RunningList();
  readonly blocks = new BlockPool();
  /** The plan in work; empty when there is none. */
  current = new Plan();
  /** Plans from the current one on that are certain to be alike, so long as nothing arrives. */
  alike = 1;
  preemptions = 0;
  /** Plans in which a waiting request found a place but not enough free blocks. */
  memoryWaits = 0;
  /** Prompt tokens that a cached prefix saved, and tokens prefilled again after a preemption. */
  cachedTokens = 0;
  recomputedTokens = 0;
  readonly #settings: BatchSettings;
  readonly #totalBlocks: number;
  readonly #requests = new RequestTable();
  readonly #decodes: DecodeSet;
  #following = new Plan();
  #listener: BatchListener;
  /** Number of the newest plan made. */
  #made = 0;
  #admissions = 0;
  /** The one request whose prefill is cut by the token budget, or −1. */
  #partial = -1;
  /** Decoders whose last token is in the current plan: no longer planned for, not yet out of the batch. */
  #leaving = new Int32Array(64);
  #leavingCount = 0;

  constructor(settings: BatchSettings, listener: BatchListener) {
    checkBatchSettings(settings);
    this.#settings = settings;
    this.#listener = listener;
    this.#totalBlocks = Math.floor(settings.kvTokens / settings.blockTokens);
    this.#decodes = new DecodeSet(settings.blockTokens);
    this.reset();
  }

  /** Drops every request and every cached block, telling nobody. */
  reset(): void {
    this.waiting.clear();
    this.running.clear();
    this.blocks.reset(this.#totalBlocks);
    this.#requests.clear();
    this.#decodes.reset();
    this.current.clear();
    this.#following.clear();
    this.alike = 1;
    this.preemptions = 0;
    this.memoryWaits = 0;
    this.cachedTokens = 0;
    this.recomputedTokens = 0;
    this.#made = 0;
    this.#admissions = 0;
    this.#partial = -1;
    this.#leavingCount = 0;
  }

  /**
   * Queues a request. `key` is a small whole number of its session (requests of one session run one
   * after another; give each its own when there are none), `prefixTokens` how many leading prompt
   * tokens repeat the session's last request. Returns false, and takes nothing, when the request
   * could never fit into the KV memory.
   */
  enqueue(
    request: number,
    promptTokens: number,
    outputTokens: number,
    key: number,
    prefixTokens: number,
  ): boolean {
    const most = Math.ceil((promptTokens + outputTokens - 1) / this.#settings.blockTokens);
    if (most > this.#totalBlocks) return false;
    const slot = this.#requests.add(request, promptTokens, outputTokens, key, prefixTokens);
    this.waiting.append(slot);
    return true;
  }

  /** Whether the newest waiting request might enter the very next plan that is made. */
  mightAdmit(): boolean {
    return this.waiting.length === 1 && this.running.length < this.#settings.maxBatch;
  }

  /** KV memory that running requests hold, in tokens (whole blocks); 0 where there is no limit. */
  get heldTokens(): number {
    if (this.#totalBlocks === Infinity) return 0;
    return (this.#totalBlocks - this.blocks.free) * this.#settings.blockTokens;
  }

  /**
   * Names every request, the running ones in batch order and then the waiting ones, with the output
   * tokens it had once `plans` plans from the current one on had been completed.
   */
  visit(plans: number, tell: (request: number, generatedTokens: number) => void): void {
    const ahead = this.#settings.planAhead && !this.#following.empty ? 2 : 1;
    const done = this.#made - (this.current.empty ? 0 : ahead) + plans;
    const requests = this.#requests;
    for (let slot = this.running.first; slot >= 0; slot = this.running.next(slot)) {
      tell(requests.id(slot), requests.generatedAfter(slot, done));
    }
    for (let at = 0; at < this.waiting.length; at += 1) {
      const slot = this.waiting.at(at);
      tell(requests.id(slot), requests.generated(slot));
    }
  }

  get idle(): boolean {
    return this.current.empty && this.waiting.length === 0 && this.running.length === 0;
  }

  /**
   * Completes the next `plans` plans (at most {@link alike}): their tokens exist now. Then makes what
   * can be made: the next plan, and with `planAhead` the one after it too.
   */
  advance(plans: number): void {
    if (plans > 1) {
      this.blocks.take(this.#decodes.blocksFor(this.#made + 1, plans - 1));
      this.#made += plans - 1;
    }
    if (!this.current.empty) this.#complete(this.current);
    if (this.#settings.planAhead) {
      const spare = this.current;
      this.current = this.#following;
      this.#following = spare;
      // The plan ahead was made for the first of the plans that were jumped over.
      this.current.kvTokens += this.current.decodes * (plans - 1);
      if (this.current.empty) this.#make(this.current);
      this.#following.clear();
      if (!this.current.empty) this.#make(this.#following);
    } else this.#make(this.current);
    this.alike = this.#countAlike();
  }

  /** Plans from the current one on in which nothing joins, leaves or lacks a block. */
  #countAlike(): number {
    const current = this.current;
    if (current.empty || current.prefillTokens > 0 || current.preempted) return 1;
    if (this.#settings.planAhead) {
      const ahead = this.#following;
      const same = ahead.decodes === current.decodes && this.#leavingCount === 0;
      if (!same || ahead.prefillTokens > 0 || ahead.preempted) return 1;
    }
    const limit = this.#decodes.nextFinish() - this.#made;
    if (limit <= 0) return 1;
    return 1 + this.#decodes.plansWithin(this.#made + 1, limit, this.blocks.free);
  }

  /** The tokens of `plan` exist: tells of first and last ones, in batch order, and frees what ended. */
  #complete(plan: Plan): void {
    for (let at = 0; at < plan.firstTokenCount; at += 1) {
      this.#listener.firstToken(plan.firstTokens[at] ?? 0);
    }
    for (let at = 0; at < this.#leavingCount; at += 1) this.#release(this.#leaving[at] ?? 0);
    this.#leavingCount = 0;
    if (!this.#settings.planAhead) {
      while (this.#decodes.nextFinish() <= this.#made) {
        const slot = this.#decodes.top();
        this.#decodes.remove(slot);
        this.#release(slot);
      }
    }
    for (let at = 0; at < plan.finishingCount; at += 1) this.#release(plan.finishing[at] ?? 0);
  }

  #release(slot: number): void {
    this.running.remove(slot);
    this.#free(slot, this.#requests.finalContext(slot));
    const request = this.#requests.id(slot);
    this.#requests.remove(slot);
    this.#listener.finished(request);
  }

  /** Gives back the blocks of `held` computed tokens; full blocks may serve the session again. */
  #free(slot: number, held: number): void {
    const size = this.#settings.blockTokens;
    const full = this.#settings.prefixCache ? Math.floor(held / size) : 0;
    this.blocks.give(this.#requests.key(slot), full, Math.ceil(held / size) - full);
  }

  /** Makes plan `#made + 1` from what is known now; leaves `plan` empty if there is nothing to do. */
  #make(plan: Plan): void {
    const number = this.#made + 1;
    this.#join(number);
    if (this.#settings.planAhead) this.#retire(number);
    plan.clear();
    const decodes = this.#decodes;
    const budget = this.#settings.tokenBudget;
    let needed = this.#blocksNeeded(number);
    // Handing out blocks in batch order and preempting from its end ends with the shortest tail gone
    // that leaves enough for all the others: so that tail is cut off first.
    while (needed > this.blocks.free) {
      this.#preempt(this.#lastActive(), number);
      plan.preempted = true;
      needed = this.#blocksNeeded(number);
    }
    this.blocks.take(needed);
    let left = budget - decodes.count;
    if (this.#partial >= 0) left -= this.#prefill(plan, this.#partial, left);
    if (!plan.preempted && this.waiting.length > 0) this.#admit(plan, left);
    plan.decodes = decodes.count;
    plan.kvTokens = decodes.kvTokens(number);
    plan.empty = plan.decodes === 0 && plan.prefillTokens === 0;
    if (!plan.empty) this.#made = number;
  }

  /** Sequences whose prefill the newest plan ends decode from plan `number` on. */
  #join(number: number): void {
    const requests = this.#requests;
    for (let at = 0; at < requests.joiningCount; at += 1) {
      const slot = requests.joining[at] ?? 0;
      const done = number - 1;
      const lastPlan = done + requests.remainingAfterPrefill(slot);
      requests.startDecoding(slot, done);
      this.#decodes.add(slot, requests.target(slot), done, lastPlan, requests.admission(slot));
    }
    requests.joiningCount = 0;
  }

  /** Takes out of the decode set what has no token to come, though its last one may be in work. */
  #retire(number: number): void {
    while (this.#decodes.nextFinish() < number) {
      const slot = this.#decodes.top();
      this.#decodes.remove(slot);
      if (this.#leavingCount === this.#leaving.length) {
        this.#leaving = grownInt32(this.#leaving, this.#leavingCount + 1);
      }
      this.#leaving[this.#leavingCount] = slot;
      this.#leavingCount += 1;
      this.#requests.stopDecoding(slot);
    }
  }

  /** New blocks that the running requests need in plan `number`. */
  #blocksNeeded(number: number): number {
    const decodes = this.#decodes;
    const needed = decodes.blocksFor(number, 1);
    const slot = this.#partial;
    if (slot < 0) return needed;
    const size = this.#settings.blockTokens;
    const computed = this.#requests.computed(slot);
    const left = this.#settings.tokenBudget - decodes.count;
    const chunk = Math.min(this.#requests.target(slot) - computed, left);
    return needed + Math.ceil((computed + chunk) / size) - Math.ceil(computed / size);
  }

  #lastActive(): number {
    let slot = this.running.last;
    while (!this.#requests.active(slot)) slot = this.running.previous(slot);
    return slot;
  }

  #preempt(slot: number, number: number): void {
    const requests = this.#requests;
    let held = requests.computed(slot);
    if (slot === this.#partial) this.#partial = -1;
    else {
      held = this.#decodes.context(slot, number - 1);
      this.#decodes.remove(slot);
    }
    this.#free(slot, held);
    requests.restart(slot, held, number);
    this.running.remove(slot);
    this.waiting.prepend(slot);
    this.preemptions += 1;
  }

  #admit(plan: Plan, budget: number): void {
    const { maxBatch, blockTokens: size, reservePrompt } = this.#settings;
    const requests = this.#requests;
    let left = budget;
    while (left > 0 && this.waiting.length > 0 && this.running.length < maxBatch) {
      const slot = this.waiting.first();
      const target = requests.target(slot);
      const cached = Math.min(
        this.blocks.cached(requests.key(slot)),
        Math.floor(Math.min(requests.reusable(slot), target - 1) / size),
      );
      const computed = cached * size;
      const chunk = Math.min(target - computed, left);
      const blocks = Math.ceil((computed + chunk) / size);
      if ((reservePrompt ? Math.ceil(target / size) : blocks) > this.blocks.free) {
        this.memoryWaits += 1;
        return;
      }
      this.waiting.removeFirst();
      if (cached > 0) this.blocks.reuse(requests.key(slot), cached);
      this.blocks.take(blocks - cached);
      this.running.append(slot);
      requests.admit(slot, computed, this.#admissions);
      this.#admissions += 1;
      plan.admissions += 1;
      this.cachedTokens += computed;
      const isBack = requests.generated(slot) > 0 || requests.preempted(slot);
      const recomputed = isBack ? target - computed : 0;
      this.recomputedTokens += recomputed;
      this.#listener.admitted(requests.id(slot), computed, recomputed);
      left -= this.#prefill(plan, slot, left);
    }
  }

  /** Adds the next chunk of a prefill to `plan`; returns its tokens. */
  #prefill(plan: Plan, slot: number, budget: number): number {
    const requests = this.#requests;
    const computed = requests.computed(slot);
    const target = requests.target(slot);
    const chunk = Math.min(target - computed, budget);
    plan.prefillTokens += chunk;
    plan.prefillContext += chunk * (computed + (chunk + 1) / 2);
    requests.setComputed(slot, computed + chunk);
    if (computed + chunk < target) {
      this.#partial = slot;
      return chunk;
    }
    this.#partial = -1;
    if (requests.generated(slot) === 0) plan.addFirstToken(requests.id(slot));
    if (requests.remainingAfterPrefill(slot) === 0) plan.addFinishing(slot);
    requests.endPrefill(slot);
    return chunk;
  }
}
