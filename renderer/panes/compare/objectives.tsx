import type { ReactElement } from "react";
import { ARCHITECTURES } from "../../../engine/contract/result.js";
import type { ObjectiveVerdict } from "../../../engine/contract/result.js";
import { useLocale } from "../../ui/locale.js";
import { ARCHITECTURE_NAMES } from "../../ui/names.js";
import { RequirementCell } from "./requirement-cell.js";
import { requirementText } from "./requirement.js";

/** What each workload's users were promised, held against both deployments. */
export function Objectives({
  objectives,
}: {
  objectives: readonly ObjectiveVerdict[];
}): ReactElement | null {
  const locale = useLocale();
  if (objectives.length === 0) return null;
  const rows = new Map<string, ObjectiveVerdict[]>();
  for (const objective of objectives) {
    const { workload, kpi, below, above } = objective;
    const key = [workload, kpi, below, above].join(" ");
    rows.set(key, [...(rows.get(key) ?? []), objective]);
  }
  const present = ARCHITECTURES.filter((architecture) =>
    objectives.some((objective) => objective.architecture === architecture),
  );
  return (
    <section className="panel" aria-labelledby="objectives-title">
      <h3 id="objectives-title">Promises to users</h3>
      <table className="objectives">
        <thead>
          <tr>
            <th scope="col">Workload</th>
            <th scope="col">Objective</th>
            {present.map((architecture) => (
              <th key={architecture} scope="col">
                {ARCHITECTURE_NAMES[architecture]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...rows].flatMap(([key, same]) => {
            const [first] = same;
            if (first === undefined) return [];
            const figures = same.map(({ figure }) => figure);
            const { label, threshold, scale } = requirementText(first, figures, locale);
            return [
              <tr key={key}>
                <th scope="row">{first.workload}</th>
                <td className="objective-what">
                  {label} <small>{threshold}</small>
                </td>
                {present.map((architecture) => (
                  <RequirementCell
                    key={architecture}
                    requirement={same.find((one) => one.architecture === architecture)}
                    scale={scale}
                  />
                ))}
              </tr>,
            ];
          })}
        </tbody>
      </table>
    </section>
  );
}
