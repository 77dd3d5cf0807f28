import type { HumanEvent, SessionEventOf } from "../../contract/session.js";
import { isWaiting, totalTokens } from "../../contract/session-state.js";
import { BusError, LogError } from "../ports.js";
import type { Bus, Clock, Lease, NewId, SessionLog } from "../ports.js";
import type { BrainPorts } from "./brain-step.js";
import { brainStep, lostInference } from "./brain-step.js";
import type { CallPorts } from "./call-step.js";
import { callStep, readyCall } from "./call-step.js";
import { compactionOf } from "../brain/compaction.js";
import { contextFull, nextStep } from "./decide.js";
import type { OverallBudget } from "./decide.js";
import { Run } from "./run.js";
import { Workers } from "./workers.js";
import type { PoolSizes } from "./workers.js";

export interface EngineOptions extends PoolSizes {
  readonly log: SessionLog;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly brain: BrainPorts;
  readonly calls: CallPorts;
  /** For all sessions that this engine runs, as long as it runs. */
  readonly overallBudget: OverallBudget["limit"];
  /** Names this process in leases and logs. */
  readonly holder: string;
  readonly leaseTtlMs: number;
  /** A session that broke off: its log failed, another process took it over. It can be woken again. */
  readonly onBroken: (session: string, error: unknown) => void;
}

/**
 * Runs sessions. All it knows of them is in the log: it may be killed at any moment, and any engine of
 * any process that wakes the session goes on.
 */
