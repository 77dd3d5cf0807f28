import { useMemo } from "react";
import type { ReactElement } from "react";
import type { Investment, ProjectResult } from "../../../engine/contract/project-result.js";
import { FanChart } from "../../charts/fan-chart.js";
import { dailyCostModel, netSavingsModel } from "../../charts/fan-model.js";
import type { FanModel } from "../../charts/fan-model.js";
import { ChartFrame } from "../../charts/frame.js";
import { ReturnChart } from "../../charts/return-chart.js";
import { returnModel } from "../../charts/return-model.js";
import { useLocale } from "../../ui/locale.js";
import { useTheme } from "../../ui/use-theme.js";

const HEIGHT = 300;

/** The charts of a projection: what it costs by day, what is saved by then, and what may come back. */
export function MoneyCharts({ result }: { result: ProjectResult }): ReactElement {
  const locale = useLocale();
  const cost = useMemo(() => dailyCostModel(result, locale), [result, locale]);
  const saved = useMemo(() => netSavingsModel(result, locale), [result, locale]);
  return (
    <div className="charts-pair">
      <Fan model={cost} name="Cost by day" empty="There is no day to draw." />
      <Fan
        model={saved}
        name="Net savings by day"
        empty="The scenario describes no coupled deployment, so nothing is saved."
      />
    </div>
  );
}

function Fan({
  model,
  name,
  empty,
}: {
  model: FanModel | undefined;
  name: string;
  empty: string;
}): ReactElement {
  const locale = useLocale();
  const theme = useTheme();
  return (
    <ChartFrame model={model} name={name} height={HEIGHT} empty={empty}>
      {(size) =>
        model === undefined ? null : (
          <FanChart model={model} size={size} theme={theme} locale={locale} />
        )
      }
    </ChartFrame>
  );
}

export function ReturnFrame({ investment }: { investment: Investment }): ReactElement {
  const locale = useLocale();
  const theme = useTheme();
  const model = useMemo(() => returnModel(investment, locale), [investment, locale]);
  return (
    <ChartFrame
      model={model}
      name="Distribution of the return"
      height={HEIGHT}
      empty="No input of the scenario is uncertain (finance.uncertain), so there is one return."
    >
      {(size) =>
        model === undefined ? null : (
          <ReturnChart model={model} size={size} theme={theme} locale={locale} />
        )
      }
    </ChartFrame>
  );
}
