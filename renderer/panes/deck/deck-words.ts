import type { Slide, SlideShows } from "../../../engine/contract/deck.js";
import type { SlideSource } from "../../state/deck-parts.js";
import { formatInstant } from "../../ui/format/time.js";
import { ARCHITECTURE_NAMES } from "../../ui/names.js";

type Part = Exclude<SlideShows, { kind: "words" }>["part"];

/** What each part of a result is called. Those of charts are what their frames call them. */
export const PART_NAMES: Readonly<Record<Part, string>> = {
  figures: "Key figures",
  milestones: "Milestones",
  "latency-distribution": "Latency distribution",
  "time-by-stage": "Time by stage",
  utilisation: "Utilisation",
  "throughput-as-pools-scale": "Throughput as pools scale",
  "latency-heat-map": "Latency heat map",
  "critical-path": "Critical path",
  "load-servers-and-queues": "Load, servers and queues",
  "plan-and-runner-up": "Plan and runner-up",
  promises: "Promises, as the plan keeps them",
  "cost-against-latency": "Cost against latency",
  "why-nothing-cheaper": "Why nothing cheaper works",
  "cost-by-day": "Cost by day",
  "net-savings-by-day": "Net savings by day",
  "total-cost": "Total cost of ownership",
  "unit-costs": "Unit costs",
  "savings-by-the-token": "Savings by the token",
  "distribution-of-the-return": "Distribution of the return",
  "what-moves-the-value-most": "What moves the value most",
  "milestones-over-time": "Milestones over time",
  findings: "Findings of the audit",
  rules: "Rules of the audit",
  "what-follows": "What follows from the claims",
  "one-session": "One session",
  "critical-path-of-these-sessions": "Critical path of marked sessions",
  "what-moves-cost": "What moves cost",
  "what-moves-p95": "What moves p95",
  "scenarios-on-shared-axes": "Scenarios on shared axes",
  "scenarios-side-by-side": "Scenarios side by side",
  "predicted-against-measured": "Predicted against measured",
  "fit-over-the-log": "Fit over the log",
  "errors-of-the-prediction": "Errors of the prediction",
  "step-time": "Step time of the server",
  measured: "Measured under load",
  "measured-beside-predicted": "Measured beside predicted",
  "gauges-over-time": "Gauges over time",
  timeline: "Timeline",
};

/** What a slide is called in the list of them. */
export function slideName({ title, shows }: Slide): string {
  if (title !== undefined) return title;
  if (shows.kind === "words") return "Words";
  if (shows.kind === "run" && shows.architecture !== undefined) {
    return `${PART_NAMES[shows.part]}, ${ARCHITECTURE_NAMES[shows.architecture].toLowerCase()}`;
  }
  return PART_NAMES[shows.part];
}

/** What a slide is of, and from when. */
export function sourceWords(
  shows: SlideShows,
  source: SlideSource | undefined,
  locale: string,
): string {
  if (shows.kind === "words") return "Your own words";
  if (source === undefined) return "Loading…";
  switch (source.kind) {
    case "run":
    case "inspection":
    case "simulated-session": {
      const { name, scenarioName, createdAt } = source.entry;
      return `${name ?? scenarioName}, run of ${formatInstant(createdAt, locale)}`;
    }
    case "plan": {
      const { name, scenarioName, createdAt } = source.entry;
      return `${name ?? scenarioName}, plan of ${formatInstant(createdAt, locale)}`;
    }
    case "audit":
      return `${source.name}, audit of the claims as they are now`;
    case "projection": {
      const { name, scenarioName, createdAt } = source.entry;
      return `${name ?? scenarioName}, projection of ${formatInstant(createdAt, locale)}`;
    }
    case "study": {
      const { name, scenarioName, createdAt } = source.entry;
      return `${name ?? scenarioName}, study of ${formatInstant(createdAt, locale)}`;
    }
    case "calibration": {
      const { name, logName, createdAt } = source.entry;
      return `${name ?? logName}, calibration of ${formatInstant(createdAt, locale)}`;
    }
    case "drive": {
      const { scenarioName, createdAt } = source.entry;
      return `${scenarioName}, load run of ${formatInstant(createdAt, locale)}`;
    }
    case "session":
      return `${source.view.title}, live session of ${formatInstant(source.view.createdAt, locale)}`;
    default:
      return source.isGone ? "Missing" : "Damaged";
  }
}
