/** `Azure code, 8 replicas` and `Time by stage` → `azure-code-8-replicas-time-by-stage`. */
export function fileStem(...parts: readonly string[]): string {
  const letters = parts.join(" ").normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const stem = letters.replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
  return stem.slice(0, 100) || "chart";
}
