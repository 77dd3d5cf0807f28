import { significant } from "../../base/significant.js";
import type { Architecture } from "../../contract/result.js";

/** A warning of the runs of a deployment at `level` times today's demand. */
export interface LevelWarning {
  readonly architecture: Architecture;
  readonly level: number;
  readonly text: string;
}

/** A number that stands by itself, its thousands' commas and percent sign included. */
const NUMBER = /(?<![\w.])\d+(?:,\d{3})*(?:\.\d+)?%?(?!\w)/gu;

/**
 * The warnings of both deployments at all levels of demand, each said once: those that differ in nothing but
 * their numbers become one, which names the levels and has the numbers of each, in the same order. A run's
 * warnings would otherwise be repeated, nearly alike, at every level. Those of a deployment come together.
 */
export function levelWarnings(found: readonly LevelWarning[]): readonly string[] {
  const groups: LevelWarning[][] = [];
  for (const one of found) {
    // Two alike of the same runs speak of two things, such as pools whose names are numbered.
    const alike = groups.find((group) =>
      group.every(
        ({ architecture, level, text }) =>
          (architecture !== one.architecture || level !== one.level) &&
          wordsOf(text) === wordsOf(one.text),
      ),
    );
    if (alike === undefined) groups.push([one]);
    else alike.push(one);
  }
  return groups.map((group) => {
    const texts = group.map(({ text }) => text);
    const order = new Set(texts).size === 1 ? "" : ", in this order";
    return `${placesOf(group)}${order}: ${withNumbersOf(texts)}`;
  });
}

function placesOf(group: readonly LevelWarning[]): string {
  const levelsOf = (of: Architecture): string =>
    listed(
      group
        .filter(({ architecture }) => architecture === of)
        .map(({ level }) => significant(level, 3)),
    );
  const [coupled, decoupled] = [levelsOf("coupled"), levelsOf("decoupled")];
  if (decoupled === "") return `The coupled deployment at ${coupled} times today's demand`;
  if (coupled === "") return `The decoupled deployment at ${decoupled} times today's demand`;
  return `The coupled deployment at ${coupled} and the decoupled one at ${decoupled} times today's demand`;
}

const wordsOf = (text: string): string => text.replaceAll(NUMBER, "0");

/** The words that the texts share, each number replaced by those of all of them where it differs. */
function withNumbersOf([first = "", ...others]: readonly string[]): string {
  const numbers = others.map((text) => text.match(NUMBER) ?? []);
  let at = 0;
  return first.replaceAll(NUMBER, (number) => {
    const all = [number, ...numbers.map((of) => of[at] ?? "")];
    at += 1;
    return all.every((one) => one === number) ? number : listed(all);
  });
}

const LIST = new Intl.ListFormat("en-GB");
const listed = (items: readonly string[]): string => LIST.format(items);
