import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { EngineStatus, WireReply, WireRequest } from "../../../engine/contract/wire.js";
import { EngineProcess } from "../../../main/desktop/engine-process.js";
import type { EngineChild } from "../../../main/desktop/engine-process.js";

/** A child on strings: what it was sent, and how to make it speak and die. The real one is `test/e2e`'s. */
class Puppet implements EngineChild {
  readonly sent: WireRequest[] = [];
  asked = false;
  killed = false;
  #message: (message: unknown) => void = () => undefined;
  #exit: (code: number) => void = () => undefined;

  send(request: WireRequest): void {
    this.sent.push(request);
  }
  close(): void {
    this.asked = true;
  }
  kill(): void {
    this.killed = true;
    this.#exit(15);
  }
  onMessage(listener: (message: unknown) => void): void {
    this.#message = listener;
  }
  onExit(listener: (code: number) => void): void {
    this.#exit = listener;
  }
  say(message: unknown): void {
    this.#message(message);
  }
  die(code = 9): void {
    this.#exit(code);
  }
  /** Answers the supervisor's own question, which makes it ready. */
  wake(): void {
    this.say({ kind: "result", id: 0, output: {} });
  }
  calls(): number[] {
    return this.sent.filter(({ kind, id }) => kind === "call" && id !== 0).map(({ id }) => id);
  }
}

const children: Puppet[] = [];
let states: EngineStatus["state"][];
let engine: EngineProcess;

function newest(): Puppet {
  const child = children.at(-1);
  if (child === undefined) throw new Error("no engine was started");
  return child;
}

/** Calls and collects everything that is answered. */
function ask(method: "system.info" | "draft.write" = "system.info"): {
  id: number;
  replies: WireReply[];
} {
  const replies: WireReply[] = [];
  const id = engine.call(method, {}, (reply) => replies.push(reply));
  return { id, replies };
}

const codes = (replies: readonly WireReply[]): string[] =>
  replies.map((reply) => (reply.kind === "error" ? reply.failure.code : reply.kind));

beforeEach(() => {
  vi.useFakeTimers();
  children.length = 0;
  states = [];
  engine = new EngineProcess(() => {
    const child = new Puppet();
    children.push(child);
    return child;
  });
  engine.onStatus((status) => states.push(status.state));
  engine.start();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("calls", () => {
  it("wait for the engine and are answered once", () => {
    const early = ask();
    expect(newest().calls()).toEqual([]);
    newest().wake();
    expect(newest().calls()).toEqual([early.id]);
    newest().say({ kind: "event", id: early.id, event: 1 });
    newest().say({ kind: "result", id: early.id, output: 2 });
    newest().say({ kind: "result", id: early.id, output: 3 });
    expect(codes(early.replies)).toEqual(["event", "result"]);
    expect(engine.isOpen(early.id)).toBe(false);
  });

  it("that wait are cancelled here, those under way by the engine", () => {
    const waiting = ask();
    engine.cancel(waiting.id);
    expect(codes(waiting.replies)).toEqual(["cancelled"]);
    newest().wake();
    const running = ask();
    engine.cancel(running.id);
    expect(newest().sent.at(-1)).toEqual({ kind: "cancel", id: running.id });
    expect(running.replies).toEqual([]);
  });

  it("are not disturbed by what is no message of the protocol", () => {
    const log = vi.spyOn(console, "error").mockImplementation(() => undefined);
    newest().wake();
    const { id, replies } = ask();
    for (const junk of [null, 7, "x", {}, { kind: "result" }, { kind: "other", id }]) {
      newest().say(junk);
    }
    newest().say({ kind: "result", id: 4711, output: 1 });
    expect(replies).toEqual([]);
    expect(log).toHaveBeenCalledTimes(6);
    log.mockRestore();
  });
});

describe("a crash", () => {
  it("rejects what the engine worked on, keeps what came after, and restarts", () => {
    newest().wake();
    const lost = ask();
    newest().die();
    const later = ask();
    expect(codes(lost.replies)).toEqual(["engine-crashed"]);
    expect(later.replies).toEqual([]);
    vi.advanceTimersByTime(100);
    expect(children).toHaveLength(2);
    newest().wake();
    expect(newest().calls()).toEqual([later.id]);
    expect(states).toEqual(["starting", "ready", "crashed", "starting", "ready"]);
  });

  it("five times within a minute is the end, told to everyone, until asked again", () => {
    const delays: number[] = [];
    for (let crash = 1; crash <= 4; crash++) {
      newest().die();
      const before = Date.now();
      vi.advanceTimersToNextTimer();
      delays.push(Date.now() - before);
    }
    expect(delays).toEqual([100, 200, 400, 800]);
    const waiting = ask();
    newest().die();
    expect(states.at(-1)).toBe("failed");
    expect(engine.status.message).toContain("5th time");
    expect(codes(waiting.replies)).toEqual(["unavailable"]);
    expect(codes(ask().replies)).toEqual(["unavailable"]);
    vi.advanceTimersByTime(120_000);
    expect(children).toHaveLength(5);
    engine.start();
    newest().wake();
    expect(states.at(-1)).toBe("ready");
    newest().die();
    expect(states.at(-1)).toBe("crashed");
  });

  it("now and then is forgiven", () => {
    for (let crash = 1; crash <= 10; crash++) {
      newest().wake();
      vi.advanceTimersByTime(20_000);
      newest().die();
      vi.advanceTimersByTime(1000);
    }
    expect(states).not.toContain("failed");
    expect(children).toHaveLength(11);
  });

  it("is also an engine that starts and never answers", () => {
    vi.advanceTimersByTime(30_000);
    expect(children[0]?.killed).toBe(true);
    expect(states.at(-1)).toBe("crashed");
  });

  it("of a predecessor does not touch its successor", () => {
    const first = newest();
    first.wake();
    first.die();
    vi.advanceTimersByTime(100);
    newest().wake();
    first.die();
    expect(states.at(-1)).toBe("ready");
  });
});

describe("closing", () => {
  it("waits for a write under way, and for nothing else", async () => {
    newest().wake();
    ask();
    const write = ask("draft.write");
    const closing = engine.close();
    await vi.advanceTimersByTimeAsync(500);
    expect(newest().asked).toBe(false);
    newest().say({ kind: "result", id: write.id, output: {} });
    await vi.advanceTimersByTimeAsync(20);
    expect(newest().asked).toBe(true);
    newest().die(0);
    await closing;
    expect(newest().killed).toBe(false);
  });

  it("gives running sessions their grace, and kills an engine that does not end itself", async () => {
    newest().wake();
    const closing = engine.close();
    expect(newest().asked).toBe(true);
    await vi.advanceTimersByTimeAsync(4900);
    expect(newest().killed).toBe(false);
    await vi.advanceTimersByTimeAsync(200);
    await closing;
    expect(newest().killed).toBe(true);
    expect(states).not.toContain("crashed");
  });

  it("waits five seconds at most for a write, answers what is open, and starts nothing any more", async () => {
    newest().wake();
    const write = ask("draft.write");
    const closing = engine.close();
    await vi.advanceTimersByTimeAsync(5100);
    expect(newest().asked).toBe(true);
    await vi.advanceTimersByTimeAsync(5000);
    await closing;
    expect(newest().killed).toBe(true);
    expect(codes(write.replies)).toEqual(["unavailable"]);
    expect(codes(ask().replies)).toEqual(["unavailable"]);
    engine.start();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(children).toHaveLength(1);
  });
});
