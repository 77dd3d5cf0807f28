import type { LoggedEvent } from "../../engine/contract/session.js";
import type { SessionUpdate, SessionView } from "../../engine/contract/session-methods.js";
import { codeOf, messageOf, reasonOf } from "./errors.js";
import { handOver } from "./hand-over.js";
import type { HandOver } from "./hand-over.js";
import type { JobProgress } from "./queue-parts.js";
import { FIRST_DRAFT, joined, offeredTools, startOf } from "./live-parts.js";
import type { OpenSession } from "./live-parts.js";
import type { SliceCreator } from "./app-state.js";
import type { LiveSlice } from "./live-slices.js";

/** Share of an import that handing over the file takes. */
const HANDED_OVER = 0.2;
const LIST_EVERY_MS = 2000;
/** How often a session that this engine does not stream is read: it waits, or runs elsewhere. */
const READ_EVERY_MS = 1000;

const NOTHING_STREAMED: OpenSession["streamed"] = { text: "", thinking: "" };

const begun = (id: string, view?: SessionView): OpenSession => ({
  id,
  view,
  events: [],
  streamed: NOTHING_STREAMED,
  fault: undefined,
});

/**
 * Live sessions. They run in the engine; this follows one of them while the pane is on screen, and
 * hangs up when it is left.
 */
