import type { ProjectResult } from "../../../engine/contract/project-result.js";
import type { Architecture } from "../../../engine/contract/result.js";
import { isComparison } from "../../state/parts.js";
import type { RunResult } from "../../state/parts.js";
import { formatCount } from "../../ui/format/number.js";
import { findingOf } from "../compare/finding.js";
import { simulationFinding } from "../compare/simulation-finding.js";
import { moneySentences } from "../money/money-model.js";
import type { Headline } from "./headlines.js";

/** The decision in words: whole sentences, the one to remember first. */
export interface Decision {
  readonly lead: string;
  readonly support: readonly string[];
  /** What else decides: requirements, and all costs of the horizon where they were projected. */
  readonly points: readonly Point[];
}

interface Point {
  readonly tone: "good" | "bad" | "unsure" | "muted";
  readonly text: string;
}

/**
 * What a run, and a projection where there is one, say about the choice. Better, worse and undecided
 * are the engine's words on each headline figure; nothing is weighed against another here.
 */
export function decisionOf(
  result: RunResult,
  headlines: readonly Headline[],
  projection: ProjectResult | undefined,
  locale: string,
): Decision {
  const points = [
    requirementsPoint(requirementsOf(result), locale),
    ...(projection === undefined ? [] : [moneyPoint(projection, locale)]),
  ];
  if (!isComparison(result)) return { ...simulationFinding(result, locale), points };
  const { lead, support } = findingOf(result, locale);
  return { lead: judgedSentence(headlines, locale), support: [lead, ...support], points };
}

function moneyPoint(projection: ProjectResult, locale: string): Point {
  const { differenceUsd } = projection.costs.total;
  const text = moneySentences(projection, locale).lead;
  if (differenceUsd === null || differenceUsd === 0) return { tone: "muted", text };
  return { tone: differenceUsd < 0 ? "good" : "bad", text };
}

function judgedSentence(headlines: readonly Headline[], locale: string): string {
  const judged = headlines.flatMap(({ against }) => against?.judgement ?? []);
  const count = (word: string): number => judged.filter((one) => one === word).length;
  const [better, worse, all] = [count("better"), count("worse"), judged.length];
  const number = (value: number): string => formatCount(value, locale);
  if (all === 0) return "This run has no figure to decide by.";
  if (better === all) return `Decoupled is better on all ${number(all)} headline figures.`;
  if (worse === all) return `Decoupled is worse on all ${number(all)} headline figures.`;
  if (better === 0 && worse === 0) {
    return `This run shows no difference on any of ${number(all)} headline figures.`;
  }
  const open = all - better - worse;
  if (open === 0) {
    return `Decoupled is better on ${number(better)} of ${number(all)} headline figures and worse on ${number(worse)}.`;
  }
  if (worse === 0) {
    return `Decoupled is better on ${number(better)} of ${number(all)} headline figures, and the same or undecided on ${number(open)}.`;
  }
  if (better === 0) {
    return `Decoupled is worse on ${number(worse)} of ${number(all)} headline figures, and the same or undecided on ${number(open)}.`;
  }
  return `Decoupled is better on ${number(better)} of ${number(all)} headline figures, worse on ${number(worse)}, and the same or undecided on ${number(open)}.`;
}

/** How many of a deployment's milestones and promises are met. */
export interface Requirements {
  readonly architecture: Architecture;
  readonly met: number;
  readonly missed: number;
  readonly all: number;
}

/** Of the deployment one plans to run, as `requirementsMet` has it; `of` another. */
export function requirementsOf(
  { milestones, objectives, architectures }: RunResult,
  of?: Architecture,
): Requirements {
  const architecture = of ?? (architectures.decoupled === undefined ? "coupled" : "decoupled");
  const own = [...milestones, ...objectives].filter((one) => one.architecture === architecture);
  const count = (verdict: string): number => own.filter((one) => one.verdict === verdict).length;
  return { architecture, met: count("met"), missed: count("missed"), all: own.length };
}

function requirementsPoint(
  { architecture, met, missed, all }: Requirements,
  locale: string,
): Point {
  const number = (value: number): string => formatCount(value, locale);
  const who = architecture === "decoupled" ? "Decoupled" : "Coupled";
  if (all === 0) {
    return { tone: "muted", text: "The scenario states no milestone and no promise to users." };
  }
  if (met === all) {
    return { tone: "good", text: `${who} meets every requirement of the scenario.` };
  }
  if (missed === 0) {
    return {
      tone: "unsure",
      text: `${who} meets ${number(met)} of ${number(all)} requirements; this run leaves the others undecided.`,
    };
  }
  return {
    tone: "bad",
    text: `${who} misses ${number(missed)} of ${number(all)} requirements.`,
  };
}
