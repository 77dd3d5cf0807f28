/**
 * The batched server by brute force, for comparison only: every iteration is stepped, every block is
 * an object in a list, every sequence is touched every time. It shares no code with the engine and
 * keeps to the rules as vLLM's scheduler states them: tokens planned against tokens known, blocks
 * taken from the head of one free list, cached blocks found by their content.
 */
export interface TwinRequest {
  readonly arrival: number;
  readonly prompt: number;
  readonly output: number;
  readonly session: number;
  readonly prefix: number;
  readonly replica: number;
}

export interface TwinSettings {
  readonly maxBatch: number;
  readonly tokenBudget: number;
  readonly kvTokens: number;
  readonly blockTokens: number;
  readonly prefixCache: boolean;
  readonly reservePrompt: boolean;
  readonly planAhead: boolean;
}

/** b0…b4 in seconds, as the design numbers them, and the time of a request that enters the batch. */
export type TwinTimes = readonly [number, number, number, number, number, number?];

/** Seconds that an iteration takes, for servers that are not linear; an idle rank's work is empty. */
export type TwinClock = (work: readonly TwinWork[]) => number;

/** Chooses a replica for each request, from the replicas' queues at its arrival. */
export type TwinRoute = (
  loads: readonly { waiting: number; running: number }[],
  arrival: number,
) => number;

interface Block {
  session: number;
  version: number;
  index: number;
}

interface Job {
  readonly id: number;
  readonly request: TwinRequest;
  /** Tokens in the KV memory, those of the plans not yet run included. */
  computed: number;
  /** Output tokens, those of the plans not yet run included. */
  produced: number;
  /** Leading tokens that cached blocks of the session hold for this job. */
  reusable: number;
  /** From its admission until a plan makes a token of it. */
  prefilling: boolean;
  blocks: Block[];
}

export interface TwinWork {
  readonly job: Job;
  readonly tokens: number;
  readonly before: number;
  readonly decode: boolean;
  /** The job enters the batch with it. */
  readonly admitted: boolean;
  /** Which output token this work makes, from 1; 0 for none. */
  readonly token: number;
}

export interface TwinResult {
  readonly first: number[];
  readonly last: number[];
  preemptions: number;
  iterations: number;
  cachedTokens: number;
}

class Rank {
  /** Free blocks, the longest free first, from `head` on (shifting an array would copy it). */
  free: Block[] = [];
  head = 0;
  readonly version = new Map<number, number>();
  running: Job[] = [];
  waiting: Job[] = [];
  current: TwinWork[] = [];
  ahead: TwinWork[] = [];
  readonly settings: TwinSettings;
  readonly result: TwinResult;
  constructor(settings: TwinSettings, result: TwinResult) {
    this.settings = settings;
    this.result = result;
    const blocks = Math.floor(settings.kvTokens / settings.blockTokens);
    for (let n = 0; n < blocks; n += 1) this.free.push({ session: -1, version: 0, index: 0 });
  }

  done(job: Job): boolean {
    return job.produced === job.request.output;
  }

  allocate(job: Job, tokens: number): boolean {
    const wanted = Math.ceil(tokens / this.settings.blockTokens) - job.blocks.length;
    if (wanted > this.freeBlocks()) return false;
    for (let n = 0; n < wanted; n += 1) {
      const block = this.free[this.head];
      if (block === undefined) throw new Error("no block");
      this.head += 1;
      job.blocks.push(block);
    }
    if (2 * this.head > this.free.length) {
      this.free = this.free.slice(this.head);
      this.head = 0;
    }
    return true;
  }

  freeBlocks(): number {
    return this.free.length - this.head;
  }

  /** Returns a job's blocks, the last first, tagged with what they hold. */
  giveBack(job: Job): void {
    const { session } = job.request;
    const full = this.settings.prefixCache
      ? Math.floor(job.computed / this.settings.blockTokens)
      : 0;
    const version = (this.version.get(session) ?? 0) + 1;
    if (full > 0) this.version.set(session, version);
    for (let index = job.blocks.length - 1; index >= 0; index -= 1) {
      const block = job.blocks[index];
      if (block === undefined) throw new Error("no block");
      Object.assign(block, { session: index < full ? session : -1, version, index });
      this.free.push(block);
    }
    job.blocks = [];
  }

  /** Leading blocks of the job that are still in the free list. */
  findCached(job: Job, tokens: number): Block[] {
    const { session } = job.request;
    const version = this.version.get(session) ?? 0;
    const found: Block[] = [];
    if (!this.settings.prefixCache) return found;
    const limit = Math.floor(Math.min(job.reusable, tokens - 1) / this.settings.blockTokens);
    for (let index = 0; index < limit; index += 1) {
      const block = this.free.find(
        (b, at) =>
          at >= this.head && b.session === session && b.version === version && b.index === index,
      );
      if (block === undefined) break;
      found.push(block);
    }
    return found;
  }

