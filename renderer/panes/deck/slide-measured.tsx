import type { ReactElement } from "react";
import type { CalibrateResult } from "../../../engine/contract/calibration.js";
import type { CalibrationPart, DrivePart } from "../../../engine/contract/deck.js";
import { driveSentences } from "../../../engine/contract/drive-wording.js";
import type { DriveResult } from "../../../engine/contract/drive.js";
import { useLocale } from "../../ui/locale.js";
import { CalibrationCharts } from "../calibrate/calibration-charts.js";
import { Coefficients, Errors } from "../calibrate/calibration-tables.js";
import { findingOf } from "../calibrate/calibration-words.js";
import { KeptGauges } from "../live/load/load-gauges.js";
import { LoadScatter, Measured, Predicted } from "../live/load/load-result.js";
import { PART_NAMES } from "./deck-words.js";
import { Fitted, SlideMessage } from "./slide-text.js";

interface Props<Part, Result> {
  readonly part: Part;
  readonly result: Result;
  /** The slide's own, in place of a finding. */
  readonly title: string | undefined;
}

/** A part of what was learnt of a server from its log. */
export function CalibrationSlide({
  part,
  result,
  title,
}: Props<CalibrationPart, CalibrateResult>): ReactElement {
  const locale = useLocale();
  switch (part) {
    case "errors-of-the-prediction":
      return (
        <Fitted title={title ?? findingOf(result, locale).lead}>
          <Errors result={result} />
        </Fitted>
      );
    case "step-time":
      return (
        <Fitted title={title ?? PART_NAMES[part]}>
          <Coefficients result={result} />
        </Fitted>
      );
    default:
      return <CalibrationCharts result={result} />;
  }
}

/** A part of what a live load run measured. */
export function DriveSlide({ part, result, title }: Props<DrivePart, DriveResult>): ReactElement {
  const { gauges = [], prediction } = result;
  const [finding] = driveSentences(result);
  const none = (why: string): ReactElement => (
    <SlideMessage title={title ?? PART_NAMES[part]}>{why}</SlideMessage>
  );
  switch (part) {
    case "measured":
      return (
        <Fitted title={title ?? finding ?? PART_NAMES[part]}>
          <Measured result={result} />
        </Fitted>
      );
    case "gauges-over-time":
      return gauges.length === 0 ? (
        none("This load run was kept without its gauges.")
      ) : (
        <KeptGauges result={result} />
      );
    default:
      if (prediction === undefined) return none("No session ended, so nothing was predicted.");
      return part === "predicted-against-measured" ? (
        <LoadScatter result={result} />
      ) : (
        <Fitted title={title ?? PART_NAMES[part]}>
          <Predicted result={result} />
        </Fitted>
      );
  }
}
