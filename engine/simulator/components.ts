import { uniformOfWord } from "../base/random.js";
import { MS_PER_HOUR } from "../base/units.js";
import { Calendar } from "./calendar.js";
import type { ComponentPlan } from "./component-plan.js";
import type { Plan } from "./plan.js";

const HORIZON_HOURS = 8760;
/** Failures looked at for the mean time between them; a deployment that fails more often is sampled. */
const MOST_FAILURES = 100_000;

/** Length of the up time and the repair of cycle `cycle` of one component. */
interface Cycle {
  upMs: number;
  downMs: number;
}

/**
 * Cycle 0 is what time 0 leaves of the cycle under way, which has run for ever: an up time of 0 where
 * the component is down. Components that all began new would fail together.
 */
function readCycle(plan: Plan, group: ComponentPlan, component: number, cycle: number, out: Cycle) {
  plan.streams.draw(group.stream, component, cycle, 0);
  const [word0 = 0, word1 = 0] = plan.streams.words;
  out.upMs = plan.samplers.draw(group.timeToFailureSampler, word0) * group.msPerFailureUnit;
  out.downMs = plan.samplers.draw(group.timeToRepairSampler, word1) * group.msPerRepairUnit;
  if (cycle > 0) return;
  plan.streams.draw(group.stream, component, 0, 1);
  const [state = 0, place = 0] = plan.streams.words;
  const position = uniformOfWord(place);
  if (uniformOfWord(state) < group.availability) {
    const left = group.residualToFailure(uniformOfWord(word0), position);
    out.upMs = left * group.msPerFailureUnit;
  } else {
    out.upMs = 0;
    out.downMs = group.residualToRepair(uniformOfWord(word1), position) * group.msPerRepairUnit;
  }
}

/**
 * The failures and repairs of every component during a replication: stationary alternating renewal
 * processes, each with its own draws, in a calendar apart so that the many idle components do not deepen the
 * event list that every event goes through.
 */
export class Components {
  /** When the next component fails or comes back; Infinity when nothing ever fails. */
  nextMs = Infinity;
  /** What {@link advance} found: the pool (−1: brain or coupled), the replica in it, and whether it failed. */
  pool = -1;
  replica = 0;
  failed = false;
  private readonly plan: Plan;
  private readonly calendar = new Calendar();
  private readonly groupOf: Int32Array;
  private readonly replicaOf: Int32Array;
  /** Changes so far: even, the next one is a failure; odd, a repair. */
  private readonly changes: Int32Array;
  private readonly cycle: Cycle = { upMs: 0, downMs: 0 };

  constructor(plan: Plan) {
    this.plan = plan;
    const total = plan.components.reduce((sum, group) => sum + group.places, 0);
    this.groupOf = new Int32Array(total);
    this.replicaOf = new Int32Array(total);
    this.changes = new Int32Array(total);
    let component = 0;
    plan.components.forEach((group, at) => {
      for (let replica = 0; replica < group.places; replica += 1) {
        this.groupOf[component] = at;
        this.replicaOf[component] = replica;
        readCycle(plan, group, replica, 0, this.cycle);
        this.calendar.schedule(this.cycle.upMs, component);
        component += 1;
      }
    });
    this.nextMs = this.calendar.nextTimeMs();
  }

  /** Takes the change at {@link nextMs} and moves on to the next one. */
  advance(): void {
    const nowMs = this.nextMs;
    const component = this.calendar.take();
    const group = this.plan.components[this.groupOf[component] ?? 0];
    const changes = this.changes[component] ?? 0;
    if (group === undefined) return;
    this.pool = group.pool;
    this.replica = this.replicaOf[component] ?? 0;
    this.failed = (changes & 1) === 0;
    this.changes[component] = changes + 1;
    // A failure is followed by its own cycle's repair, a repair by the next cycle's up time.
    const cycle = (changes + 1) >> 1;
    readCycle(this.plan, group, this.replica, this.failed ? changes >> 1 : cycle, this.cycle);
    const delayMs = this.failed ? this.cycle.downMs : this.cycle.upMs;
    this.calendar.schedule(nowMs + delayMs, component);
    this.nextMs = this.calendar.nextTimeMs();
  }
}

/**
 * Component failures an hour in this deployment: the same failure paths over a simulated year, without
 * load. `sizeOf` tells the mean size of a station, relative to the one it starts with. null when
 * nothing can fail.
 */
export function failuresPerHour(plan: Plan, sizeOf: (station: string) => number): number | null {
  if (plan.components.length === 0) return null;
  const budget = MOST_FAILURES / plan.components.length;
  return plan.components.reduce(
    (sum, group) => sum + groupRate(plan, group, budget) * sizeOf(group.station),
    0,
  );
}

function groupRate(plan: Plan, group: ComponentPlan, budget: number): number {
  const cycle: Cycle = { upMs: 0, downMs: 0 };
  const horizonMs = HORIZON_HOURS * MS_PER_HOUR;
  let failures = 0;
  let observedMs = 0;
  for (let component = 0; component < group.count && failures < budget; component += 1) {
    let timeMs = 0;
    for (let at = 0; failures < budget; at += 1) {
      readCycle(plan, group, component, at, cycle);
      timeMs += cycle.upMs;
      if (timeMs > horizonMs) break;
      // Down at time 0: it failed before.
      if (timeMs > 0) failures += 1;
      timeMs += cycle.downMs;
    }
    observedMs += Math.min(timeMs, horizonMs);
  }
  return observedMs === 0 ? 0 : (failures * group.count * MS_PER_HOUR) / observedMs;
}
