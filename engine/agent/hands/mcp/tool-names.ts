import { createHash } from "node:crypto";

const MAX_NAME = 64;

/**
 * Names for a server's tools, one for each and all different from `taken`, as the Messages protocol
 * allows them: `<server>_<tool>`, shortened and numbered by a hash where that is needed. The same
 * server and tools give the same names.
 */
export function toolNames(
  server: string,
  tools: readonly string[],
  taken: readonly string[],
): string[] {
  const used = new Set(taken);
  return tools.map((tool, at) => {
    const plain = `${server}_${tool}`.replaceAll(/[^a-zA-Z0-9_-]/g, "_");
    const isFine = plain.length <= MAX_NAME && !used.has(plain);
    const hash = createHash("sha256").update(`${server}\0${tool}\0${at}`).digest("hex").slice(0, 8);
    const name = isFine ? plain : `${plain.slice(0, MAX_NAME - 9)}_${hash}`;
    used.add(name);
    return name;
  });
}
