import { useMemo } from "react";
import type { ReactElement } from "react";
import type { Savings } from "../../../engine/contract/money-result.js";
import type { Investment, ProjectResult } from "../../../engine/contract/project-result.js";
import { FanChart } from "../../charts/fan-chart.js";
import { dailyCostModel, netSavingsModel } from "../../charts/fan-model.js";
import type { FanModel } from "../../charts/fan-model.js";
import { ChartFrame } from "../../charts/frame.js";
import { ReturnChart } from "../../charts/return-chart.js";
import { returnModel } from "../../charts/return-model.js";
import { TornadoChart, tornadoHeight } from "../../charts/tornado-chart.js";
import { tornadoModel } from "../../charts/tornado-model.js";
import { WaterfallChart, waterfallHeight } from "../../charts/waterfall-chart.js";
import { waterfallModel } from "../../charts/waterfall-model.js";
import { useLocale } from "../../ui/locale.js";

const HEIGHT = 300;

/** The charts of a projection: what it costs by day, what is saved by then, and what may come back. */
export function MoneyCharts({ result }: { result: ProjectResult }): ReactElement {
  const locale = useLocale();
  const cost = useMemo(() => dailyCostModel(result, locale), [result, locale]);
  const saved = useMemo(() => netSavingsModel(result, locale), [result, locale]);
  const daily = <Fan model={cost} name="Cost by day" empty="There is no day to draw." />;
  // Without a second deployment nothing is saved, and nothing stands beside the cost.
  if (result.costs.total.beforeUsd === null) return daily;
  return (
    <div className="charts-pair">
      {daily}
      <Fan model={saved} name="Net savings by day" empty="There is no day to draw." />
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
  return (
    <ChartFrame model={model} name={name} height={HEIGHT} empty={empty}>
      {(props) => <FanChart {...props} />}
    </ChartFrame>
  );
}

/** From the cost of a token before to the cost after, driver by driver. */
export function WaterfallFrame({ savings }: { savings: Savings }): ReactElement {
  const locale = useLocale();
  const model = useMemo(() => waterfallModel(savings, locale), [savings, locale]);
  return (
    <ChartFrame model={model} name="Savings by the token" height={waterfallHeight(model)}>
      {(props) => <WaterfallChart {...props} />}
    </ChartFrame>
  );
}

/** What moves the value of the change most, one input at a time. */
export function TornadoFrame({ investment }: { investment: Investment }): ReactElement {
  const locale = useLocale();
  const model = useMemo(() => tornadoModel(investment, locale), [investment, locale]);
  return (
    <ChartFrame
      model={model}
      name="What moves the value most"
      height={model === undefined ? HEIGHT : tornadoHeight(model)}
      empty="Nothing is uncertain, so nothing moves it."
    >
      {(props) => <TornadoChart {...props} />}
    </ChartFrame>
  );
}

export function ReturnFrame({ investment }: { investment: Investment }): ReactElement {
  const locale = useLocale();
  const model = useMemo(() => returnModel(investment, locale), [investment, locale]);
  return (
    <ChartFrame
      model={model}
      name="Distribution of the return"
      height={HEIGHT}
      empty="Nothing is uncertain, so there is one return."
    >
      {(props) => <ReturnChart {...props} />}
    </ChartFrame>
  );
}
