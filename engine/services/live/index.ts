import { createHash } from "node:crypto";
import { throwIfCancelled } from "../../base/progress.js";
import { HeadroomError } from "../../contract/errors.js";
import type { OutputOf } from "../../contract/methods.js";
import { ModelRegistry } from "../../contract/model-registry.js";
import type { ModelVersion } from "../../contract/model-registry.js";
import type { HumanEvent, LoggedEvent, Origin } from "../../contract/session.js";
import type { SessionUpdate, SessionView } from "../../contract/session-methods.js";
import type { sessionMethods } from "../../contract/session-methods.js";
import type { Services } from "../../contract/service.js";
import { newSessionId, systemClock } from "../../agent/clock.js";
import { drawOf } from "../../agent/draw.js";
import { eventSlices } from "../../agent/log/event-slices.js";
import { LogError } from "../../agent/ports.js";
import { deprecationWarnings, pinModel } from "../../agent/registry/registry.js";
import { approvalPolicy } from "../../agent/hands/approvals.js";
import { userInfo } from "node:os";
import type { Uploads } from "../uploads.js";
import type { LiveEngine } from "./live-engine.js";
import { replayOf } from "./live-engine.js";
import { plannedStart } from "./start.js";
import { measuredTimes } from "./times.js";
import { SessionEntries, viewOf, withLogFailures } from "./view.js";

type SessionServices = Pick<Services, keyof typeof sessionMethods>;

/** How often a session that another process runs is looked at for its end. */
const LOOK_AGAIN_MS = 250;

/** What a call that follows a session may use. */
interface Following {
  readonly signal: AbortSignal;
  readonly emit: (update: SessionUpdate) => void;
}

