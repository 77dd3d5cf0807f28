import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { HeadroomError } from "../../../engine/contract/errors.js";
import { UPLOAD_PART_CHARACTERS } from "../../../engine/contract/uploads.js";
import { FIRST_DRAFT, joined, startOf } from "../../../renderer/state/live-parts.js";
import { formatRoute, parseRoute } from "../../../renderer/state/route.js";
import { FakeEngine, page } from "./fake-engine.js";
import { FakeSession, recordedSession } from "./live-session.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Lets everything that is due within `ms` happen. */
const pass = (ms = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
const recorded = recordedSession();
/** Up to the question whether 1,187 dollars may be paid back. */
const untilAsk = recorded.slice(0, 14);

/** A window on the live pane, over an engine with one session that has just begun. */
async function watching(hash = "/live?session=s-1") {
  const session = new FakeSession();
  session.push(recorded.slice(0, 3));
  const engine = new FakeEngine();
  engine.sessions = session.services();
  const window = page(engine, hash);
  await pass();
  window.store.getState().enterLive();
  await pass();
  const open = () => window.store.getState().openSession;
  return { session, engine, open, ...window };
}

describe("the route", () => {
  it("names a session, and keeps it beside scenario and run", () => {
    for (const hash of [
      "/live?session=s-1",
      "/live/article?session=s-1",
      "/compare/a?run=r&session=s",
    ]) {
      expect(formatRoute(parseRoute(hash))).toBe(hash);
    }
    expect(parseRoute("/live?session=../etc").sessionId).toBeUndefined();
  });
});

describe("following a session", () => {
  it("reads what there is, then takes what streams, and reads on once it settles", async () => {
    const { session, open, store } = await watching();
    expect(open()?.events).toHaveLength(3);
    session.stream("Let me ");
    session.stream("look");
    expect(open()?.streamed.text).toBe("Let me look");
    session.push(recorded.slice(3, 14), "waiting");
    await pass();
    expect(open()?.events).toEqual(untilAsk);
    expect(open()?.streamed.text).toBe("");
    expect(open()?.view?.status).toBe("waiting");
    expect(store.getState().announcement).toBe("The session waits for you.");
  });

  it("sees within a second what another window made of a session that waits", async () => {
    const { session, open } = await watching();
    session.push(recorded.slice(3, 14), "waiting");
    await pass();
    session.push(recorded.slice(14), "ended");
    expect(open()?.view?.status).toBe("waiting");
    await pass(1000);
    expect(open()?.view?.status).toBe("ended");
    expect(open()?.events).toEqual(recorded);
  });

  it("hangs up when the pane is left, and the other window goes on", async () => {
    const { session, engine, store, open } = await watching();
    const other = page(engine, "/live?session=s-1");
    other.store.getState().enterLive();
    await pass();
    expect(session.streams.size).toBe(2);
    store.getState().leaveLive();
    await pass();
    expect(session.streams.size).toBe(1);
    session.push(recorded.slice(3, 14), "waiting");
    await pass();
    expect(other.store.getState().openSession?.events).toEqual(untilAsk);
    expect(open()?.events).toHaveLength(3);
    const calls = engine.calls.length;
    other.store.getState().leaveLive();
    await pass(60_000);
    expect(engine.calls).toHaveLength(calls);
  });

  it("leaves one session for another, and says when that cannot be read", async () => {
    const { session, store, open, goTo } = await watching();
    goTo("/live?session=gone");
    await pass();
    expect(session.streams.size).toBe(0);
    expect(open()).toMatchObject({
      id: "gone",
      view: undefined,
      fault: "There is no session gone.",
    });
    store.getState().navigate({ sessionId: undefined });
    expect(open()).toBeUndefined();
  });

  it("follows again when the engine is back", async () => {
    const { session, engine, open, link } = await watching();
    engine.failing.set("session.show", new HeadroomError("unavailable", "the server is away"));
    session.push(recorded.slice(3, 14), "waiting");
    await pass(1000);
    expect(open()?.fault).toBe("The server is away.");
    engine.failing.clear();
    link("unreachable");
    link("ready");
    await pass();
    expect(open()).toMatchObject({ fault: undefined, view: { status: "waiting" } });
  });
});

describe("what a human does", () => {
  it("is told to the engine with its place, and read at once", async () => {
    const { session, store } = await watching();
    session.push(recorded.slice(3, 14), "waiting");
    await pass();
    await store.getState().answerCall("2.0", "refuse", "the desk was used");
    expect(session.asked[0]).toEqual({
      method: "session.approve",
      input: {
        id: "s-1",
        call: "2.0",
        decision: "refuse",
        note: "the desk was used",
        where: "browser",
      },
    });
  });

  it("sets a session going again whose process may have ended", async () => {
    const { session, store } = await watching();
    session.push(recorded.slice(3, 14), "waiting");
    await pass();
    await store.getState().answerCall("2.0", "approve", "");
    expect(session.asked.map(({ method }) => method)).toEqual([
      "session.approve",
      "session.resume",
    ]);
  });

  it("does one thing at a time, and says why it failed", async () => {
    const { session, engine, store } = await watching();
    const both = [store.getState().pauseSession(), store.getState().pauseSession()];
    await Promise.all(both);
    expect(session.asked).toHaveLength(1);
    engine.failing.set("session.stop", new HeadroomError("conflict", "it has ended"));
    await store.getState().stopSession();
    expect(store.getState()).toMatchObject({ sessionFault: "It has ended.", sessionBusy: false });
  });
});

describe("starting a session", () => {
  it("asks for the rehearsal model first, opens the session and names it in the address", async () => {
    const { session, store, open, place } = await watching("/live");
    expect(open()).toBeUndefined();
    await store.getState().startSession();
    await pass();
    expect(session.asked[0]?.input).toMatchObject({ model: "rehearsal", seed: 1, detach: true });
    expect(place.hash).toBe("/live/article?session=s-1");
    expect(open()?.events).toHaveLength(3);
    expect(store.getState().notices).toMatchObject([
      { text: "rehearsal 1 is to be retired on 2027-01-01" },
    ]);
  });

  it("tells which names may lead to a real model", async () => {
    const { store } = await watching("/live");
    expect(store.getState().models).toEqual([
      { name: "rehearsal", rehearsal: true },
      { name: "real", rehearsal: false },
      { name: "production", rehearsal: false },
    ]);
  });

  it("keeps what was typed when the engine refuses, and says why", async () => {
    const { engine, store } = await watching("/live");
    store.getState().changeDraft({ opening: "message", message: "Hello" });
    engine.failing.set("session.start", new HeadroomError("not-found", "there is no model x"));
    await store.getState().startSession();
    expect(store.getState()).toMatchObject({
      startFault: "There is no model x.",
      starting: false,
      sessionDraft: { message: "Hello" },
    });
  });

  it("sends the message or the seed, and a budget only where one was typed", () => {
    const own = startOf({ ...FIRST_DRAFT, opening: "message", message: "Hi", budgetUsd: "0.5" }, 9);
    // A seed of its own each time, or no session of an alias would ever be its canary.
    expect(own).toMatchObject({ message: "Hi", budget: { costUsd: 0.5 }, seed: 9 });
    const seeded = startOf(FIRST_DRAFT, 9);
    expect(seeded).toMatchObject({ seed: 1, onUnknownOutcome: "wait" });
    for (const left of ["budget", "maxTokens", "onTurnEnd", "message"]) {
      expect(seeded).not.toHaveProperty(left);
    }
  });

  it("asks for a replay, which has its own model, and for what is seldom chosen", () => {
    const replayed = startOf({ ...FIRST_DRAFT, workload: "replay", replay: "s-1" }, 9);
    expect(replayed).toMatchObject({ replay: "s-1", architecture: "decoupled" });
    for (const own of ["model", "workload", "seed", "maxTokens"]) {
      expect(replayed).not.toHaveProperty(own);
    }
    const more = { maxTokens: "500", onTurnEnd: "wait", onUnknownOutcome: "tell" } as const;
    expect(startOf({ ...FIRST_DRAFT, ...more }, 9)).toMatchObject({ ...more, maxTokens: 500 });
  });
});

describe("joined", () => {
  it("takes what follows without a gap, once", () => {
    const half = joined([], untilAsk);
    expect(half).toEqual(untilAsk);
    expect(joined(half, untilAsk)).toBe(half);
    expect(joined(half, recorded.slice(16))).toBe(half);
    expect(joined(half, recorded.slice(12))).toEqual(recorded);
  });
});

describe("a session taken in from a file", () => {
  const file = (text: string): File => new File([text], "theirs.jsonl");

  it("is handed over in parts, and opened where nothing else was opened meanwhile", async () => {
    vi.useRealTimers();
    const engine = new FakeEngine();
    const session = new FakeSession();
    session.push(recorded.slice(0, 3));
    const read: unknown[] = [];
    let fraction = (): number | undefined => undefined;
    engine.sessions = {
      ...session.services(),
      "session.import": async ({ text }, context) => {
        if (typeof text === "string") throw new Error("it is handed over in parts");
        read.push(engine.uploads.get(text.upload)?.length);
        context.emit({ kind: "progress", stage: "Taking in the events", fraction: 0.5 });
        read.push(fraction());
        return { session: session.view() };
      },
    };
    const { store, stop } = page(engine, "/live");
    fraction = () => store.getState().jobs[0]?.fraction;
    const characters = 2 * UPLOAD_PART_CHARACTERS + 1;
    const taken = store.getState().importSession(file("x".repeat(characters)));
    expect(store.getState().jobs).toMatchObject([{ kind: "import", scenarioName: "theirs.jsonl" }]);
    await taken;
    expect(read).toEqual([characters, expect.closeTo(0.6)]);
    expect(engine.uploads.size).toBe(0);
    expect(store.getState().route.sessionId).toBe("s-1");
    store.getState().navigate({ sessionId: undefined, loadId: undefined });
    const again = store.getState().importSession(file("y"));
    store.getState().navigate({ loadId: "l-1" });
    await again;
    expect(store.getState().route).toMatchObject({ sessionId: undefined, loadId: "l-1" });
    stop();
  });

  it("that is damaged is refused in the pane, by its line", async () => {
    vi.useRealTimers();
    const engine = new FakeEngine();
    engine.sessions = {
      "session.import": async () => {
        throw new HeadroomError("damaged-file", "line 8 of the export: expected a session event");
      },
    };
    const { store, stop } = page(engine, "/live");
    await store.getState().importSession(file("x"));
    expect(store.getState().importFault).toBe(
      "theirs.jsonl was not taken in. Line 8 of the export: expected a session event.",
    );
    await store.getState().importSession(new File([Uint8Array.of(0)], "photo.jsonl"));
    expect(store.getState().importFault).toBe(
      "photo.jsonl was not taken in. session: expected an exported session: JSON lines, in UTF-8, found bytes that are no text.",
    );
    expect(engine.uploads.size).toBe(0);
    stop();
  });
});