export const createLiveSlice: SliceCreator<LiveSlice> = (set, get, { client, bridge }) => {
  const where = bridge.host === "desktop" ? "window" : "browser";
  let entered: AbortController | undefined;
  let stream: AbortController | undefined;
  let readNow: (() => void) | undefined;

  const change = (id: string, to: (open: OpenSession) => Partial<OpenSession>): void => {
    const open = get().openSession;
    // What comes late must not touch the session that was opened meanwhile.
    if (open?.id === id) set({ openSession: { ...open, ...to(open) } });
  };
  const take = (view: SessionView, events: readonly LoggedEvent[] = []): void => {
    const before = get().openSession?.view;
    change(view.id, (open) => ({ view, events: joined(open.events, events), fault: undefined }));
    if (before?.id === view.id && before.status !== view.status) {
      get().announce(STATUS_NEWS[view.status]);
      // The list must not say otherwise beside it.
      void refreshList();
    }
  };
  const takeUpdate = (update: SessionUpdate): void =>
    change(update.id, ({ events, streamed }) => {
      if (update.kind === "delta") {
        return { streamed: { ...streamed, [update.of]: streamed[update.of] + update.text } };
      }
      const settles = update.logged.event.type.startsWith("inference-");
      return {
        events: joined(events, [update.logged]),
        ...(settles ? { streamed: NOTHING_STREAMED } : {}),
      };
    });

  const follow = async (id: string, signal: AbortSignal): Promise<void> => {
    const read = async (following: boolean): Promise<SessionView> => {
      const from = (get().openSession?.events.at(-1)?.position ?? 0) + 1;
      const { session, events } = await client.call(
        "session.show",
        { id, from, follow: following },
        { signal, onEvent: takeUpdate },
      );
      if (!signal.aborted) take(session, events);
      return session;
    };
    try {
      while (!signal.aborted) {
        const first = await read(false);
        const { status } = first.status === "running" ? await read(true) : first;
        if (status === "ended") return;
        await pause(READ_EVERY_MS, signal, (go) => (readNow = go));
      }
    } catch (error) {
      if (!signal.aborted) change(id, () => ({ fault: messageOf(error) }));
    }
  };

  const refreshList = async (): Promise<void> => {
    try {
      const { sessions } = await client.call("session.list", {});
      set({ sessionList: { kind: "ready", sessions } });
    } catch (error) {
      if (get().sessionList.kind !== "ready") {
        set({ sessionList: { kind: "failed", message: messageOf(error) } });
      }
    }
  };
  const keepList = async (signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      await refreshList();
      await pause(LIST_EVERY_MS, signal);
    }
  };
  const loadModels = async (): Promise<void> => {
    try {
      const { registry } = await client.call("registry.read", {});
      const isRehearsal = (model: string): boolean =>
        registry.models[model]?.at(-1)?.server === "rehearsal";
      set({
        models: [
          ...Object.keys(registry.models).map((name) => ({ name, rehearsal: isRehearsal(name) })),
          ...Object.entries(registry.aliases).map(([name, { model, canary }]) => ({
            name,
            rehearsal: isRehearsal(model) && (canary === undefined || isRehearsal(canary.model)),
          })),
        ],
        startFault: undefined,
      });
    } catch (error) {
      set({ startFault: `The models could not be read. ${messageOf(error)}` });
    }
  };

  /** One thing at a time is done to the open session; what it led to is read at once. */
  const act = async (work: (id: string) => Promise<SessionView>): Promise<void> => {
    const id = get().openSession?.id;
    if (id === undefined || get().sessionBusy) return;
    set({ sessionBusy: true, sessionFault: undefined });
    try {
      take(await work(id));
    } catch (error) {
      if (get().openSession?.id === id && codeOf(error) !== "cancelled") {
        set({ sessionFault: messageOf(error) });
      }
    } finally {
      set({ sessionBusy: false });
      readNow?.();
      await refreshList();
    }
  };
  /**
   * An answer to a session whose process has gone would lie there unread. One that was killed holds the
   * session for some seconds yet, so the engine is asked in any case: it takes over where nobody goes on.
   */
  const goOn = async (session: SessionView): Promise<SessionView> => {
    if (session.status === "ended" || session.status === "paused") return session;
    const { id } = session;
    return (await client.call("session.resume", { id, where, detach: true })).session;
  };

  const takeIn = async (
    file: File,
    signal: AbortSignal,
    report: (progress: JobProgress) => void,
  ): Promise<void> => {
    const before = get().route;
    const given: HandOver = {
      field: "session",
      expected: "an exported session: JSON lines, in UTF-8",
      signal,
      onPart: (share) => report({ stage: "Handing over the file", fraction: share * HANDED_OVER }),
    };
    const { session } = await handOver(client, file, given, (text) =>
      client.call(
        "session.import",
        { text },
        {
          signal,
          onEvent: ({ stage, fraction }) =>
            report({ stage, fraction: HANDED_OVER + (1 - HANDED_OVER) * fraction }),
        },
      ),
    );
    await refreshList();
    const { route, navigate } = get();
    const isSame = route.sessionId === before.sessionId && route.loadId === before.loadId;
    // Who has opened another one in the meantime is not taken away from it.
    if (isSame) navigate({ sessionId: session.id, loadId: undefined });
  };

  return {
    sessionList: { kind: "loading" },
    importFault: undefined,
    refreshSessions: refreshList,
    models: [],
    openSession: undefined,
    sessionBusy: false,
    sessionFault: undefined,
    sessionDraft: FIRST_DRAFT,
    starting: false,
    startFault: undefined,

    enterLive() {
      get().leaveLive();
      entered = new AbortController();
      void loadModels();
      void get().loadTools();
      void keepList(entered.signal);
      void get().refreshLoads();
      void get().followLoad();
      get().followSession();
    },

    leaveLive() {
      entered?.abort();
      stream?.abort();
      entered = undefined;
    },

    retryLive() {
      if (entered !== undefined) get().enterLive();
    },

    followSession() {
      stream?.abort();
      if (entered === undefined) return;
      const { sessionId } = get().route;
      const open = get().openSession;
      if (open?.id !== sessionId) {
        const next = sessionId === undefined ? undefined : begun(sessionId);
        set({ openSession: next, sessionFault: undefined });
      }
      if (sessionId === undefined) return;
      stream = new AbortController();
      void follow(sessionId, stream.signal);
    },

    changeDraft(to) {
      set({ sessionDraft: { ...get().sessionDraft, ...to } });
    },

    async startSession() {
      if (get().starting) return;
      set({ starting: true, startFault: undefined });
      try {
        const { session, warnings } = await client.call(
          "session.start",
          startOf(get().sessionDraft, freshSeed(), offeredTools(get().tools.tools)),
        );
        set({ openSession: begun(session.id, session), sessionFault: undefined });
        get().announce("The session has started.");
        for (const text of warnings) get().notify({ tone: "plain", text });
        get().navigate({ sessionId: session.id, loadId: undefined });
        await refreshList();
      } catch (error) {
        set({ startFault: messageOf(error) });
      } finally {
        set({ starting: false });
      }
    },

    answerCall: (call, decision, note) =>
      act(async (id) => {
        const said = note === "" ? {} : { note };
        const input = { id, call, decision, ...said, where } as const;
        return goOn((await client.call("session.approve", input)).session);
      }),
    resolveCall: (call, result) =>
      act(async (id) =>
        goOn((await client.call("session.resolve", { id, call, result, where })).session),
      ),
    raiseBudget: (budget) =>
      act(async (id) => goOn((await client.call("session.budget", { id, budget, where })).session)),
    sendMessage: (message) =>
      act(async (id) => (await client.call("session.send", { id, message, detach: true })).session),
    async exportSession() {
      const id = get().openSession?.id;
      if (id === undefined) return undefined;
      try {
        const { text } = await client.call("session.export", { id });
        return { name: `headroom-session-${id}.jsonl`, text };
      } catch (error) {
        set({ sessionFault: messageOf(error) });
        return undefined;
      }
    },
    async readMetrics() {
      try {
        return (await client.call("system.metrics", {})).text;
      } catch (error) {
        get().notify({ tone: "bad", text: `The metrics could not be read. ${messageOf(error)}` });
        return undefined;
      }
    },

    async importSession(file) {
      const { name, size, lastModified } = file;
      set({ importFault: undefined });
      await get().enqueue({
        kind: "import",
        scenarioId: undefined,
        scenarioName: name,
        key: JSON.stringify(["import", name, size, lastModified]),
        run: (signal, report) => takeIn(file, signal, report),
        ended(error) {
          if (codeOf(error) === "cancelled") return get().announce("The import was cancelled.");
          return set({ importFault: `${name} was not taken in. ${reasonOf(error)}` });
        },
      });
    },
    pauseSession: () =>
      act(async (id) => (await client.call("session.pause", { id, where })).session),
    resumeSession: () =>
      act(async (id) => (await client.call("session.resume", { id, where, detach: true })).session),
    stopSession: () =>
      act(async (id) => (await client.call("session.stop", { id, where })).session),
  };
};

const STATUS_NEWS: Readonly<Record<SessionView["status"], string>> = {
  running: "The session goes on.",
  waiting: "The session waits for you.",
  paused: "The session is paused.",
  idle: "It is your turn.",
  ended: "The session has ended.",
  interrupted: "The session was interrupted.",
};

/** Another one each time, where nobody wants the same session again. */
const freshSeed = (): number => crypto.getRandomValues(new Uint32Array(1))[0] ?? 1;

/** Resolves after `ms`, when the signal fires, or when whoever got `hurry` calls it. */
function pause(
  ms: number,
  signal: AbortSignal,
  hurry: (go: () => void) => void = () => {},
): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", go);
      resolve();
    };
    const timer = setTimeout(go, ms);
    signal.addEventListener("abort", go);
    hurry(go);
  });
}
