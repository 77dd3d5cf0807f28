import { MS_PER_SECOND } from "../base/units.js";
import { HeadroomError } from "../contract/errors.js";
import { DUE, EVENTS, NOW } from "./calendar.js";
import type { Calendar } from "./calendar.js";
import { ARRIVE, CODE_BITS } from "./events.js";
import type { Measures } from "./measures.js";
import type { ArrivalPlan } from "./arrival-plan.js";
import type { Plan } from "./plan.js";
import { stepsOfTurn, turnsOf } from "./session-draws.js";
import {
  ARRIVAL_MS,
  FIRST_INPUT,
  FLAGS,
  FRESH_TOKENS,
  INDEX,
  LONG_PROMPT_USD,
  PAID_INPUT,
  PROMPT_TOKENS,
  REPREFILLED,
  SANDBOXES_HIGH,
  SANDBOXES_LOW,
  SESSION_DOUBLES,
  SESSION_INTEGERS,
  SOURCE,
  STAGE,
  STEP,
  STEPS,
  TTFT_MS,
  TURNS_LEFT,
  WORKLOAD,
} from "./session-row.js";
import type { Table } from "./table.js";
import type { VaryingRate } from "./varying-rate.js";

/** What an event can hold; a scenario beyond is refused. */
const MOST_SOURCES = EVENTS >> CODE_BITS;

/**
 * Lets sessions in. A source is an open workload, or one user of a closed one. The number of a session
 * in its workload, which names its random draws, depends on the source and on how many sessions that
 * source has started, not on who finished first: so user 3's fifth session is the same task in both
 * architectures.
 */
export class Arrivals {
  private readonly plan: Plan;
  private readonly calendar: Calendar;
  private readonly sessions: Table;
  private readonly measures: Measures;
  private readonly sourceWorkload: Int32Array;
  /** Number of the source in its workload: the user. */
  private readonly sourceUser: Int32Array;
  /** Sessions this source has started. */
  private readonly started: Int32Array;
  /** By workload, where its rate varies. */
  private readonly rates: readonly (VaryingRate | undefined)[];

  constructor(plan: Plan, calendar: Calendar, sessions: Table, measures: Measures) {
    this.plan = plan;
    this.calendar = calendar;
    this.sessions = sessions;
    this.measures = measures;
    const sources = plan.arrivals.reduce((sum, arrival) => sum + sourcesOf(arrival), 0);
    if (sources > MOST_SOURCES) {
      throw new HeadroomError("invalid-input", "too many closed users to simulate", [
        {
          path: "workloads",
          expected: `at most ${MOST_SOURCES} closed users`,
          found: String(sources),
        },
      ]);
    }
    this.sourceWorkload = new Int32Array(sources);
    this.sourceUser = new Int32Array(sources);
    this.started = new Int32Array(sources);
    this.rates = plan.arrivals.map(({ startRate }) => startRate?.());
    let source = 0;
    for (const arrival of plan.arrivals) {
      for (let user = 0; user < sourcesOf(arrival); user += 1) {
        this.sourceWorkload[source] = arrival.workload;
        this.sourceUser[source] = user;
        this.scheduleNext(source, arrival);
        source += 1;
      }
    }
  }

  /** Lets the session in that `source` brings now, and gives its row. */
  admit(source: number): number {
    const { sessions, plan } = this;
    const at = this.sourceWorkload[source] ?? 0;
    const arrival = plan.arrivals[at];
    const workload = plan.workloads[at];
    const row = sessions.take();
    if (arrival === undefined || workload === undefined) return row;
    const started = this.started[source] ?? 0;
    this.started[source] = started + 1;
    const index =
      arrival.kind === "closed"
        ? Math.imul(started, arrival.users) + (this.sourceUser[source] ?? 0)
        : started;
    const { real, whole } = sessions;
    const integersAt = row * SESSION_INTEGERS;
    whole[integersAt + WORKLOAD] = at;
    whole[integersAt + INDEX] = index;
    whole[integersAt + SOURCE] = source;
    whole[integersAt + STEP] = 0;
    whole[integersAt + FLAGS] = 0;
    whole[integersAt + SANDBOXES_LOW] = 0;
    whole[integersAt + SANDBOXES_HIGH] = 0;
    const doublesAt = row * SESSION_DOUBLES;
    real[doublesAt + ARRIVAL_MS] = this.calendar.nowMs;
    real[doublesAt + TTFT_MS] = -1;
    for (let field = PAID_INPUT; field <= REPREFILLED; field += 1) real[doublesAt + field] = 0;
    real[doublesAt + LONG_PROMPT_USD] = 0;
    for (let field = STAGE; field < FIRST_INPUT; field += 1) real[doublesAt + field] = 0;
    const { words } = plan.streams;
    let input = workload.inputTokens.fixed;
    if (Number.isNaN(input)) {
      plan.streams.draw(workload.sessionStream, index, 0, 0);
      input = Math.round(plan.samplers.draw(workload.inputTokens.id, words[1] ?? 0));
    }
    let steps = 0;
    const { trace } = workload;
    if (trace !== undefined) {
      const request = trace.firstRequest[index] ?? 0;
      input = trace.inputTokens[request] ?? 0;
      if (trace.hasRounds) steps = (trace.firstRequest[index + 1] ?? 0) - request;
    }
    whole[integersAt + STEPS] = steps > 0 ? steps : stepsOfTurn(plan, workload, index, 0);
    whole[integersAt + TURNS_LEFT] = turnsOf(plan, workload, index);
    real[doublesAt + FIRST_INPUT] = input;
    real[doublesAt + FRESH_TOKENS] = input;
    real[doublesAt + PROMPT_TOKENS] = 0;
    this.measures.arrive();
    if (arrival.kind !== "closed") this.scheduleNext(source, arrival);
    return row;
  }

  /** Gives the row of a finished session back; a closed user starts thinking. */
  leave(row: number): void {
    const source = this.sessions.whole[row * SESSION_INTEGERS + SOURCE] ?? 0;
    const arrival = this.plan.arrivals[this.sourceWorkload[source] ?? 0];
    if (arrival !== undefined && arrival.kind === "closed") {
      this.scheduleNext(source, arrival);
    }
  }

  private scheduleNext(source: number, arrival: ArrivalPlan): void {
    const started = this.started[source] ?? 0;
    const event = ARRIVE | (source << CODE_BITS);
    if (arrival.kind === "trace") {
      const trace = this.plan.workloads[arrival.workload]?.trace;
      const seconds = trace?.arrivalSeconds[started];
      if (seconds !== undefined) {
        this.calendar.schedule(seconds * arrival.msPerTraceSecond, event);
      }
      return;
    }
    const { streams, samplers } = this.plan;
    let gap = arrival.gap.fixed;
    if (Number.isNaN(gap)) {
      streams.draw(arrival.stream, started, this.sourceUser[source] ?? 0, 0);
      gap = samplers.draw(arrival.gap.id, streams.words[0] ?? 0);
    }
    const rate = this.rates[arrival.workload];
    if (rate !== undefined) {
      this.calendar.schedule(rate.nextMs(gap), event);
      return;
    }
    const unitMs = arrival.kind === "closed" ? MS_PER_SECOND : 1;
    const { clock } = this.calendar;
    clock[DUE] = (clock[NOW] ?? 0) + gap * unitMs;
    this.calendar.scheduleDue(event);
  }
}

function sourcesOf(arrival: ArrivalPlan): number {
  return arrival.kind === "closed" ? arrival.users : 1;
}
