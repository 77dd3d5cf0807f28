import type { Pane } from "../../state/parts.js";

/** What each pane is called on its tab. */
export const PANE_NAMES: Readonly<Record<Pane, string>> = {
  compare: "Compare",
  scenario: "Scenario",
  simulate: "Simulate",
  live: "Live",
  plan: "Plan",
  money: "Money",
  milestones: "Milestones",
  audit: "Audit",
  settings: "Settings",
};