/** The methods of live sessions and of the model registry. */
export function sessionServices(
  live: LiveEngine,
  uploads: Pick<Uploads, "lines">,
): SessionServices {
  const entries = new SessionEntries();
  const view = async (id: string): Promise<{ session: SessionView }> => {
    const { log, engine } = await live.open();
    const head = await log.head(id);
    if (head === undefined) throw new LogError("missing", `there is no session ${id}`);
    const session = await viewOf(head, log);
    const why = engine.whyBroken(id);
    if (session.status === "ended" || why === undefined) return { session };
    return { session: { ...session, message: messageOf(why) } };
  };
  const submit = async (id: string, event: HumanEvent): Promise<{ session: SessionView }> => {
    await (await live.open()).log.submit(id, event);
    return view(id);
  };
  /** Resolves once nobody runs the session, whichever process does; with what it then is. */
  const settled = async (id: string, signal: AbortSignal): Promise<SessionView["status"]> => {
    for (;;) {
      await (await live.open()).engine.settled(id);
      const { status } = (await view(id)).session;
      if (status !== "running" || signal.aborted) return status;
      if ((await brokenOffBy(id)) !== undefined) return status;
      // It runs in another process, whose end, clean or not, only its lease tells of.
      await systemClock.sleep(LOOK_AGAIN_MS, signal);
    }
  };
  /** Streams until the session ends, waits for a human, or the caller hangs up. */
  const follow = async (id: string, after: number, { signal, emit }: Following): Promise<void> => {
    const { log } = await live.open();
    let failure: unknown;
    const stops = [
      log.follow(
        id,
        after,
        (events) => {
          for (const logged of events) emit({ kind: "event", id, logged });
        },
        (error) => (failure = error),
      ),
      live.onDelta((session, { kind, text }) => {
        if (session === id) emit({ kind: "delta", id, of: kind, text });
      }),
    ];
    try {
      await Promise.race([settled(id, signal), aborted(signal)]);
    } finally {
      for (const stop of stops) stop();
    }
    failure ??= await brokenOffBy(id);
    if (failure !== undefined) throw failure;
  };
  /** Why the session cannot go on; that another process took it over is no reason. */
  const brokenOffBy = async (id: string): Promise<unknown> => {
    const why = (await live.open()).engine.whyBroken(id);
    return why instanceof LogError && why.code === "fenced" ? undefined : why;
  };
  /**
   * Runs the session here, or follows whoever does and takes over where that process ends without it:
   * one that was killed keeps its lease for some seconds.
   */
  const carryOn = async (id: string, after: number, following: Following): Promise<void> => {
    for (let known = after; ;) {
      const runsHere = await wake(id);
      await follow(id, known, following);
      const { status, lastPosition } = (await view(id)).session;
      if (runsHere || status !== "interrupted" || following.signal.aborted) return;
      known = lastPosition;
    }
  };
  /** As `carryOn`, with nobody who waits for it: what breaks it off later is told by its view. */
  const carryOnDetached = async (id: string, known: number): Promise<void> => {
    if (await wake(id)) return;
    const following = { signal: live.closing, emit: () => undefined };
    carryOn(id, known, following).catch(() => undefined);
  };
  /** Whether this process runs the session now; another one may hold it. */
  const wake = async (id: string): Promise<boolean> => {
    const { log } = await live.open();
    const created = (await log.events(id, 1, 1))[0]?.event;
    // Its tools have to be there before a brain is told of them.
    const { engine } = await live.prepare(created?.type === "session-created" ? created.tools : []);
    return engine.wake(id).then(
      () => true,
      (error: unknown) => {
        if (error instanceof LogError && error.code === "held") return false;
        throw error;
      },
    );
  };

  return {
    "session.start": (input, context) =>
      withLogFailures(async () => {
        const draw = drawOf(input.seed, "session");
        const registry = await live.registry.read();
        const model =
          input.replay === undefined
            ? pinModel(registry, input.model, draw("canary"))
            : { pinned: replayOf(input.replay), version: undefined };
        const { pinned, version } = model;
        const { engine, settings, planned } = await plannedStart(live, input, draw);
        const { message, budget, warnings, ...start } = planned;
        const id = newSessionId();
        await engine.start(
          id,
          {
            type: "session-created",
            ...start,
            maxTokens: input.maxTokens ?? start.maxTokens,
            architecture: input.architecture,
            model: pinned,
            origin: originOf(version),
            budget: input.budget ?? settings.budget.session ?? budget,
            onUnknownOutcome: input.onUnknownOutcome,
            onTurnEnd: input.onTurnEnd ?? (input.prompt === undefined ? "end" : "wait"),
          },
          message,
        );
        if (!input.detach) await follow(id, 0, context);
        const deprecations =
          version === undefined ? [] : deprecationWarnings(pinned.name, version, live.today());
        return { ...(await view(id)), warnings: [...deprecations, ...warnings] };
      }),
    "session.list": () =>
      withLogFailures(async () => {
        const { log } = await live.open();
        const heads = await log.list();
        return { sessions: await Promise.all(heads.map((head) => entries.of(log, head))) };
      }),
    "session.times": ({ most }) =>
      withLogFailures(async () => measuredTimes((await live.open()).log, most)),
    "session.show": ({ id, from, to, follow: following }, context) =>
      withLogFailures(async () => {
        const { log } = await live.open();
        if (following) await follow(id, from - 1, context);
        const viewed = await view(id);
        const last = Math.min(to ?? Infinity, viewed.session.lastPosition);
        const events: LoggedEvent[] = [];
        for await (const slice of eventSlices(log, id, from, last)) events.push(...slice);
        return { ...viewed, events };
      }),
    "session.resume": ({ id, where, detach }, context) =>
      withLogFailures(async () => {
        const { log } = await live.open();
        const before = await view(id);
        const known = before.session.lastPosition;
        if (before.session.status === "ended")
          throw new LogError("ended", `session ${id} has ended`);
        if (before.session.status === "paused") {
          await log.submit(id, { type: "resumed", by: who(), where });
        }
        if (detach) await carryOnDetached(id, known);
        else await carryOn(id, known, context);
        return view(id);
      }),
    "session.send": ({ id, message, detach }, context) =>
      withLogFailures(async () => {
        const { log } = await live.open();
        const known = (await view(id)).session.lastPosition;
        await log.submit(id, { type: "user-message", text: message });
        if (detach) await carryOnDetached(id, known);
        else await carryOn(id, known, context);
        return view(id);
      }),
    "session.approve": ({ id, call, decision, note, where }) =>
      withLogFailures(async () => {
        expectWaiting(await view(id), call, "approval");
        const by = { call, by: who(), where };
        return submit(
          id,
          decision === "approve"
            ? { type: "approval-given", ...by }
            : { type: "approval-refused", ...by, ...(note === undefined ? {} : { note }) },
        );
      }),
    "session.resolve": ({ id, call, result, where }) =>
      withLogFailures(async () => {
        expectWaiting(await view(id), call, "outcome");
        return submit(id, { type: "call-outcome-resolved", call, result, by: who(), where });
      }),
    "session.budget": ({ id, budget, where }) =>
      withLogFailures(() => submit(id, { type: "budget-raised", budget, by: who(), where })),
    "session.pause": ({ id, where }) =>
      withLogFailures(() => submit(id, { type: "pause-requested", by: who(), where })),
    "session.stop": ({ id, where }, { signal }) =>
      withLogFailures(async () => {
        await (await live.open()).log.submit(id, { type: "stop-requested", by: who(), where });
        // One that nobody runs is ended here; one that runs elsewhere is ended there.
        await carryOn(id, 0, { signal, emit: () => undefined });
        return view(id);
      }),
    "session.export": ({ id }) =>
      withLogFailures(async () => {
        let text = "";
        for await (const line of (await live.open()).log.export(id)) text += `${line}\n`;
        return { text };
      }),
    "session.import": ({ text }, context) =>
      withLogFailures(async () => {
        const { log } = await live.open();
        const lines = typeof text === "string" ? text.split("\n") : uploads.lines(text.upload);
        const head = await log.import(lines, (events, of) => {
          throwIfCancelled(context.signal);
          context.emit({ kind: "progress", stage: "Taking in the events", fraction: events / of });
        });
        return view(head.session);
      }),
    "tool.list": async () => {
      const { tools } = await live.prepare();
      const policy = tools.approvals(approvalPolicy());
      return {
        tools: tools.hands.declarations().map((tool) => ({
          name: tool.name,
          description: tool.description,
          source: tools.sourceOf(tool.name),
          replay: tool.replay,
          policy: policy.decide(tool, {}).decision,
          workers: tool.workers,
        })),
        faults: tools.mcp.faults(),
      };
    },
    "system.metrics": async () => ({ text: await live.metrics() }),
    "registry.read": async () => stored(await live.registry.read()),
    "registry.write": async ({ registry, revision }) =>
      stored(
        await live.registry.update((present) => {
          if (revision !== undefined && revision !== stored(present).revision) {
            throw new HeadroomError(
              "conflict",
              "the models were changed elsewhere since; read them again",
            );
          }
          return registry;
        }),
      ),
  };
}

