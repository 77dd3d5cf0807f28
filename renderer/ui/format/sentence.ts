/** Words as a sentence starts; those that begin with the name of a field keep it as it is written. */
export function headline(words: string): string {
  const [first = ""] = words.split(" ", 1);
  return first.includes(".") ? words : words.charAt(0).toUpperCase() + words.slice(1);
}

/** What the engine says without a capital and a stop, as a sentence of its own. */
export function sentence(words: string): string {
  return /[.!?]$/.test(words) ? headline(words) : `${headline(words)}.`;
}
