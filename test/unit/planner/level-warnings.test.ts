import { describe, expect, it } from "vitest";
import { levelWarnings } from "../../../engine/planner/projection/level-warnings.js";

const coupled = (level: number, text: string) =>
  ({ architecture: "coupled", level, text }) as const;
const decoupled = (level: number, text: string) =>
  ({ architecture: "decoupled", level, text }) as const;
const busy = (percent: string, pool = "brain"): string => `${pool} is saturated (${percent} busy).`;

describe("the warnings of deployments at several levels of demand", () => {
  it("are one where only their numbers differ, with every number, in the order of the levels", () => {
    const found = [
      coupled(0.5, busy("99.1%")),
      coupled(0.5, "raise run.requests to 1,200, 20 bursts."),
      coupled(1, busy("99.5%")),
      coupled(1, "raise run.requests to 2400, 20 bursts."),
      coupled(1.5, busy("100.0%")),
    ];
    expect(levelWarnings(found)).toEqual([
      "The coupled deployment at 0.500, 1.00 and 1.50 times today's demand, in this order: brain is saturated (99.1%, 99.5% and 100.0% busy).",
      "The coupled deployment at 0.500 and 1.00 times today's demand, in this order: raise run.requests to 1,200 and 2400, 20 bursts.",
    ]);
  });

  it("are one of both deployments", () => {
    const found = [coupled(1, busy("99.1%")), coupled(2, busy("99.2%")), decoupled(2, busy("99%"))];
    expect(levelWarnings(found)).toEqual([
      "The coupled deployment at 1.00 and 2.00 and the decoupled one at 2.00 times today's demand, in this order: brain is saturated (99.1%, 99.2% and 99% busy).",
    ]);
  });

  it("name the levels alone where they are the same, and one level where there is one", () => {
    const text = "No session finished.";
    const found = [decoupled(1, text), decoupled(2, text), decoupled(2, busy("99.0%"))];
    expect(levelWarnings(found)).toEqual([
      "The decoupled deployment at 1.00 and 2.00 times today's demand: No session finished.",
      "The decoupled deployment at 2.00 times today's demand: brain is saturated (99.0% busy).",
    ]);
  });

  it("stay apart where they are of two pools", () => {
    const found = [
      decoupled(1, busy("99.1%", "shell")),
      decoupled(1, busy("99.2%", "search")),
      decoupled(1, busy("99.3%", "pool 1")),
      decoupled(1, busy("99.4%", "pool 2")),
    ];
    expect(levelWarnings(found)).toHaveLength(4);
    expect(levelWarnings([])).toEqual([]);
  });
});
