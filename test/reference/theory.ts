/**
 * Closed forms of queueing theory the simulator is held against. Times are in the unit of the mean
 * service time; rates are per that unit.
 */

/** Probability that an arrival waits in M/M/c with offered load `a` erlangs (Erlang C). Needs a < c. */
export function erlangC(servers: number, a: number): number {
  let blocking = 1;
  for (let n = 1; n <= servers; n += 1) blocking = (a * blocking) / (n + a * blocking);
  return blocking / (1 - (a / servers) * (1 - blocking));
}

/** Mean wait in queue of M/M/c. */
export function meanWaitMMc(servers: number, arrivalRate: number, meanService: number): number {
  const a = arrivalRate * meanService;
  return (erlangC(servers, a) * meanService) / (servers - a);
}

/** Share of the arrivals in M/M/c that wait longer than `time`: C(c, a) exp(−(c − a) t / s). */
export function waitTailMMc(
  servers: number,
  arrivalRate: number,
  meanService: number,
  time: number,
): number {
  const a = arrivalRate * meanService;
  return erlangC(servers, a) * Math.exp((-(servers - a) * time) / meanService);
}

/** Quantile of the wait in M/M/c: 0 while the share that does not wait is at least `p`. */
export function waitQuantileMMc(
  servers: number,
  arrivalRate: number,
  meanService: number,
  p: number,
): number {
  const a = arrivalRate * meanService;
  return Math.max(0, (meanService / (servers - a)) * Math.log(erlangC(servers, a) / (1 - p)));
}

/** Quantile of the sojourn time in M/M/1, which is exponential. */
export function sojournQuantileMM1(arrivalRate: number, meanService: number, p: number): number {
  return (-meanService / (1 - arrivalRate * meanService)) * Math.log(1 - p);
}

/** Mean wait in queue of M/G/1 (Pollaczek–Khinchine); `cv` is the service's coefficient of variation. */
export function meanWaitMG1(arrivalRate: number, meanService: number, cv: number): number {
  const rho = arrivalRate * meanService;
  return (rho * meanService * (1 + cv * cv)) / (2 * (1 - rho));
}
