import { isOnSide } from "../contract/claim-side.js";
import type { ClaimSide } from "../contract/claim-side.js";
import { KPI_PATHS, KPIS } from "../contract/kpi.js";
import type { KpiPath } from "../contract/kpi.js";
import type { ComparisonRow, Figure, Finding } from "../contract/result.js";
import type { Scenario } from "../contract/scenario.js";
import { analyseExperiment } from "../statistics/experiment.js";
import type { ExperimentSettings, PairedFinding, PairedSamples } from "../statistics/experiment.js";
import { figure, isPercentile, kpiValues } from "./figures.js";
import type { Values } from "./figures.js";
import type { ReplicationRecord } from "./record.js";

/**
 * A claim counts as reproduced when it is this near to the mean, even outside a narrow interval; a
 * claimed relative change when it is this near as a difference of shares.
 */
const CLAIM_TOLERANCE = 0.05;

/**
 * The before/after table: each key figure of both architectures, the paired difference by replication
 * with its 95 % interval and p-value, and the scenario's claims beside them. `coupled[i]` and
 * `decoupled[i]` must be the same replication; throws RangeError when they are not.
 */
export function compareRows(
  scenario: Scenario,
  coupled: readonly ReplicationRecord[],
  decoupled: readonly ReplicationRecord[],
  settings: ExperimentSettings,
): ComparisonRow[] {
  const pairs =
    coupled.length === decoupled.length &&
    coupled.every((record, at) => record.replication === decoupled[at]?.replication);
  if (!pairs)
    throw new RangeError("a comparison needs the same replications of both architectures");
  const rows = pairedRows(
    KPI_PATHS.map((kpi) => ({
      kpi,
      coupled: kpiValues(scenario, coupled, kpi),
      decoupled: kpiValues(scenario, decoupled, kpi),
    })),
    settings,
  );
  return rows.map((row) => {
    const claim = claimOf(scenario, row);
    return { ...row, ...(claim === undefined ? {} : { claim }) };
  });
}

/** A key figure of both architectures: one value per replication or live run, the same ones in both. */
export interface PairedValues {
  readonly kpi: KpiPath;
  readonly coupled: Values;
  readonly decoupled: Values;
}

/** The paired differences of all key figures, tested together. */
export function pairedRows(
  found: readonly PairedValues[],
  settings: ExperimentSettings,
): Omit<ComparisonRow, "claim">[] {
  // By their place: a key figure may be there more than once, of several scenarios.
  const samples = found.flatMap(({ kpi, coupled, decoupled }, at): PairedSamples[] =>
    "note" in coupled || "note" in decoupled
      ? []
      : [
          {
            label: String(at),
            before: coupled.values,
            after: decoupled.values,
            skewed: isPercentile(kpi),
          },
        ],
  );
  const findings = new Map(
    analyseExperiment(samples, settings).map((finding) => [finding.label, finding]),
  );
  return found.map(({ kpi, coupled, decoupled }, at) => {
    const { unit } = KPIS[kpi];
    const coupledFigure = figure(unit, coupled);
    const decoupledFigure = figure(unit, decoupled);
    return {
      kpi,
      coupled: coupledFigure,
      decoupled: decoupledFigure,
      ...differenceOf(unit, coupled, decoupled, findings.get(String(at)), settings),
      relativeChange: relativeChange(coupledFigure, decoupledFigure),
    };
  });
}

function differenceOf(
  unit: Figure["unit"],
  before: Values,
  after: Values,
  found: PairedFinding | undefined,
  { practicalThreshold }: ExperimentSettings,
): Pick<ComparisonRow, "difference" | "pValue" | "finding"> {
  if (found === undefined) {
    const missing = "note" in before ? before : after;
    const finding: Finding = {
      outcome: "unknown",
      adjustedPValue: null,
      effectSize: null,
      interval: "t",
      practicalThreshold,
      neededReplications: ("note" in missing ? missing.needed?.replications : undefined) ?? null,
    };
    return { difference: { ...figure(unit, missing), mean: null }, pValue: null, finding };
  }
  const { mean, low, high, pValue, outcome, adjustedPValue, effectSize, interval } = found;
  const note = low === null ? { note: "one run has no interval" } : {};
  return {
    difference: { mean, low, high, unit, ...note },
    pValue,
    finding: {
      outcome,
      adjustedPValue,
      effectSize,
      interval,
      practicalThreshold,
      neededReplications: found.neededPairs,
    },
  };
}

function relativeChange(coupled: Figure, decoupled: Figure): number | null {
  if (coupled.mean === null || decoupled.mean === null || coupled.mean === 0) return null;
  return (decoupled.mean - coupled.mean) / coupled.mean;
}

function claimOf(
  scenario: Scenario,
  { kpi, coupled, decoupled, relativeChange: change }: Omit<ComparisonRow, "claim">,
): ComparisonRow["claim"] {
  const claim = scenario.claims?.figures.find((candidate) => candidate.kpi === kpi);
  if (claim === undefined) return undefined;
  const { side } = claim;
  return {
    ...(claim.note === undefined ? {} : { note: claim.note }),
    ...(side === undefined ? {} : { side }),
    ...(claim.coupled === undefined
      ? {}
      : { coupled: claim.coupled, coupledReproduced: isReproduced(claim.coupled, coupled, side) }),
    ...(claim.decoupled === undefined
      ? {}
      : {
          decoupled: claim.decoupled,
          decoupledReproduced: isReproduced(claim.decoupled, decoupled, side),
        }),
    ...(claim.change === undefined
      ? {}
      : {
          change: claim.change,
          changeReproduced: change !== null && isChangeReproduced(claim.change, change, side),
        }),
  };
}

function isChangeReproduced(claimed: number, change: number, side: ClaimSide = "about"): boolean {
  if (side !== "about") return isOnSide(change, claimed, side);
  return Math.abs(claimed - change) <= CLAIM_TOLERANCE;
}

function isReproduced(
  claimed: number,
  { mean, low, high }: Figure,
  side: ClaimSide = "about",
): boolean {
  if (mean === null) return false;
  if (side !== "about") return isOnSide(mean, claimed, side);
  if (low !== null && high !== null && low <= claimed && claimed <= high) return true;
  return Math.abs(claimed - mean) <= CLAIM_TOLERANCE * Math.abs(mean);
}
