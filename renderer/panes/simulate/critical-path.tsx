import { useMemo } from "react";
import type { ReactElement } from "react";
import type { PathGroup } from "../../../engine/contract/path-group.js";
import { ChartFrame } from "../../charts/frame.js";
import { pathModel } from "../../charts/path-model.js";
import { StageBarsChart } from "../../charts/stages-chart.js";
import { useLocale } from "../../ui/locale.js";

const NO_GROUPS: readonly PathGroup[] = [];

/** What critical paths are made of, from the quickest sessions to the slowest. */
export function CriticalPath({
  groups = NO_GROUPS,
  name,
  empty,
}: {
  groups: readonly PathGroup[] | undefined;
  name: string;
  empty: string;
}): ReactElement {
  const locale = useLocale();
  const model = useMemo(() => pathModel(groups, locale), [groups, locale]);
  return (
    <ChartFrame model={model} name={name} height={70 + 36 * groups.length} empty={empty}>
      {(props) => <StageBarsChart {...props} />}
    </ChartFrame>
  );
}
