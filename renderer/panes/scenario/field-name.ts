import type { InputName } from "../../charts/sensitivity-model.js";
import { parsePath } from "../editor/locate.js";
import { valueAt } from "./form/form-source.js";
import { fieldWords, humanise, itemWord } from "./words.js";

/** Keys that say which form a value has, or hold what the form shows without a heading of its own. */
const UNNAMED = new Set([
  "constant",
  "exponential",
  "lognormal",
  "gamma",
  "weibull",
  "uniform",
  "geometric",
  "empirical",
  "poisson",
  "bursty",
  "daily",
  "closed",
  "trace",
  "session",
]);

/** Numbers of a distribution, which the field above them is told by. */
const PARAMETERS: Readonly<Record<string, string>> = {
  mean: "mean",
  cv: "coefficient of variation",
  shape: "shape",
  min: "least",
  max: "most",
};

/** Those of them that are no amount of what the field is of. */
const SHAPES = new Set(["cv", "shape"]);

/**
 * The number at a path in the words of the form: `hands.search.serviceMs.lognormal.mean` is "Hands › search ›
 * Service time, mean", in ms. Workloads and the tools of their sessions are called by their names in `root`: a
 * scenario, or what JSON has in its place.
 */
export function fieldName(path: string, root: unknown): InputName {
  const steps = parsePath(path);
  const words: string[] = [];
  let field = "";
  let parameter: string | undefined;
  steps.forEach((step, at) => {
    const above = String(steps[at - 1]);
    if (typeof step === "number") {
      words.splice(-1, 1, itemName(above, steps.slice(0, at + 1), root));
      return;
    }
    if (UNNAMED.has(step)) return;
    if (PARAMETERS[step] !== undefined && UNNAMED.has(above)) {
      parameter = step;
      return;
    }
    field = step;
    // Pools are called as their users called them.
    words.push(above === "hands" ? step : fieldWords(step).label);
  });
  const { unit, style } = fieldWords(field);
  const name = words.join(" › ");
  if (parameter === undefined) return { label: name, unit, isShare: style === "share" };
  const isShape = SHAPES.has(parameter);
  return {
    label: `${name}, ${PARAMETERS[parameter] ?? parameter}`,
    unit: isShape ? "" : unit,
    isShare: !isShape && style === "share",
  };
}

/** What the user calls an item of a list; its place where it has no name. */
function itemName(list: string, path: readonly (string | number)[], root: unknown): string {
  const item = valueAt(root, path);
  const key = list === "workloads" ? "name" : list === "tools" ? "pool" : undefined;
  const name = key === undefined ? undefined : valueAt(item, [key]);
  if (typeof name === "string" && name !== "") return name;
  return `${humanise(itemWord(list))} ${Number(path.at(-1)) + 1}`;
}
