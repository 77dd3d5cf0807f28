/** In the names that the engine gives its own pools (engine/simulator/pool-names.ts). */
const ABBREVIATION = /\b(api|gpu)(?= (computing|requests|input tokens|output tokens)$)/;

/** Pools are named in lower case, as keys of the result; on screen they start like the rest. */
export function poolName(pool: string): string {
  const name = pool.replace(ABBREVIATION, (word) => word.toUpperCase());
  return name.charAt(0).toUpperCase() + name.slice(1);
}
