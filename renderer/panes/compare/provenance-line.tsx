import type { ReactElement, ReactNode } from "react";
import type { Provenance } from "../../../engine/contract/result.js";
import { overrideText } from "../../../engine/contract/what-if.js";
import type { Saved } from "../../state/parts.js";
import { formatCount, formatPercent } from "../../ui/format/number.js";
import { formatDay, formatInstant } from "../../ui/format/time.js";
import { useLocale } from "../../ui/locale.js";

/** `unkept`: there until the window closes. */
type Stored = Saved<{ readonly createdAt: string }> | { readonly kind: "unkept" };

/** When a result was stored, or how far that is. */
export function storedText(saved: Stored, locale: string): string {
  switch (saved.kind) {
    case "saved":
      return formatInstant(saved.entry.createdAt, locale);
    case "saving":
      return "storing…";
    case "failed":
      return "not yet";
    default:
      return "until the window closes";
  }
}

/** Where every number above comes from: enough to compute it again. */
export function ProvenanceLine({
  provenance,
  saved,
}: {
  provenance: Provenance;
  saved: Stored;
}): ReactElement {
  const locale = useLocale();
  const { scenarioName, scenarioHash, seed, replications, requests, warmUpShare, engineVersion } =
    provenance;
  return (
    <dl className="provenance">
      <Item name="Scenario">{scenarioName}</Item>
      <Item name="Hash">
        <code title={scenarioHash}>{scenarioHash.slice(0, 16)}</code>
      </Item>
      <Item name="Seed">{seed}</Item>
      <Item name="Replications">{formatCount(replications, locale)}</Item>
      <Item name="Sessions in each">{formatCount(requests, locale)}</Item>
      <Item name="Warm-up left out">{formatPercent(warmUpShare, 0, locale)}</Item>
      <Item name="Engine">{engineVersion}</Item>
      {provenance.presets.map(({ what, seen }) => (
        <Item key={what} name={what}>
          {seen === undefined ? "undated" : `seen ${formatDay(seen, locale)}`}
        </Item>
      ))}
      {provenance.band === undefined ? null : (
        <Item name="Predicted brain times">the {provenance.band} end of their band</Item>
      )}
      {provenance.whatIf === undefined ? null : (
        <Item name={`What if, on ${provenance.whatIf.base}`}>
          {provenance.whatIf.overrides.map(overrideText).join("; ")}
        </Item>
      )}
      <Item name="Stored">{storedText(saved, locale)}</Item>
    </dl>
  );
}

function Item({ name, children }: { name: string; children: ReactNode }): ReactElement {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
