/** The slots of the brain, and of the coupled deployment. */
export const BRAIN_POOL = "brain";
export const COUPLED_POOL = "coupled slots";
/** The part of the coupled slots, or of their servers, that computes. */
export const COUPLED_COMPUTING = "coupled gpu computing";

/** How much of an API's limits is used, as pools beside the others. */
export const API_REQUESTS = "api requests";
export const API_INPUT = "api input tokens";
export const API_OUTPUT = "api output tokens";
export const API_POOLS: ReadonlySet<string> = new Set([API_REQUESTS, API_INPUT, API_OUTPUT]);

/** The name of a pool of hands among all pools: one called "brain" must not hide the brain. */
export function handsPoolName(name: string): string {
  return name === BRAIN_POOL || API_POOLS.has(name) ? `hands: ${name}` : name;
}
