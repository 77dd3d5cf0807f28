/**
 * Closed forms of queueing theory the simulator is held against. Times are in the unit of the mean
 * service time; rates are per that unit.
 */

/** Probability that an arrival finds all of `servers` busy in M/G/c/c with offered load `a` (Erlang B). */
export function erlangB(servers: number, a: number): number {
  let blocking = 1;
  for (let n = 1; n <= servers; n += 1) blocking = (a * blocking) / (n + a * blocking);
  return blocking;
}

/**
 * M/M/c with room for `waiting` customers besides those in service: the share refused, and the mean
 * wait of the others, from the birth-death balance. Any load.
 */
export function finiteQueue(
  servers: number,
  waiting: number,
  arrivalRate: number,
  meanService: number,
): { refused: number; wait: number } {
  const a = arrivalRate * meanService;
  const weights = [1];
  for (let n = 1; n <= servers + waiting; n += 1) {
    weights.push(((weights[n - 1] ?? 0) * a) / Math.min(n, servers));
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const refused = (weights[servers + waiting] ?? 0) / total;
  const queued = weights.reduce((sum, weight, n) => sum + Math.max(0, n - servers) * weight, 0);
  return { refused, wait: queued / total / (arrivalRate * (1 - refused)) };
}

/** A renewal arrival process and a service by mean and coefficient of variation, and `servers`. */
export interface GeneralQueue {
  readonly servers: number;
  readonly arrivalRate: number;
  readonly arrivalCv: number;
  readonly meanService: number;
  readonly serviceCv: number;
}

/**
 * No mean wait in GI/G/c is above this (J. Kingman, 1962, for one server; 1965 and S. Brumelle, 1971,
 * for more; D. Gross, C. Harris, Fundamentals of Queueing Theory, 4th ed., 7.1). At c = 1 it becomes
 * exact as the load nears 1.
 */
export function mostMeanWaitGGc(queue: GeneralQueue): number {
  const { servers, arrivalRate, arrivalCv, meanService, serviceCv } = queue;
  const arrivalVariance = (arrivalCv / arrivalRate) ** 2;
  const serviceVariance = (serviceCv * meanService) ** 2 / servers;
  const spread = ((servers - 1) * meanService ** 2) / servers ** 2;
  const load = (arrivalRate * meanService) / servers;
  return (arrivalRate * (arrivalVariance + serviceVariance + spread)) / (2 * (1 - load));
}

/**
 * Mean wait in GI/G/c as an approximation: that of M/M/c, scaled by the variability of arrivals and
 * service (A. Allen, J. Cunneen; Allen, Probability, Statistics, and Queueing Theory, 1978).
 */
export function meanWaitGGc(queue: GeneralQueue): number {
  const { servers, arrivalRate, arrivalCv, meanService, serviceCv } = queue;
  const variability = (arrivalCv ** 2 + serviceCv ** 2) / 2;
  return variability * meanWaitMMc(servers, arrivalRate, meanService);
}

/** Probability that an arrival waits in M/M/c with offered load `a` erlangs (Erlang C). Needs a < c. */
export function erlangC(servers: number, a: number): number {
  const blocking = erlangB(servers, a);
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

/** One station of a closed network: a single FIFO server with exponential service. */
export interface ClosedStation {
  readonly visits: number;
  readonly meanService: number;
}

/**
 * Exact mean value analysis of a closed network of single exponential servers and a delay
 * (M. Reiser, S. S. Lavenberg, J. ACM 27, 1980): throughput and mean response of `users` customers.
 */
export function meanValueAnalysis(
  stations: readonly ClosedStation[],
  users: number,
  think: number,
): { throughput: number; response: number } {
  let lengths = stations.map(() => 0);
  let throughput = 0;
  let response = 0;
  for (let n = 1; n <= users; n += 1) {
    const times = stations.map(
      ({ visits, meanService }, at) => visits * meanService * (1 + (lengths[at] ?? 0)),
    );
    response = times.reduce((total, time) => total + time, 0);
    throughput = n / (think + response);
    lengths = times.map((time) => throughput * time);
  }
  return { throughput, response };
}

/**
 * M/M/c with a finite population (machine repair): probabilities of n customers at the station from
 * the birth-death balance, and with them throughput and mean response.
 */
export function finitePopulation(
  servers: number,
  users: number,
  think: number,
  meanService: number,
): { throughput: number; response: number } {
  const weights = [1];
  for (let n = 1; n <= users; n += 1) {
    const birth = (users - n + 1) / think;
    const death = Math.min(n, servers) / meanService;
    weights.push(((weights[n - 1] ?? 0) * birth) / death);
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const busy = weights.reduce((sum, weight, n) => sum + Math.min(n, servers) * weight, 0) / total;
  const throughput = busy / meanService;
  return { throughput, response: users / throughput - think };
}
