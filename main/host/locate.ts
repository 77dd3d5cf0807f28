import { existsSync } from "node:fs";
import path from "node:path";

/**
 * The nearest `name` at or above the folder of this code: the bundle lies in `out/main` of a checkout,
 * of an installed package or of an Electron archive, and the sources lie in `main/host`.
 */
function findAbove(...names: readonly string[]): string | undefined {
  let folder = import.meta.dirname;
  for (;;) {
    for (const name of names) {
      const candidate = path.join(folder, name);
      if (existsSync(candidate)) return candidate;
    }
    const parent = path.dirname(folder);
    if (parent === folder) return undefined;
    folder = parent;
  }
}

/** The folder of the scenarios that come with Headroom. */
export function shippedScenariosFolder(): string | undefined {
  // A folder called `scenarios` may be anything; the article's scenario in it is ours.
  const article = findAbove(path.join("scenarios", "article.json"));
  return article === undefined ? undefined : path.dirname(article);
}

/** The built entry of a simulation thread. */
export function simulationWorker(): string | undefined {
  return findAbove("simulation.js", path.join("out", "main", "simulation.js"));
}

/** The built entry of the threads and processes that hands run in. */
export function handsWorker(): string | undefined {
  return findAbove("hands.js", path.join("out", "main", "hands.js"));
}

/** The built page. */
export function pageFolder(): string | undefined {
  const index = findAbove(
    path.join("renderer", "index.html"),
    path.join("out", "renderer", "index.html"),
  );
  return index === undefined ? undefined : path.dirname(index);
}
