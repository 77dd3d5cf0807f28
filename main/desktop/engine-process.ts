import { isLast, WireReply } from "../../engine/contract/wire.js";
import type { EngineStatus, WireRequest } from "../../engine/contract/wire.js";
import type { Failure } from "../../engine/contract/errors.js";
import { methods } from "../../engine/contract/methods.js";
import type { MethodName } from "../../engine/contract/methods.js";
import { CrashBudget } from "./crash-budget.js";

/** A running engine process, reduced to what the supervisor needs. */
export interface EngineChild {
  send(request: WireRequest): void;
  /** Asks it to close its files, once what works has had its grace, and to end. */
  close(): void;
  kill(): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, however the process ends. */
  onExit(listener: (code: number) => void): void;
}

interface OpenCall {
  readonly method: MethodName;
  readonly input: unknown;
  readonly answer: (reply: WireReply) => void;
  sent: boolean;
}

/** The id of the supervisor's own question, which no caller's call ever has. */
const PROBE_ID = 0;
const START_LIMIT_MS = 30_000;
const DRAIN_LIMIT_MS = 5_000;
/** The engine gives running sessions 3 s (`CLOSE_GRACE_MS`), and needs a moment for its files. */
const CLOSE_LIMIT_MS = 5_000;

/**
 * Keeps one engine process alive and carries calls to it. Every call is answered exactly once: by the
 * engine, or with `engine-crashed` when the engine dies under it, or with `unavailable` when it cannot
 * be started any more. Calls made while there is no ready engine wait for the next one.
 */
export class EngineProcess {
  readonly #fork: () => EngineChild;
  readonly #listeners = new Set<(status: EngineStatus) => void>();
  readonly #calls = new Map<number, OpenCall>();
  readonly #crashes = new CrashBudget();
  #status: EngineStatus = { state: "starting", message: "The engine is starting" };
  #child: EngineChild | undefined;
  #restart: NodeJS.Timeout | undefined;
  #nextId = PROBE_ID + 1;
  #closing = false;
  #onGone: () => void = () => undefined;

  constructor(fork: () => EngineChild) {
    this.#fork = fork;
  }

  get status(): EngineStatus {
    return this.#status;
  }

  onStatus(listener: (status: EngineStatus) => void): void {
    this.#listeners.add(listener);
  }

  /** Starts the engine; also the way back after it was given up. Does nothing while one runs or is due. */
  start(): void {
    if (this.#child !== undefined || this.#restart !== undefined || this.#closing) return;
    if (this.#status.state === "failed") this.#crashes.reset();
    this.#spawn();
  }

  /** Sends a call, now or as soon as the engine is ready. `answer` gets its events and parts, then one result or error. */
  call(method: MethodName, input: unknown, answer: (reply: WireReply) => void): number {
    const id = this.#nextId++;
    const call: OpenCall = { method, input, answer, sent: false };
    if (this.#status.state === "failed" || this.#closing) {
      answer({ kind: "error", id, failure: failure("unavailable", this.#status.message) });
      return id;
    }
    this.#calls.set(id, call);
    if (this.#status.state === "ready") this.#send(id, call);
    return id;
  }

  /** Whether the call still waits for its answer. */
  isOpen(id: number): boolean {
    return this.#calls.has(id);
  }

  /** Asks for an end of the call; it is still answered, with `cancelled` or with whatever it had finished. */
  cancel(id: number): void {
    const call = this.#calls.get(id);
    if (call === undefined) return;
    if (call.sent) this.#child?.send({ kind: "cancel", id });
    else
      this.#settle(id, {
        kind: "error",
        id,
        failure: failure("cancelled", "cancelled on request"),
      });
  }

  /**
   * Waits shortly for calls that write, those too that wait for an engine that is still starting, so
   * that quitting loses no save, then lets the engine end itself, so that running sessions have their grace.
   * One that does not is killed: sessions then go on from their logs.
   */
  async close(): Promise<void> {
    this.#closing = true;
    clearTimeout(this.#restart);
    const deadline = Date.now() + DRAIN_LIMIT_MS;
    while (this.#child !== undefined && this.#isWriting() && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const child = this.#child;
    if (child === undefined) return;
    const gone = new Promise<void>((resolve) => (this.#onGone = resolve));
    const limit = setTimeout(() => child.kill(), CLOSE_LIMIT_MS);
    child.close();
    await gone;
    clearTimeout(limit);
  }

  #isWriting(): boolean {
    return [...this.#calls.values()].some((call) => methods[call.method].writes);
  }

  #spawn(): void {
    this.#restart = undefined;
    this.#publish({ state: "starting", message: "The engine is starting" });
    const child = this.#fork();
    this.#child = child;
    // An engine that starts but never answers would leave every caller waiting.
    const limit = setTimeout(() => child.kill(), START_LIMIT_MS);
    child.onMessage((message) => {
      const reply = WireReply.safeParse(message);
      if (!reply.success)
        console.error("The engine sent a message outside the protocol:", reply.error.message);
      else if (reply.data.id !== PROBE_ID) this.#settle(reply.data.id, reply.data);
      else if (child === this.#child && this.#status.state === "starting") {
        clearTimeout(limit);
        this.#becomeReady();
      }
    });
    child.onExit((code) => {
      clearTimeout(limit);
      if (child === this.#child) this.#exited(code);
    });
    child.send({
      kind: "call",
      id: PROBE_ID,
      method: "system.info" satisfies MethodName,
      input: {},
    });
  }

  #becomeReady(): void {
    this.#publish({ state: "ready", message: "The engine is ready" });
    for (const [id, call] of this.#calls) this.#send(id, call);
  }

  #send(id: number, call: OpenCall): void {
    call.sent = true;
    this.#child?.send({ kind: "call", id, method: call.method, input: call.input });
  }

  #settle(id: number, reply: WireReply): void {
    const call = this.#calls.get(id);
    if (call === undefined) return;
    if (isLast(reply)) this.#calls.delete(id);
    call.answer(reply);
  }

  #exited(code: number): void {
    this.#child = undefined;
    if (this.#closing) {
      this.#onGone();
      this.#rejectAll(failure("unavailable", "Headroom is closing"), () => true);
      return;
    }
    const delayMs = this.#crashes.record(Date.now());
    const what = `The engine stopped unexpectedly (exit code ${code})`;
    if (delayMs === undefined) {
      const message = `${what}, for the ${this.#crashes.limit}th time within a minute. Reload the window to start it again.`;
      this.#publish({ state: "failed", message });
      this.#rejectAll(failure("unavailable", message), () => true);
      return;
    }
    this.#publish({ state: "crashed", message: `${what} and is being restarted` });
    this.#rejectAll(
      failure("engine-crashed", `${what} while it worked on this`),
      (call) => call.sent,
    );
    this.#restart = setTimeout(() => this.#spawn(), delayMs);
  }

  #rejectAll(reason: Failure, which: (call: OpenCall) => boolean): void {
    for (const [id, call] of this.#calls) {
      if (which(call)) this.#settle(id, { kind: "error", id, failure: reason });
    }
  }

  #publish(status: EngineStatus): void {
    this.#status = status;
    for (const listener of this.#listeners) listener(status);
  }
}

function failure(code: Failure["code"], message: string): Failure {
  return { code, message, problems: [] };
}
