import { Calendar, DUE, NOW } from "../../engine/simulator/calendar.js";
import { CODE_BITS, CODE_MASK } from "../../engine/simulator/events.js";
import { Station } from "../../engine/simulator/station.js";
import { Table } from "../../engine/simulator/table.js";
import { LAST_STEP, MEAN_TOOL, TOOL_SERVERS } from "./networks.js";
import type { Network, Outcome } from "./networks.js";
import { brainService, exponential, uniform } from "./random.js";

const ARRIVAL = 0;
const BRAIN = 1;
const TOOL = 2;
/** Cells of `sums`. */
const LATENCY = 0;

/** The same networks on the simulator's kernel: calendar with exact ties, stations, session rows. */
export class Kernel {
  private readonly network: Network;
  private readonly calendar = new Calendar();
  private readonly brain: Station;
  private readonly tools: Station;
  private readonly rows = new Table(1, 1);
  private readonly sums = new Float64Array(1);
  private events = 0;
  private injected = 0;
  private finished = 0;

  constructor(network: Network) {
    this.network = network;
    this.brain = new Station("brain", network.servers, 1, false, this.calendar.clock);
    this.tools = new Station("tools", TOOL_SERVERS, 1, false, this.calendar.clock);
  }

  run(): Outcome {
    const { calendar } = this;
    const { sessions, arrivalRate } = this.network;
    calendar.schedule(exponential() / arrivalRate, ARRIVAL);
    while (this.finished < sessions) {
      calendar.nextTimeMs();
      const event = calendar.take();
      this.events += 1;
      switch (event & CODE_MASK) {
        case ARRIVAL:
          this.arrive();
          break;
        case BRAIN:
          this.brainDone(event >>> CODE_BITS);
          break;
        case TOOL:
          this.toolDone(event >>> CODE_BITS);
          break;
      }
    }
    return { events: this.events, mean: (this.sums[LATENCY] ?? 0) / this.finished };
  }

  private arrive(): void {
    const { calendar, rows } = this;
    this.injected += 1;
    if (this.injected < this.network.sessions) {
      const { clock } = calendar;
      clock[DUE] = (clock[NOW] ?? 0) + exponential() / this.network.arrivalRate;
      calendar.scheduleDue(ARRIVAL);
    }
    const row = rows.take();
    rows.real[row] = calendar.nowMs;
    this.enterBrain(row);
  }

  private brainDone(row: number): void {
    const { brain, tools } = this;
    brain.stop(row);
    if (brain.queue.length > 0) this.begin(brain.queue.shift());
    if (!this.network.hasTools) this.end(row);
    else if (tools.free > 0) this.beginTool(row);
    else tools.queue.push(row);
  }

  private toolDone(row: number): void {
    const { tools } = this;
    tools.stop(row);
    if (tools.queue.length > 0) this.beginTool(tools.queue.shift());
    if (uniform() < LAST_STEP) this.end(row);
    else this.enterBrain(row);
  }

  private enterBrain(row: number): void {
    if (this.brain.free > 0) this.begin(row);
    else this.brain.queue.push(row);
  }

  private begin(row: number): void {
    const { calendar, network } = this;
    this.brain.start(row);
    const service = network.hasTools ? brainService() : network.meanService * exponential();
    const { clock } = calendar;
    clock[DUE] = (clock[NOW] ?? 0) + service;
    calendar.scheduleDue(BRAIN | (row << CODE_BITS));
  }

  private beginTool(row: number): void {
    const { calendar } = this;
    this.tools.start(row);
    const { clock } = calendar;
    clock[DUE] = (clock[NOW] ?? 0) + MEAN_TOOL * exponential();
    calendar.scheduleDue(TOOL | (row << CODE_BITS));
  }

  private end(row: number): void {
    const { calendar, rows, sums } = this;
    this.finished += 1;
    sums[LATENCY] = (sums[LATENCY] ?? 0) + (calendar.nowMs - (rows.real[row] ?? 0));
    rows.release(row);
  }
}

export function runKernel(network: Network): Outcome {
  return new Kernel(network).run();
}
