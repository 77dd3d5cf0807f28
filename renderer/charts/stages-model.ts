import { ARCHITECTURES, STAGES } from "../../engine/contract/result.js";
import type { Architecture, Figure, Stage } from "../../engine/contract/result.js";
import { figureSentence, formatShort, sharedScale } from "../ui/format/figure.js";
import { formatPercent } from "../ui/format/number.js";
import { ARCHITECTURE_NAMES, STAGE_ACTIVITIES, STAGE_NAMES } from "../ui/names.js";
import { figureCells, numberCell } from "./cells.js";
import type { StageBars } from "./stage-bars.js";
import type { Results } from "./latency-model.js";

export interface StagePart {
  readonly stage: Stage;
  readonly ms: number;
  readonly meanMs: Figure;
  readonly share: number;
}

export interface StagesModel extends StageBars {
  readonly bars: readonly (StageBars["bars"][number] & {
    readonly architecture: Architecture;
    readonly parts: readonly StagePart[];
  })[];
}

/** The view-model of the stage breakdown; undefined when no time was spent anywhere. */
export function stagesModel(results: Results, locale: string): StagesModel | undefined {
  const bars = ARCHITECTURES.flatMap((architecture) => {
    const result = results[architecture];
    if (result === undefined) return [];
    const parts = result.stages
      .map((part): StagePart => ({ ...part, ms: part.meanMs.mean ?? 0 }))
      .filter(({ ms }) => ms > 0);
    parts.sort((a, b) => STAGES.indexOf(a.stage) - STAGES.indexOf(b.stage));
    const totalMs = parts.reduce((sum, { ms }) => sum + ms, 0);
    const label = ARCHITECTURE_NAMES[architecture];
    return totalMs > 0 ? [{ architecture, label, totalMs, parts }] : [];
  });
  if (bars.length === 0) return undefined;
  const stages = STAGES.filter((stage) =>
    bars.some(({ parts }) => parts.some((part) => part.stage === stage)),
  );
  const figures = bars.flatMap(({ parts }) => parts.map(({ meanMs }) => meanMs));
  const scale = sharedScale(figures, "ms");
  return {
    bars,
    stages,
    xTitle: "Mean time per session",
    title: title(bars, locale),
    subtitle: "Mean time of a finished session in each stage; hatched stages are waiting",
    summary: bars
      .map(({ architecture, parts, totalMs }) => {
        const list = parts
          .map(({ stage, meanMs }) => `${STAGE_NAMES[stage]} ${figureSentence(meanMs, locale)}`)
          .join(", ");
        const total = formatShort(totalMs, "ms", locale);
        return `${ARCHITECTURE_NAMES[architecture]}, ${total} in all: ${list}.`;
      })
      .join(" "),
    table: {
      columns: ["Deployment", "Stage", "Mean time", "95% interval", "Share"],
      rows: bars.flatMap(({ architecture, parts }) =>
        parts.map(({ stage, meanMs, share }) => [
          ARCHITECTURE_NAMES[architecture],
          STAGE_NAMES[stage],
          ...figureCells(meanMs, scale, locale),
          numberCell(formatPercent(share, 1, locale), share, "ratio"),
        ]),
      ),
    },
  };
}

function title(bars: StagesModel["bars"], locale: string): string {
  const tops = bars.flatMap(({ architecture, parts, totalMs }) => {
    const [top] = parts.toSorted((a, b) => b.ms - a.ms);
    if (top === undefined) return [];
    const share = formatPercent(top.ms / totalMs, 0, locale);
    return [{ architecture, stage: top.stage, name: STAGE_ACTIVITIES[top.stage], share }];
  });
  const [first, second] = tops;
  if (first === undefined) return "Where a session's time goes.";
  if (second === undefined) return `Sessions spend ${first.share} of their time in ${first.name}.`;
  if (first.stage === second.stage) {
    return `In both deployments ${first.name} takes the largest part of a session: ${first.share} coupled and ${second.share} decoupled.`;
  }
  return `The largest part of a coupled session is ${first.name} (${first.share}), of a decoupled one ${second.name} (${second.share}).`;
}
