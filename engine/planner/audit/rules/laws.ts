import { HOURS_PER_DAY, MS_PER_SECOND } from "../../../base/units.js";
import type { Check } from "../check.js";
import { SIDES } from "../figures.js";
import type { ClaimFigure, Figures, Side } from "../figures.js";
import { percent, write } from "../write.js";

const HOURS_PER_30_DAYS = 30 * HOURS_PER_DAY;

/** How far two amounts that must be equal are apart, relative. */
export function mismatch(a: number, b: number): number {
  if (a === b) return 0;
  return a <= 0 || b <= 0 ? Infinity : Math.max(a / b, b / a) - 1;
}

/** Little's law: requests in flight = throughput × latency. */
export function littlesLaw(figures: Figures): Check[] {
  return SIDES.flatMap((side): Check[] => {
    const found = figures.all(side, "inFlight", "throughput", "latencyMs.mean");
    if (found === undefined) return [];
    const [inFlight, throughput, latency] = found;
    const product = (throughput.value * latency.value) / MS_PER_SECOND;
    return [
      {
        rule: "littles-law",
        severity: "contradiction",
        title: `throughput and latency ${side} do not give the requests in flight`,
        figures: found,
        gap: (values) =>
          mismatch(values(inFlight), (values(throughput) * values(latency)) / MS_PER_SECOND),
        calculation: `${write(throughput.value)}/s × ${write(latency.value)} ms = ${write(product)} in flight; claimed are ${write(inFlight.value)}`,
        region: "requests in flight = throughput × mean latency",
      },
    ];
  });
}

/** Utilisation law: busy share × units = throughput × service demand. Units × 30 days = hours. */
export function utilisationLaw(figures: Figures): Check[] {
  return SIDES.flatMap((side) =>
    (["gpu", "cpu"] as const).flatMap((kind): Check[] => {
      const name = kind.toUpperCase();
      const utilisation = figures.get(`utilisation.${kind}`, side);
      const throughput = figures.get("throughput", side);
      const demand = figures.get(`${kind}MsPerRequest`, side);
      const units = figures.get(`${kind}s`, side);
      const hours = figures.get(`hoursPer30Days.${kind}`, side);
      const checks: Check[] = [];
      if (units !== undefined && hours !== undefined) {
        checks.push({
          rule: "utilisation-law",
          severity: "contradiction",
          title: `${name} hours ${side} are not those of the ${name}s claimed`,
          figures: [units, hours],
          gap: (values) => mismatch(values(units) * HOURS_PER_30_DAYS, values(hours)),
          calculation: `${write(units.value)} ${name}s × 720 h = ${write(units.value * HOURS_PER_30_DAYS)} h in 30 days; claimed are ${write(hours.value)} h`,
          region: `${hours.key} = 720 h × ${units.key}`,
        });
      }
      const provided = units ?? hours;
      if (utilisation === undefined || throughput === undefined || demand === undefined)
        return checks;
      if (provided === undefined) return checks;
      const per = provided === units ? 1 : HOURS_PER_30_DAYS;
      const busy = (throughput.value * demand.value) / MS_PER_SECOND;
      checks.push({
        rule: "utilisation-law",
        severity: "contradiction",
        title: `${name} utilisation ${side} does not follow from throughput and work per request`,
        figures: [utilisation, throughput, demand, provided],
        gap: (values) =>
          mismatch(
            (values(utilisation) * values(provided)) / per,
            (values(throughput) * values(demand)) / MS_PER_SECOND,
          ),
        calculation: `${write(throughput.value)}/s × ${write(demand.value)} ms = ${write(busy)} ${name}s busy, of ${write(provided.value / per)}: ${percent((busy * per) / provided.value)}; claimed are ${percent(utilisation.value)}`,
        region: `${utilisation.key} × ${name}s = throughput × ${name} time per request`,
      });
      return checks;
    }),
  );
}

/** Nothing runs faster than it can. */
export function capacity(figures: Figures): Check[] {
  return SIDES.flatMap((side): Check[] => {
    const found = figures.all(side, "throughput", "capacityPerSecond");
    if (found === undefined) return [];
    const [throughput, most] = found;
    return [
      {
        rule: "capacity",
        severity: "contradiction",
        title: `${throughput.key} is above the load at which the system is said to stall`,
        figures: found,
        gap: (values) => Math.max(0, values(throughput) / values(most) - 1),
        calculation: `${write(throughput.value)}/s is ${write(throughput.value / most.value)} times the ${write(most.value)}/s beyond which it stalls`,
        region: `${throughput.key} ≤ ${most.key}`,
      },
    ];
  });
}

/** Tool workers that idle for a share of the time are busy for the rest of it at most. */
export function idleShare(figures: Figures): Check[] {
  return SIDES.flatMap((side: Side): Check[] => {
    const found = figures.all(side, "modelWaitShare", "utilisation.cpu");
    if (found === undefined) return [];
    const [waiting, busy] = found;
    const excess = (of: (figure: ClaimFigure) => number): number => of(busy) + of(waiting) - 1;
    return [
      {
        rule: "idle-share",
        severity: "contradiction",
        title: `the CPUs ${side} cannot be that busy and idle that long`,
        figures: found,
        gap: (values) => Math.max(0, excess(values)),
        calculation: `${percent(busy.value)} busy + ${percent(waiting.value)} idle = ${percent(busy.value + waiting.value)}`,
        region: `${busy.key} ≤ 1 − ${waiting.key}`,
      },
    ];
  });
}