/** A registry, and what tells it from another: the schema's own order of fields decides nothing. */
function stored(given: ModelRegistry): OutputOf<"registry.read"> {
  const registry = ModelRegistry.parse(given);
  const revision = createHash("sha256").update(JSON.stringify(registry)).digest("hex");
  return { registry, revision };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

function expectWaiting(
  { session }: { readonly session: SessionView },
  call: string,
  waitsFor: SessionView["waitingCalls"][number]["waitsFor"],
): void {
  const { id, waitingCalls } = session;
  const waiting = waitingCalls.filter((one) => one.waitsFor === waitsFor);
  if (waiting.some((one) => one.call === call)) return;
  const others = waiting.map((one) => one.call).join(", ");
  const instead = others === "" ? "no call does" : `these do: ${others}`;
  throw new HeadroomError(
    "conflict",
    `call ${call} of session ${id} does not wait for that; ${instead}`,
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : "It broke off";
}

/** A recording has no entry in the registry. */
function originOf(version: ModelVersion | undefined): Origin {
  if (version === undefined) return "replay";
  return version.server === "rehearsal" ? "rehearsal" : "model";
}

/** The name that the operating system knows the human by. */
function who(): string {
  try {
    return userInfo().username;
  } catch {
    return "unknown";
  }
}
