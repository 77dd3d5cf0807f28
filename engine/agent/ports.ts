import type { HumanEvent, LoggedEvent, SessionEvent, SessionOutcome } from "../contract/session.js";

/** Wall-clock time, timers and ids: injected, so that a test owns them. */
export interface Clock {
  /** Milliseconds since 1970. */
  nowMs(): number;
  /** Resolves after `ms`, or as soon as the signal fires. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export type NewId = () => string;

/** No lease runs longer. One that seems to was written before the clock was set back, and is not believed. */
export const LONGEST_LEASE_MS = 60_000;

/** The right to write a session. A later lease of the same session has a greater token. */
export interface Lease {
  readonly session: string;
  readonly holder: string;
  readonly fencingToken: number;
  readonly expiresAtMs: number;
}

/** What the list of sessions shows without reading their events. */
export interface SessionHead {
  readonly session: string;
  readonly title: string;
  readonly workload: string;
  readonly createdAt: string;
  readonly lastPosition: number;
  readonly lastAt: string;
  readonly outcome: SessionOutcome | null;
  /** Who holds a lease that has not run out. */
  readonly holder: string | null;
}

/**
 * The append-only record of every session; all else can be rebuilt from it. An append has either
 * happened whole and durably when its promise resolves, or not at all. Failures are `LogError`s.
 */
export interface SessionLog {
  /**
   * Appends as the holder of the lease. `expectedPosition` is the last position the writer knows of;
   * null where its events stand for themselves, as those of a tool call do. Refuses (`stale`) an
   * unexpected position, (`fenced`) a lease that is not the latest, (`duplicate`) an event that may
   * happen once and did, see `onceKey`, (`ended`) anything after the end. A lease that ran out and that
   * nobody took is still the latest: a clock that jumps breaks nothing. Returns the events in their
   * places. `onPlaced` is called once the events have their places, which may be before they are durable:
   * further appends may follow from them, and nothing that leaves the process.
   */
  append(
    session: string,
    expectedPosition: number | null,
    events: readonly SessionEvent[],
    lease: Lease,
    onPlaced?: () => void,
  ): Promise<LoggedEvent[]>;
  /** Appends what a human said or decided; needs no lease. `missing` unless the session exists, `duplicate` as above, `ended` once it has ended. */
  submit(session: string, event: HumanEvent): Promise<LoggedEvent>;
  /** Events at `from` … `to`, both included; to the last one where `to` is left out. */
  events(session: string, from: number, to?: number): Promise<LoggedEvent[]>;
  /** 0 where there is no such session. */
  lastPosition(session: string): Promise<number>;
  /** Undefined where there is no such session. */
  head(session: string): Promise<SessionHead | undefined>;
  /** Newest first. */
  list(): Promise<SessionHead[]>;
  /** Refuses (`held`) while another holder's lease has not run out. `ttlMs` is at most {@link LONGEST_LEASE_MS}. */
  acquire(session: string, holder: string, ttlMs: number): Promise<Lease>;
  /** Refuses (`fenced`) a lease that another one has replaced. */
  renew(lease: Lease, ttlMs: number): Promise<Lease>;
  release(lease: Lease): Promise<void>;
  /** One JSON text a line: a header, then the events. */
  export(session: string): AsyncIterable<string>;
  /**
   * Reads an export into a session that must not exist. Refuses (`damaged`) a gap, a bad line or a wrong end,
   * and then leaves nothing, as it does where `onTaken` throws, which is told how many events of how many are in.
   */
  import(
    lines: AsyncIterable<string> | Iterable<string>,
    onTaken?: (events: number, of: number) => void,
  ): Promise<SessionHead>;
  /**
   * Hands over every event after position `after`, in order and once, whichever process appended it;
   * those of this process before their append resolves, or already when they are `placed`, before the call
   * of `onPlaced`. Returns a function that stops it.
   */
  follow(
    session: string,
    after: number,
    listener: (events: readonly LoggedEvent[]) => void,
    /** The log can be read no more, or what was placed was not made durable; nothing further is handed over. */
    onError: (error: unknown) => void,
    when?: "placed" | "durable",
  ): () => void;
  /** Gives space back to the disk. Never drops an event. */
  compact(): Promise<void>;
  close(): Promise<void>;
}

export type LogErrorCode =
  | "stale"
  | "fenced"
  | "duplicate"
  | "held"
  | "missing"
  | "ended"
  | "damaged"
  /** Written by a later version of Headroom. */
  | "newer"
  | "full";

export class LogError extends Error {
  override name = "LogError";
  readonly code: LogErrorCode;
  constructor(code: LogErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

export interface QueueOptions {
  /** Messages that may wait; whoever publishes one more waits for room. */
  readonly capacity: number;
  /** A message not answered in this time is given to another worker. */
  readonly visibilityMs: number;
  /** Deliveries before a message becomes a dead letter. */
  readonly maxDeliveries: number;
}

export interface RequestOptions {
  readonly priority?: number;
  readonly signal?: AbortSignal;
  /** For this message, in place of the queue's. */
  readonly visibilityMs?: number;
}

export interface Delivery<Body> {
  readonly id: string;
  readonly body: Body;
  /** 1 for the first. */
  readonly delivery: number;
  /** Fires when the requester gave up, or when the message was given to another worker. */
  readonly signal: AbortSignal;
  /** Starts the visibility time anew, for work that takes longer. */
  readonly extend: () => void;
}

export interface QueueGauges {
  readonly waiting: number;
  readonly inFlight: number;
  readonly deadLetters: number;
  readonly redelivered: number;
}

/** One typed queue of requests. Order: priority, then age. */
export interface Queue<Body, Reply> {
  readonly name: string;
  /** Resolves with the reply. Rejects when the signal fires, the worker's error, or `BusError` when the message died or the bus closed. */
  request(body: Body, options?: RequestOptions): Promise<Reply>;
  /** Adds workers; each handles one message at a time. Returns a function that lets them finish and leave. */
  serve(workers: number, handle: (delivery: Delivery<Body>) => Promise<Reply>): () => Promise<void>;
  gauges(): QueueGauges;
  deadLetters(): readonly Body[];
}

export interface Bus {
  /** The queue of that name; made at the first call, whose options count. */
  queue<Body, Reply>(name: string, options: QueueOptions): Queue<Body, Reply>;
  queues(): readonly { readonly name: string; gauges(): QueueGauges }[];
  /** Rejects what waits; resolves when no worker is busy. */
  close(): Promise<void>;
}

export class BusError extends Error {
  override name = "BusError";
  readonly code: "dead-letter" | "closed" | "cancelled";
  constructor(code: BusError["code"], message: string) {
    super(message);
    this.code = code;
  }
}

/** Results of `read` tools by their input. */
export interface ResultCache {
  get(tool: string, input: unknown): Promise<string | undefined>;
  put(tool: string, input: unknown, result: string, ttlMs: number): Promise<void>;
  /** Forgets every result: what the tools read from is another one now. */
  clear(): void;
  stats(): { readonly hits: number; readonly misses: number; readonly entries: number };
}

/** Where API keys come from. A key is never logged, traced or exported. */
export interface KeyPort {
  read(name: string): Promise<string | undefined>;
}
