import { readFileSync } from "node:fs";
import path from "node:path";
import { HeadroomError } from "../../../engine/contract/errors.js";
import type { Services } from "../../../engine/contract/service.js";
import { LoggedEvent } from "../../../engine/contract/session.js";
import type { SessionEvent } from "../../../engine/contract/session.js";
import type {
  SessionStatus,
  SessionUpdate,
  SessionView,
} from "../../../engine/contract/session-methods.js";
import { applyEvent, emptySessionState } from "../../../engine/contract/session-state.js";
import type { sessionMethods } from "../../../engine/contract/session-methods.js";

/**
 * A real session on the rehearsal model, as `session export` wrote it: a refund that asks a human,
 * approved after the process had ended, and gone on with by another.
 */
export function recordedSession(): LoggedEvent[] {
  const file = path.join(import.meta.dirname, "refund-session.jsonl");
  const [, ...lines] = readFileSync(file, "utf8").trimEnd().split("\n");
  return lines.map((line) => LoggedEvent.parse(JSON.parse(line)));
}

/** Events at the given seconds after the start of 2026, in order. */
export function eventsAt(...events: readonly (readonly [number, SessionEvent])[]): LoggedEvent[] {
  return events.map(([seconds, event], index) => ({
    position: index + 1,
    at: new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString(),
    event,
  }));
}

type SessionServices = Pick<Services, keyof typeof sessionMethods>;
type Listener = (update: SessionUpdate) => void;

/** One session of the contract, whose log the test writes; followed by any number of streams. */
export class FakeSession {
  readonly id = "s-1";
  readonly streams = new Map<Listener, () => void>();
  /** What was asked of it, with the input. */
  readonly asked: { readonly method: string; readonly input: unknown }[] = [];
  events: LoggedEvent[] = [];
  status: SessionStatus = "running";
  holder: string | null = "process 1";

  view(): SessionView {
    const state = emptySessionState();
    for (const event of this.events) applyEvent(state, event);
    const { created, budget, usage, wastedUsage, costUsd } = state;
    if (created === undefined) throw new HeadroomError("not-found", "there is no session s-1");
    const { id, status, holder } = this;
    const { title, workload, architecture, model, origin } = created;
    const at = this.events.at(-1)?.at ?? "";
    return {
      id,
      status,
      holder,
      title,
      workload,
      architecture,
      model,
      origin,
      budget,
      usage,
      wastedUsage,
      costUsd,
      createdAt: at,
      lastAt: at,
      lastPosition: state.position,
      outcome: state.ended?.outcome ?? null,
      waitingCalls: [],
      message: state.ended?.message ?? null,
    };
  }

  /** Appends and streams; a status other than `running` ends every stream. */
  push(events: readonly LoggedEvent[], status: SessionStatus = "running"): void {
    this.status = status;
    this.events.push(...events);
    for (const [emit, end] of this.streams) {
      for (const logged of events) emit({ kind: "event", id: this.id, logged });
      if (status !== "running") end();
    }
  }

  stream(text: string): void {
    for (const emit of this.streams.keys()) emit({ kind: "delta", id: this.id, of: "text", text });
  }

  services(): Partial<SessionServices> {
    const noted = (method: string) => async (input: unknown) => {
      this.asked.push({ method, input });
      return { session: this.view() };
    };
    return {
      "session.list": async () => {
        const { id, title, workload, createdAt, lastAt, lastPosition, ...rest } = this.view();
        const { outcome, holder, status, model, origin, costUsd } = rest;
        return {
          sessions: [
            {
              id,
              title,
              workload,
              createdAt,
              lastAt,
              lastPosition,
              outcome,
              holder,
              status,
              model,
              origin,
              costUsd,
            },
          ],
        };
      },
      "session.show": async ({ id, from, follow }, context) => {
        if (id !== this.id) throw new HeadroomError("not-found", `there is no session ${id}`);
        if (follow && this.status === "running") {
          const emit: Listener = (update) => context.emit(update);
          await new Promise<void>((resolve) => {
            this.streams.set(emit, resolve);
            context.signal.addEventListener("abort", () => resolve());
          });
          this.streams.delete(emit);
        }
        return {
          session: this.view(),
          events: this.events.filter(({ position }) => position >= from),
        };
      },
      "session.start": async (input) => ({
        ...(await noted("session.start")(input)),
        warnings: ["rehearsal 1 is to be retired on 2027-01-01"],
      }),
      "session.approve": noted("session.approve"),
      "session.resume": noted("session.resume"),
      "session.pause": noted("session.pause"),
      "session.stop": noted("session.stop"),
      "registry.read": async () => ({
        revision: "1",
        registry: {
          schema: "headroom/models/v1",
          models: {
            rehearsal: [{ version: "1", modelId: "r", server: "rehearsal", prices: [] }],
            real: [{ version: "1", modelId: "m", server: "https://api.example", prices: [] }],
          },
          aliases: {
            production: {
              model: "rehearsal",
              version: "1",
              canary: { model: "real", version: "1", share: 0.1 },
            },
          },
        },
      }),
    };
  }
}
