const MOST = 5;

/** Pairs of neighbouring letters and digits, in lower case. */
function pairsOf(name: string): Set<string> {
  const bare = name.toLowerCase().replace(/[^a-z0-9]/g, "");
  return new Set(Array.from(bare.slice(1), (letter, at) => `${bare.charAt(at)}${letter}`));
}

/** The names most like `name`, the likest first, by the pairs of letters they share (Dice's coefficient). */
export function nearest(name: string, names: readonly string[]): string[] {
  const wanted = pairsOf(name);
  const likeness = (other: string): number => {
    const pairs = pairsOf(other);
    const shared = [...wanted].filter((pair) => pairs.has(pair)).length;
    return (2 * shared) / Math.max(1, wanted.size + pairs.size);
  };
  return names
    .map((other) => ({ other, likeness: likeness(other) }))
    .toSorted((a, b) => b.likeness - a.likeness)
    .slice(0, MOST)
    .map(({ other }) => other);
}
