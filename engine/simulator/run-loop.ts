import { invariant } from "../base/assert.js";
import { HeadroomError } from "../contract/errors.js";
import { Autoscalers } from "./autoscaling/autoscalers.js";
import type { Components } from "./components.js";
import type { Context } from "./context.js";
import { ARRIVE, CODE_BITS, CODE_MASK } from "./events.js";
import type { Model } from "./model.js";
import { MOST_LIVE_SESSIONS, overload } from "./overload.js";

/** When each session was interrupted so often and not one has ended in between, none ever will. */
const MOST_INTERRUPTIONS = 100;
/** … counting at least so many sessions, lest bad luck with a few be taken for it. */
const LEAST_SESSIONS = 1000;

/** So many changes of components and pools without any event: no waiting session will be served. */
const MOST_VAIN_BREAKS = 1_000_000;

/**
 * Takes one event after the other until the replication is over.
 *
 * With open or closed arrivals that is the moment the last session comes in: from then on the load
 * would fall off and flatter every figure. Sessions still open then are in flight. A run that only
 * replays traces has no later load that could be missing, so it goes on until the last one is done.
 */
export class RunLoop {
  isOver = false;
  private readonly context: Context;
  private readonly model: Model;
  private readonly components: Components;
  private readonly autoscalers: Autoscalers;
  /** When the loop must next look at something else than the model's events. */
  private breakMs = Infinity;
  /** Breaks in a row while sessions waited and no event was to come. */
  private vainBreaks = 0;
  /** Interruptions, and sessions ended, when a component changed and a session had ended since. */
  private interruptedBefore = 0;
  private finishedBefore = 0;

  constructor(context: Context, model: Model, components: Components) {
    this.context = context;
    this.model = model;
    this.components = components;
    this.autoscalers = new Autoscalers(context.plan, model, context.calendar);
    this.setBreak();
    if (context.plan.warmUpRequests === 0) this.openWindow();
  }

  /** Share of the replication that is done. */
  get fraction(): number {
    const { measures, plan } = this.context;
    return (plan.drains ? measures.finished : measures.injected) / plan.requests;
  }

  /** Takes up to `events` events; sets {@link isOver} after the last. */
  advance(events: number): void {
    const { model } = this;
    const { arrivals, calendar, measures, plan, sessions } = this.context;
    const { requests, warmUpRequests, drains } = plan;
    for (let left = events; left > 0 && !this.isOver; left -= 1) {
      const eventMs = calendar.nextTimeMs();
      if (this.breakMs <= eventMs) {
        this.takeBreak(eventMs);
        continue;
      }
      const event = calendar.take();
      const id = event >>> CODE_BITS;
      const code = event & CODE_MASK;
      if (code !== ARRIVE) {
        model.handle(code, id);
        if (drains && measures.finished === requests) this.isOver = true;
        continue;
      }
      // A trace cut short by the number of requests has arrivals left that are not let in.
      if (measures.injected === requests) continue;
      if (measures.injected === warmUpRequests && warmUpRequests > 0) this.openWindow();
      const row = arrivals.admit(id);
      this.context.inspected?.admitted(sessions, row);
      if (sessions.live > MOST_LIVE_SESSIONS) throw overload(model, plan.hands, calendar.nowMs);
      if (measures.injected === requests && !drains) this.isOver = true;
      else model.start(row);
    }
  }

  /** What is no event of the model is due: a bin of the series ends, a component or a pool changes. */
  private takeBreak(eventMs: number): void {
    const { calendar, measures, series } = this.context;
    const { autoscalers, components } = this;
    // With nothing left to happen but failures, and nobody waiting for a repair, it is over.
    if (eventMs === Infinity && measures.finished === measures.injected) {
      this.isOver = true;
      return;
    }
    const nextMs = Math.min(eventMs, components.nextMs, autoscalers.nextMs);
    invariant(nextMs !== Infinity, "sessions wait, but nothing will ever happen");
    this.vainBreaks = eventMs === Infinity ? this.vainBreaks + 1 : 0;
    if (this.vainBreaks > MOST_VAIN_BREAKS) throw neverServed();
    if (series !== undefined && series.nextMs <= nextMs) {
      calendar.setNow(series.nextMs);
      series.closeBin();
    } else if (components.nextMs <= autoscalers.nextMs) {
      this.changeComponent();
    } else {
      calendar.setNow(autoscalers.nextMs);
      autoscalers.advance();
    }
    this.setBreak();
  }

  private setBreak(): void {
    const seriesMs = this.context.series?.nextMs ?? Infinity;
    this.breakMs = Math.min(seriesMs, this.components.nextMs, this.autoscalers.nextMs);
  }

  private changeComponent(): void {
    const { components, model } = this;
    const { measures } = this.context;
    if (measures.finished !== this.finishedBefore) {
      this.finishedBefore = measures.finished;
      this.interruptedBefore = measures.interrupted;
    }
    const live = this.context.sessions.live + LEAST_SESSIONS;
    if (measures.interrupted - this.interruptedBefore > MOST_INTERRUPTIONS * live)
      throw neverEnds();
    this.context.calendar.setNow(components.nextMs);
    components.advance();
    model.componentChanges(components.pool, components.replica, components.failed);
  }

  private openWindow(): void {
    this.context.measures.openWindow();
    this.context.series?.openWindow();
    for (const station of this.model.stations) station.openWindow();
    for (const { meter } of this.model.meters) meter.openWindow();
  }
}

function neverServed(): HeadroomError {
  return new HeadroomError("invalid-input", "sessions wait for a pool that has no replica", [
    {
      path: "autoscaling",
      expected: "an activationThreshold that what waits at last exceeds",
      found: "sessions that wait for ever",
    },
  ]);
}

function neverEnds(): HeadroomError {
  return new HeadroomError("invalid-input", "components fail faster than any session can end", [
    {
      path: "failures",
      expected: "times to failure that let sessions end",
      found: "every session interrupted a hundred times, and none ended",
    },
  ]);
}
