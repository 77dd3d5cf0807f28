import type { ReactElement } from "react";
import { ARCHITECTURES } from "../../../engine/contract/result.js";
import type { MilestoneVerdict } from "../../../engine/contract/result.js";
import { useLocale } from "../../ui/locale.js";
import { ARCHITECTURE_NAMES } from "../../ui/names.js";
import { Verdict } from "../../ui/verdict.js";
import { RequirementCell } from "./requirement-cell.js";
import { requirementText } from "./requirement.js";

/** One card per milestone: its verdict for each deployment, and the figures behind it. */
export function Milestones({
  milestones,
}: {
  milestones: readonly MilestoneVerdict[];
}): ReactElement | null {
  if (milestones.length === 0) return null;
  return (
    <section className="milestones" aria-label="Milestones">
      {group(milestones).map((same) => (
        <MilestoneCard key={`${same[0].day} ${same[0].name}`} verdicts={same} />
      ))}
    </section>
  );
}

type Group = readonly [MilestoneVerdict, ...MilestoneVerdict[]];

/** The verdicts on one milestone belong together, one per architecture; by day. */
function group(milestones: readonly MilestoneVerdict[]): Group[] {
  const groups = new Map<string, Group>();
  for (const verdict of milestones) {
    const key = `${verdict.day} ${verdict.name}`;
    const known = groups.get(key);
    groups.set(key, known === undefined ? [verdict] : [...known, verdict]);
  }
  return [...groups.values()].toSorted(([a], [b]) => a.day - b.day);
}

function MilestoneCard({ verdicts }: { verdicts: Group }): ReactElement {
  const locale = useLocale();
  const [{ day, name, requirements }] = verdicts;
  const present = ARCHITECTURES.flatMap((architecture) => {
    const verdict = verdicts.find((candidate) => candidate.architecture === architecture);
    return verdict === undefined ? [] : [verdict];
  });
  return (
    <div className="milestone">
      <table>
        <caption>
          <span className="milestone-day">Day {day}</span> {name}
        </caption>
        <thead>
          <tr>
            {present.map(({ architecture, verdict }) => (
              <th key={architecture} scope="col">
                <span>{ARCHITECTURE_NAMES[architecture]}</span>
                <Verdict verdict={verdict} />
              </th>
            ))}
          </tr>
        </thead>
        {requirements.map((requirement, index) => {
          const own = present.map((verdict) => verdict.requirements[index]);
          const figures = own.flatMap((one) => (one === undefined ? [] : [one.figure]));
          const { label, threshold, scale } = requirementText(requirement, figures, locale);
          return (
            <tbody key={`${label} ${threshold}`}>
              <tr>
                <th colSpan={present.length} scope="rowgroup">
                  {label} <small>{threshold}</small>
                </th>
              </tr>
              <tr>
                {present.map(({ architecture }, at) => (
                  <RequirementCell key={architecture} requirement={own[at]} scale={scale} />
                ))}
              </tr>
            </tbody>
          );
        })}
      </table>
    </div>
  );
}