  plan(): TwinWork[] {
    const work: TwinWork[] = [];
    const schedule = (job: Job, tokens: number, admitted: boolean): void => {
      const total = job.request.prompt + job.produced;
      const before = job.computed;
      const decode = !job.prefilling;
      job.computed += tokens;
      let token = 0;
      if (job.computed === total) {
        job.produced += 1;
        token = job.produced;
        job.prefilling = false;
      }
      work.push({ job, tokens, before, decode, admitted, token });
    };
    let budget = this.settings.tokenBudget;
    let preempted = false;
    let index = 0;
    running: while (index < this.running.length && budget > 0) {
      const job = this.running[index];
      if (job === undefined) break;
      if (this.done(job)) {
        index += 1;
        continue;
      }
      const tokens = Math.min(job.request.prompt + job.produced - job.computed, budget);
      while (!this.allocate(job, job.computed + tokens)) {
        const victim = this.running.findLast((other) => !this.done(other));
        if (victim === undefined) throw new Error("nobody to preempt");
        this.running.splice(this.running.indexOf(victim), 1);
        this.giveBack(victim);
        victim.reusable = victim.computed;
        victim.computed = 0;
        this.waiting.unshift(victim);
        this.result.preemptions += 1;
        preempted = true;
        if (victim === job) break running;
      }
      schedule(job, tokens, false);
      budget -= tokens;
      index += 1;
    }
    // Nothing is admitted in a plan that preempted.
    const places = preempted ? 0 : this.settings.maxBatch;
    while (budget > 0 && this.running.length < places) {
      const job = this.waiting[0];
      if (job === undefined) break;
      const total = job.request.prompt + job.produced;
      const cached = this.findCached(job, total);
      const computed = cached.length * this.settings.blockTokens;
      const tokens = Math.min(total - computed, budget);
      const whole = this.settings.reservePrompt ? total : computed + tokens;
      if (Math.ceil(whole / this.settings.blockTokens) > this.freeBlocks()) break;
      this.waiting.shift();
      for (const block of cached) this.free.splice(this.free.indexOf(block, this.head), 1);
      if (cached.length > 0) {
        const { session } = job.request;
        this.version.set(session, (this.version.get(session) ?? 0) + 1);
      }
      job.blocks = [...cached];
      job.computed = computed;
      this.result.cachedTokens += computed;
      if (!this.allocate(job, computed + tokens)) throw new Error("admitted without room");
      this.running.push(job);
      job.prefilling = true;
      schedule(job, tokens, true);
      budget -= tokens;
    }
    return work;
  }

  complete(work: readonly TwinWork[], now: number): void {
    for (const { job, token } of work) {
      if (token === 1) this.result.first[job.id] = now;
    }
    for (const { job, token } of work) {
      if (token !== job.request.output) continue;
      this.result.last[job.id] = now;
      this.running.splice(this.running.indexOf(job), 1);
      this.giveBack(job);
    }
  }

  seconds(work: readonly TwinWork[], times: TwinTimes | TwinClock): number {
    if (typeof times === "function") return times(work);
    const [b0, b1, b2, b3, b4, perAdmission = 0] = times;
    let seconds = b0;
    for (const { tokens, before, decode, admitted } of work) {
      if (admitted) seconds += perAdmission;
      if (decode) seconds += b3 + b4 * (before + 1);
      else {
        seconds += b1 * tokens;
        for (let n = 1; n <= tokens; n += 1) seconds += b2 * (before + n);
      }
    }
    return seconds;
  }
}

class Server {
  readonly ranks: Rank[];
  next = Infinity;
  busy = false;
  readonly times: TwinTimes | TwinClock;
  readonly result: TwinResult;
  constructor(
    settings: TwinSettings,
    times: TwinTimes | TwinClock,
    result: TwinResult,
    ranks: number,
  ) {
    this.times = times;
    this.result = result;
    this.ranks = Array.from({ length: ranks }, () => new Rank(settings, result));
  }

  step(): void {
    const now = this.next;
    for (const rank of this.ranks) {
      rank.complete(rank.current, now);
      if (rank.settings.planAhead) {
        rank.current = rank.ahead;
        rank.ahead = [];
        if (rank.current.length === 0) rank.current = rank.plan();
        if (rank.current.length > 0) rank.ahead = rank.plan();
      } else rank.current = rank.plan();
    }
    this.busy = this.ranks.some((rank) => rank.current.length > 0);
    if (this.busy) this.result.iterations += 1;
    const seconds = Math.max(...this.ranks.map((rank) => rank.seconds(rank.current, this.times)));
    this.next = this.busy ? now + seconds : Infinity;
  }
}

/** Serves `requests` (sorted by arrival) on `replicas` servers, or as many ranks in lockstep. */
export function runTwin(
  requests: readonly TwinRequest[],
  settings: TwinSettings,
  times: TwinTimes | TwinClock,
  replicas: number,
  lockstep: boolean,
  route?: TwinRoute,
): TwinResult {
  const result: TwinResult = {
    first: requests.map(() => Number.NaN),
    last: requests.map(() => Number.NaN),
    preemptions: 0,
    iterations: 0,
    cachedTokens: 0,
  };
  const servers = Array.from(
    { length: lockstep ? 1 : replicas },
    () => new Server(settings, times, result, lockstep ? replicas : 1),
  );
  const places = servers.flatMap((server) => server.ranks.map((rank) => ({ server, rank })));
  const stepAllBefore = (limit: number): void => {
    for (;;) {
      const next = servers.reduce((a, b) => (b.next < a.next ? b : a));
      if (next.next >= limit || next.next === Infinity) return;
      next.step();
    }
  };
  requests.forEach((request, id) => {
    stepAllBefore(request.arrival);
    const place =
      places[
        route === undefined
          ? request.replica
          : route(
              places.map(({ rank }) => ({
                waiting: rank.waiting.length,
                running: rank.running.length,
              })),
              request.arrival,
            )
      ];
    if (place === undefined) throw new Error("no such replica");
    const { rank, server } = place;
    if (
      Math.ceil((request.prompt + request.output - 1) / settings.blockTokens) >
      Math.floor(settings.kvTokens / settings.blockTokens)
    ) {
      return;
    }
    rank.waiting.push({
      id,
      request,
      computed: 0,
      produced: 0,
      reusable: request.prefix,
      prefilling: true,
      blocks: [],
    });
    if (!server.busy) server.next = Math.min(server.next, request.arrival);
  });
  stepAllBefore(Infinity);
  return result;
}
