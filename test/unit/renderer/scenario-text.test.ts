import { describe, expect, it } from "vitest";
import { readScenario } from "../../../engine/contract/scenario-file.js";
import { createLocator, parsePath } from "../../../renderer/panes/editor/locate.js";
import { placeProblems } from "../../../renderer/panes/editor/places.js";
import { fieldName } from "../../../renderer/panes/scenario/field-name.js";
import { fieldWords } from "../../../renderer/panes/scenario/words.js";
import { articleScenario, articleText } from "./recorded.js";

const text = articleText();

/** What the span of a path covers. */
const at = (path: string, of = text): string | undefined => {
  const span = createLocator(of)(path);
  return span === undefined ? undefined : of.slice(span.from, span.to);
};

describe("the place of a path", () => {
  it.each([
    ["brain.replicas", "10"],
    ["workloads[0].session.tools[0].pool", '"tools"'],
    ["brain.serviceMs.lognormal.mean", "34"],
    ["brain", '"brain"'],
    ["milestones[1].requirements[0]", "{"],
  ])("%s is at %s", (path, expected) => {
    expect(at(path)).toBe(expected);
  });

  it("shows a missing field at the object that lacks it", () => {
    expect(at("brain.kind.more")).toBe('"slots"');
    expect(at("workloads[0].session.nothing")).toBe('"session"');
    expect(at("nothing")).toBeUndefined();
  });

  it("reads names that are no identifiers", () => {
    expect(parsePath('hands["a b"].workers')).toEqual(["hands", "a b", "workers"]);
    expect(at('hands["a \\"b\\""].workers', '{"hands":{"a \\"b\\"":{"workers":3}}}')).toBe("3");
  });

  it("finds what it can in a text that is not quite JSON", () => {
    expect(at("brain.replicas", '{"brain": {"replicas": 10, }')).toBe("10");
  });
});

describe("problems", () => {
  it("stand at the line of their field", () => {
    const broken = text.replace('"replicas": 10', '"replicas": -1');
    const [placed] = placeProblems(broken, readScenario(broken).problems);
    const line = broken.split("\n").findIndex((one) => one.includes('"replicas": -1')) + 1;
    expect(placed).toMatchObject({ line, problem: { path: "brain.replicas" } });
    expect(broken.slice(placed?.span.from, placed?.span.to)).toBe("-1");
  });

  it("stand at the line the engine names for a syntax error", () => {
    const broken = text.replace('"brain": {', '"brain": {,');
    const [placed] = placeProblems(broken, readScenario(broken).problems);
    expect(broken.split("\n")[(placed?.line ?? 0) - 1]).toContain('"brain": {,');
  });

  it("stand at the top where nothing is known, also of an empty text", () => {
    expect(placeProblems("", readScenario("").problems)).toMatchObject([
      { line: 1, span: { from: 0, to: 0 } },
    ]);
  });
});

describe("the words of a field", () => {
  it("come from its name, with its unit", () => {
    expect(fieldWords("warmStartMs")).toEqual({ label: "Warm start", unit: "ms", style: "number" });
    expect(fieldWords("evictionShare").style).toBe("share");
    expect(fieldWords("peopleUsdPer30Days").unit).toBe("USD per 30 days");
    expect(fieldWords("incidentUsdPerFailureHour").unit).toBe("USD per hour of failure");
  });
});

describe("a number of the scenario in the form's words", () => {
  const scenario = articleScenario();

  it.each([
    ["brain.replicas", "Brain › Replicas", "", false],
    ["prices.gpuHourUsd", "Prices › GPU hour", "USD per hour", false],
    ["hands.tools.serviceMs.lognormal.mean", "Hands › tools › Service time, mean", "ms", false],
    [
      'hands["a b"].serviceMs.gamma.cv',
      "Hands › a b › Service time, coefficient of variation",
      "",
      false,
    ],
    ["hands.tools.failureProbability", "Hands › tools › Failure probability", "", true],
    ["workloads[0].arrivals.closed.users", "sessions › Arrivals › Users", "", false],
    [
      "workloads[0].session.tools[0].callsPerStep.constant",
      "sessions › tools › Calls per step",
      "",
      false,
    ],
    ["workloads[0].session.inputTokens.constant", "sessions › Input tokens", "tokens", false],
    [
      "autoscaling.brain.scaleUp.policies[1].percent",
      "Autoscaling › Brain › Scale up › Policy 2 › Percent",
      "%",
      false,
    ],
  ])("%s", (path, label, unit, isShare) => {
    expect(fieldName(path, scenario)).toEqual({ label, unit, isShare });
  });
});