export class SessionEngine {
  readonly #options: EngineOptions;
  readonly #workers: Workers;
  readonly #runs = new Map<string, { readonly run: Run; readonly done: Promise<void> }>();
  readonly #renewal: NodeJS.Timeout;
  readonly #spent = { tokens: 0, costUsd: 0 };
  #overallBudget: OverallBudget["limit"];
  /** What a full disk keeps out of the log. */
  readonly #broken = new Map<string, unknown>();
  #closing = false;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#overallBudget = options.overallBudget;
    this.#workers = new Workers(options.bus, options, {
      brain: (session, signal) => {
        const run = this.#toServe(session);
        // The request is cancelled, and this signal fires, when the run is halted.
        return run.track(brainStep(run, options.brain, signal));
      },
      hand: (session, call, signal) => {
        const run = this.#toServe(session);
        return run.track(callStep(run, call, options.calls, signal));
      },
      coupled: (session) => this.#loop(this.#run(session), true),
    });
    this.#renewal = setInterval(() => this.#renew(), options.leaseTtlMs / 3);
    this.#renewal.unref();
  }

  /** Creates a session with its first message and sets it going. */
  async start(
    session: string,
    created: SessionEventOf<"session-created">,
    message: string,
  ): Promise<void> {
    const { log, holder, leaseTtlMs } = this.#options;
    const lease = await log.acquire(session, holder, leaseTtlMs);
    await log.append(session, 0, [created, { type: "user-message", text: message }], lease);
    this.#begin(lease);
  }

  /**
   * Goes on with a session, wherever it ended. Throws `held` while another process runs it, `missing`
   * where there is none. One that has ended, or that runs here, is left as it is.
   */
  async wake(session: string): Promise<void> {
    const { log, holder, leaseTtlMs } = this.#options;
    const entry = this.#runs.get(session);
    // One that was lost, or let go of, does not go on, though it may not be over yet.
    if (entry?.run.lost.aborted === true || entry?.run.leaving === true) await entry.done;
    if (this.#runs.has(session)) return;
    if ((await log.lastPosition(session)) === 0) {
      throw new LogError("missing", `there is no session ${session}`);
    }
    const lease = await log.acquire(session, holder, leaseTtlMs);
    if (this.#runs.has(session)) return;
    this.#begin(lease, true);
  }

  /** From now on; what is under way is finished by whoever has it. */
  configure(options: PoolSizes & Pick<EngineOptions, "overallBudget">): void {
    this.#workers.resize(options);
    this.#overallBudget = options.overallBudget;
  }

  /** Appends what a human said; whichever process runs the session sees it. */
  async submit(session: string, event: HumanEvent): Promise<void> {
    await this.#options.log.submit(session, event);
  }

  /** Whether this process runs the session. */
  runs(session: string): boolean {
    return this.#runs.has(session);
  }

  /** Why the session broke off that this process ran last; undefined where it did not, or runs again. */
  whyBroken(session: string): unknown {
    return this.#broken.get(session);
  }

  /** Resolves when the session ended, broke off, or waits for a human. */
  async settled(session: string): Promise<void> {
    const entry = this.#runs.get(session);
    if (entry === undefined) return;
    await Promise.race([entry.done, this.#waiting(entry.run)]);
    if (entry.run.lost.aborted) await entry.done;
  }

  /**
   * Ends this process's part: nothing more is begun, what works has `graceMs` to finish and is then
   * broken off, and every session can be woken elsewhere at once.
   */
  async close(graceMs = 0): Promise<void> {
    this.#closing = true;
    const open = [...this.#runs.values()];
    const inTime = new AbortController();
    const worked = Promise.all(open.map(({ run }) => run.idle()));
    if (graceMs > 0) {
      await Promise.race([worked, this.#options.clock.sleep(graceMs, inTime.signal)]);
      inTime.abort();
    }
    clearInterval(this.#renewal);
    for (const { run } of open) run.lose(new BusError("closed", "the engine was closed"));
    await Promise.all(open.map(({ done }) => done));
    await this.#options.bus.close();
  }

  #begin(lease: Lease, woken = false): void {
    const run = new Run(this.#options.log, lease);
    this.#broken.delete(run.session);
    this.#runs.set(run.session, { run, done: this.#finish(run, woken) });
  }

  async #finish(run: Run, woken: boolean): Promise<void> {
    try {
      await this.#drive(run, woken);
    } catch (error) {
      // What was cancelled because the session was lost says nothing: why it was lost does.
      const why: unknown = run.lost.aborted ? run.lost.reason : error;
      if (this.#closing) return;
      this.#broken.set(run.session, why);
      this.#options.onBroken(run.session, why);
    } finally {
      await run.idle();
      this.#charge(run);
      run.close();
      this.#runs.delete(run.session);
      await this.#options.log.release(run.lease).catch(() => undefined);
    }
  }

  async #drive(run: Run, woken: boolean): Promise<void> {
    // The run has to be known by its session before anything of it is asked for.
    await Promise.resolve();
    if (run.state.ended !== undefined) return;
    if (woken) await this.#wakeUp(run);
    if (run.state.created?.architecture !== "coupled") return this.#loop(run, false);
    await this.#workers.coupled(run);
  }

  /** The run of a worker that takes up something new. */
  #toServe(session: string): Run {
    if (this.#closing) throw new BusError("closed", "the engine is closing");
    return this.#run(session);
  }

  /** A message of a session that this process does not run any more is nobody's. */
  #run(session: string): Run {
    const entry = this.#runs.get(session);
    if (entry === undefined) throw new BusError("cancelled", `${session} is not run here`);
    return entry.run;
  }

  async #wakeUp(run: Run): Promise<void> {
    const { fencingToken, holder } = run.lease;
    await run.append(
      { type: "woken", process: holder, fencingToken },
      ...(run.state.openAttempt ? [lostInference(run)] : []),
    );
  }

  /** Decides, does, and decides again, until the session ends or this process loses it. */
  async #loop(run: Run, coupled: boolean): Promise<void> {
    for (;;) {
      run.lost.throwIfAborted();
      if (this.#closing) return;
      const overall = { limit: this.#overallBudget, spent: this.#spent };
      const step = nextStep(run.state, overall);
      try {
        if (step.kind === "ended") return;
        if (step.kind === "idle") {
          run.leaving = true;
          return;
        }
        // What a human stopped is not over before its last tool has said how it ended.
        if (run.halted.aborted) await run.idle();
        if (step.kind === "log") await run.appendNext(step.event);
        else if (step.kind === "wait") await changed(run);
        else if (step.kind === "compact") await this.#compact(run);
        else if (step.kind === "infer") await this.#infer(run, step.delayMs, coupled);
        else if (coupled) for (const call of step.calls) await this.#call(run, call, true);
        else await Promise.all(step.calls.map((call) => this.#call(run, call, false)));
      } catch (error) {
        if (!isPassing(error) && !(run.halted.aborted && !run.lost.aborted)) throw error;
      }
    }
  }

  /** The log is read for it: it happens once in a long session, and the run keeps no events. */
  async #compact(run: Run): Promise<void> {
    const events = await this.#options.log.events(run.session, 1);
    await run.appendNext(compactionOf(events) ?? contextFull().event);
  }

  async #infer(run: Run, delayMs: number, coupled: boolean): Promise<void> {
    const { clock, brain } = this.#options;
    if (delayMs > 0) {
      await clock.sleep(delayMs, run.halted);
      if (run.halted.aborted || run.state.pauseRequested) return;
    }
    if (coupled) await run.track(brainStep(run, brain, run.halted));
    else await this.#workers.infer(run);
    this.#charge(run);
  }

  /** What a session used since it was charged last, answers that were broken off included. */
  #charge(run: Run): void {
    const { usage, costUsd } = run.state;
    const used = { tokens: totalTokens(usage), costUsd };
    this.#spent.tokens += used.tokens - run.charged.tokens;
    this.#spent.costUsd += used.costUsd - run.charged.costUsd;
    run.charged = used;
  }

  /** Sees one call through to its outcome, or until the session is paused or halted. */
  async #call(run: Run, id: string, coupled: boolean): Promise<void> {
    const { calls, clock } = this.#options;
    for (;;) {
      if (run.halted.aborted || run.state.pauseRequested || this.#closing) return;
      const call = run.state.calls.get(id);
      const readiness = await readyCall(run, id, calls);
      if (readiness === "settled" || call === undefined) return;
      if (readiness === "wait") {
        await changed(run);
        continue;
      }
      if (coupled) await run.track(callStep(run, id, calls, run.halted));
      else {
        const tool = calls.hands.declarations().find(({ name }) => name === call.tool);
        if (tool === undefined) continue;
        await this.#workers.call(run, id, tool);
      }
      if (call.retryInMs > 0) await clock.sleep(call.retryInMs, run.halted);
    }
  }

  async #waiting(run: Run): Promise<void> {
    await run.until((state) => isWaiting(state));
    await run.written();
  }

  /** A lease that cannot be renewed is found out by the next append, so a failure needs no answer. */
  #renew(): void {
    for (const { run } of this.#runs.values()) {
      this.#options.log.renew(run.lease, this.#options.leaseTtlMs).then(
        (lease) => (run.lease = lease),
        (error: unknown) => run.lose(error),
      );
    }
  }
}

/** Resolves at the next event. */
async function changed(run: Run): Promise<void> {
  const { position } = run.state;
  await run.until((state) => state.position > position);
}

/** Somebody else was quicker; the log has what they wrote, and the next decision sees it. */
function isPassing(error: unknown): boolean {
  return error instanceof LogError && (error.code === "stale" || error.code === "duplicate");
}
