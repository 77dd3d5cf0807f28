import { lazy } from "react";
import type { ComponentType } from "react";
import type { Pane } from "../../state/parts.js";
import type { IconName } from "../../ui/icons.js";
import { ComparePane } from "../compare/compare-pane.js";
import { MilestonesPane } from "../milestones/milestones-pane.js";
import { MoneyPane } from "../money/money-pane.js";
import { OverviewPane } from "../overview/overview-pane.js";
import { PlanPane } from "../plan/plan-pane.js";
import { SimulatePane } from "../simulate/simulate-pane.js";

export interface PaneEntry {
  /** On the rail, in the palette and in the menus. */
  readonly name: string;
  readonly icon: IconName;
  /**
   * How long it is drawn: from the start, from its first visit on (so that the cursor and what is
   * scrolled survive a switch of panes), or only while it is on screen.
   */
  readonly kept: "always" | "once visited" | "while shown";
  /** Whether its parts scroll and not the whole. */
  readonly fixed?: boolean;
  readonly View: ComponentType;
}

/** Every pane there is; `PANES` gives their order. */
export const PANE_TABLE: Readonly<Record<Pane, PaneEntry>> = {
  overview: { name: "Overview", icon: "overview", kept: "while shown", View: OverviewPane },
  scenario: {
    name: "Scenario",
    icon: "file",
    kept: "once visited",
    fixed: true,
    // The editor is half of the app's code and not part of the first screen.
    View: lazy(() => import("../scenario/scenario-pane.js")),
  },
  simulate: { name: "Simulate", icon: "wave", kept: "always", View: SimulatePane },
  compare: { name: "Compare", icon: "scales", kept: "always", View: ComparePane },
  plan: { name: "Plan", icon: "layers", kept: "always", View: PlanPane },
  money: { name: "Money", icon: "money", kept: "always", View: MoneyPane },
  milestones: { name: "Milestones", icon: "flag", kept: "always", View: MilestonesPane },
  audit: {
    name: "Audit",
    icon: "audit",
    kept: "once visited",
    fixed: true,
    View: lazy(() => import("../audit/audit-pane.js")),
  },
  calibrate: {
    name: "Calibrate",
    icon: "target",
    kept: "once visited",
    View: lazy(() => import("../calibrate/calibrate-pane.js")),
  },
  live: {
    name: "Live",
    icon: "live",
    // Out of sight it follows nothing.
    kept: "while shown",
    View: lazy(() => import("../live/live-pane.js")),
  },
  settings: {
    name: "Settings",
    icon: "sliders",
    kept: "while shown",
    View: lazy(() => import("../settings/settings-pane.js")),
  },
};
