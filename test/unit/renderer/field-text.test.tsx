import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { WorkEnd } from "../../../renderer/panes/work/work-end.js";
import { Notes } from "../../../renderer/panes/work/notes.js";
import { FieldPath, FieldText } from "../../../renderer/panes/scenario/field-text.js";
import { articleScenario } from "./recorded.js";

const html = (text: string, root?: unknown): string =>
  renderToStaticMarkup(<FieldText text={text} root={root} />);
const mark = (path: string, words: string): string =>
  `<span class="field-mark" title="${path}">${words}</span>`;

describe("a field in what the engine says", () => {
  it.each([
    ["prices.cpuHourUsd is 0", `${mark("prices.cpuHourUsd", "Prices › CPU hour")} is 0`],
    ["raise run.requests.", `raise ${mark("run.requests", "Run › Sessions per replication")}.`],
    ["seen (sources[].seen)", `seen (${mark("sources[].seen", "Sources › Seen")})`],
    [
      "workloads[0].session.brainSteps, run.seed",
      `${mark("workloads[0].session.brainSteps", "sessions › Brain steps")}, ${mark("run.seed", "Run › Seed")}`,
    ],
  ])("%s", (text, expected) => {
    expect(html(text, articleScenario())).toBe(expected);
  });

  it.each([
    "the brain is busy",
    "see brain.md.json and scenarios/run.json",
    '"run.requests" was seen',
    "article.claims.json",
    "take prices.csv",
  ])("leaves what is none as it is: %s", (text) => {
    expect(html(text)).not.toContain("field-mark");
  });

  it("is told by its place where its list has no names, also in a text that is no scenario", () => {
    expect(html("workloads[1].weight")).toContain(">Workload 2 › Weight<");
    expect(html("workloads[0].weight", { workloads: [{ name: "chat" }] })).toContain(
      "chat › Weight",
    );
  });

  it("keeps the path of what is no field of a scenario", () => {
    const path = (of: string): string => renderToStaticMarkup(<FieldPath path={of} />);
    expect(path("coupled")).toBe(mark("coupled", "Coupled"));
    expect(path("(file)")).toBe("<code>(file)</code>");
    expect(path("settings.maxBatch")).toBe("<code>settings.maxBatch</code>");
  });

  it("is named in warnings and where work ended", () => {
    const note = "prices.cpuHourUsd is 0, so CPUs cost nothing here";
    expect(renderToStaticMarkup(<Notes tone="unsure" notes={[note]} />)).toContain(
      `<li>${mark("prices.cpuHourUsd", "Prices › CPU hour")} is 0, so CPUs cost nothing here.</li>`,
    );
    const problem = {
      path: "coupled.gpusPerReplica",
      expected: "2, as brain.gpusPerReplica",
      found: "1",
    };
    const end = { kind: "failed" as const, message: "It cannot be.", problems: [problem] };
    const text = renderToStaticMarkup(
      <WorkEnd what="The run" end={{ ...end, scenarioId: "a", scenarioName: "A" }} />,
    );
    expect(text).toContain(
      `${mark("coupled.gpusPerReplica", "Coupled › GPUs per replica")}: expected 2, as ` +
        `${mark("brain.gpusPerReplica", "Brain › GPUs per replica")}, found 1.`,
    );
  });
});
