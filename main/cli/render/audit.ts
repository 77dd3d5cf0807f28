import type { AuditFinding, AuditResult } from "../../../engine/contract/claims.js";
import type { Terminal } from "../terminal.js";
import { formatNumber, NOTHING } from "./numbers.js";
import { renderTable, wrap } from "./table.js";

/** Corrections listed for a finding; the JSON has them all. */
const MOST_CORRECTIONS = 4;

/** What is wrong with a claim set, the arithmetic, and what would reconcile it. */
export function renderAudit(result: AuditResult, terminal: Terminal): string {
  const { provenance, findings, rules, derived } = result;
  const dim = (text: string): string => terminal.style("dim", text);
  const bold = (text: string): string => terminal.style("bold", text);
  const origin = `${provenance.source.what}, from ${provenance.source.from}; claims ${provenance.claimsHash.slice(0, 12)}, Headroom ${provenance.engineVersion}`;
  const count = (outcome: string): number => rules.filter((one) => one.outcome === outcome).length;
  const summary = `${findings.length} findings; of ${rules.length} rules ${count("broken")} are broken, ${count("holds")} hold, ${count("not applicable")} lack a figure they need`;
  const derivedTable = renderTable(
    [
      { title: "what follows from the claims", align: "left", flexible: true },
      { title: "before", align: "right" },
      { title: "after", align: "right" },
      { title: "", align: "left" },
      { title: "by", align: "left", flexible: true },
    ],
    derived.map(({ what, before, after, unit, formula }) => [
      { text: what },
      { text: before === null ? NOTHING : formatNumber(before) },
      { text: after === null ? NOTHING : formatNumber(after) },
      { text: unit === "1" ? "" : unit === "usd" ? "USD" : unit },
      { text: formula },
    ]),
    terminal.width,
    dim,
  );
  return [
    `${bold(`Audit of ${provenance.name}`)}\n${wrap(origin, terminal.width).map(dim).join("\n")}`,
    wrap(summary, terminal.width).join("\n"),
    ...findings.map((finding, at) => renderFinding(finding, at + 1, terminal)),
    derived.length === 0 ? "" : derivedTable,
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function renderFinding(finding: AuditFinding, number: number, terminal: Terminal): string {
  const { rule, severity, title, claims, calculation, reconcile, region } = finding;
  const colour = severity === "contradiction" ? "red" : "yellow";
  const indent = "   ";
  const paragraph = (text: string): string =>
    wrap(text, terminal.width - indent.length)
      .map((line) => indent + line)
      .join("\n");
  const corrections = reconcile.slice(0, MOST_CORRECTIONS).map(({ text }) => text);
  return [
    `${number}. ${terminal.style(colour, severity)}: ${terminal.style("bold", title)} (${rule})`,
    paragraph(calculation),
    ...(corrections.length === 0
      ? []
      : [paragraph(`any one of these would reconcile it: ${corrections.join("; ")}`)]),
    paragraph(`all could be true where ${region}`),
    terminal.style("dim", paragraph(`claims: ${claims.join(", ")}`)),
  ].join("\n");
}
