import { isRecord } from "../../../engine/base/guards.js";
import { formatProblem } from "../../../engine/contract/errors.js";
import { methods } from "../../../engine/contract/methods.js";
import type { MethodName, OutputOf } from "../../../engine/contract/methods.js";
import { isComparison } from "../../../engine/contract/result.js";
import { overrideText, WhatIf } from "../../../engine/contract/what-if.js";
import type { Terminal } from "../terminal.js";
import { renderAudit } from "./audit.js";
import { renderCalibrate } from "./calibrate.js";
import { renderCompare } from "./compare.js";
import { renderDrive } from "./drive.js";
import { renderInspect, renderSessionTrace } from "./inspect.js";
import { renderProject } from "./project.js";
import { renderReadiness } from "./readiness.js";
import { renderSession, renderSessions } from "./session.js";
import { renderPlan } from "./plan.js";
import { renderSensitivity } from "./sensitivity.js";
import { renderSideBySide } from "./side-by-side.js";
import { renderSimulate } from "./simulate.js";
import { renderTable } from "./table.js";

/** A method's result for a person. Results without a layout of their own are laid out by their shape. */
export function renderOutput(method: MethodName, output: unknown, terminal: Terminal): string {
  const text = whatIfText(output, terminal) + render(method, output, terminal);
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}

function render(method: MethodName, output: unknown, terminal: Terminal): string {
  switch (method) {
    case "compare":
      return renderCompare(methods.compare.output.parse(output), terminal);
    case "scenario.compare":
      return renderSideBySide(methods["scenario.compare"].output.parse(output), terminal);
    case "inspect.sessions":
      return renderInspect(methods["inspect.sessions"].output.parse(output), terminal);
    case "inspect.session":
      return renderSessionTrace(methods["inspect.session"].output.parse(output), terminal);
    case "calibrate":
      return renderCalibrate(methods.calibrate.output.parse(output), terminal);
    case "project":
      return renderProject(methods.project.output.parse(output), terminal);
    case "plan":
      return renderPlan(methods.plan.output.parse(output), terminal);
    case "sensitivity":
      return renderSensitivity(methods.sensitivity.output.parse(output), terminal);
    case "audit":
      return renderAudit(methods.audit.output.parse(output), terminal);
    case "simulate":
      return renderSimulate(methods.simulate.output.parse(output), terminal);
    case "run.read": {
      const { result } = methods["run.read"].output.parse(output);
      return isComparison(result)
        ? renderCompare(result, terminal)
        : renderSimulate(result, terminal);
    }
    case "plan.read":
      return renderPlan(methods["plan.read"].output.parse(output).result, terminal);
    case "scenario.read":
      // The text as it is stored, so that it can be piped into a file.
      return methods["scenario.read"].output.parse(output).text;
    case "drive":
      return driveText(methods.drive.output.parse(output), terminal);
    case "drive.read":
      return renderDrive(methods["drive.read"].output.parse(output).result, terminal);
    case "readiness.read":
      return renderReadiness(methods["readiness.read"].output.parse(output), terminal);
    case "session.list":
      return renderSessions(methods["session.list"].output.parse(output).sessions, terminal);
    case "session.show": {
      const { session, events } = methods["session.show"].output.parse(output);
      return renderSession(session, terminal, events);
    }
    case "session.start": {
      const { session, warnings } = methods["session.start"].output.parse(output);
      const told = warnings.map((warning) => terminal.style("yellow", `warning: ${warning}`));
      return [...told, renderSession(session, terminal)].join("\n");
    }
    case "session.resume":
    case "session.send":
    case "session.approve":
    case "session.resolve":
    case "session.budget":
    case "session.pause":
    case "session.stop":
    case "session.import":
      return renderSession(methods[method].output.parse(output).session, terminal);
    case "system.metrics":
      return methods["system.metrics"].output.parse(output).text;
    case "session.export":
      // As it is imported, so that it can be piped into a file.
      return methods["session.export"].output.parse(output).text;
    case "scenario.check": {
      const { problems } = methods["scenario.check"].output.parse(output);
      return problems.length === 0 ? "valid" : problems.map(formatProblem).join("\n");
    }
    default:
      return renderShape(output, terminal);
  }
}

function driveText(result: OutputOf<"drive">, terminal: Terminal): string {
  const text = renderDrive(result, terminal);
  if (result.notKept === undefined) return text;
  return `${text}\n\n${terminal.style("yellow", `This could not be kept: ${result.notKept}.`)}`;
}

/** What a result's scenario inherits from, and what it overrides. */
function whatIfText(output: unknown, terminal: Terminal): string {
  const provenance = isRecord(output) ? output["provenance"] : undefined;
  const found = WhatIf.safeParse(isRecord(provenance) ? provenance["whatIf"] : undefined);
  if (!found.success) return "";
  const { base, overrides } = found.data;
  const lines = [`What if, on ${base}:`, ...overrides.map((one) => `  ${overrideText(one)}`)];
  return `${lines.map((line) => terminal.style("yellow", line)).join("\n")}\n\n`;
}

/** Lists of objects as tables, objects as `key: value` lines. */
function renderShape(value: unknown, terminal: Terminal): string {
  if (Array.isArray(value)) return renderList(value, terminal);
  if (!isRecord(value)) return scalar(value);
  const entries = Object.entries(value);
  const [only] = entries;
  // `{"scenarios": […]}` is its list.
  if (entries.length === 1 && only !== undefined && typeof only[1] === "object") {
    return renderShape(only[1], terminal);
  }
  return entries
    .map(([key, child]) =>
      typeof child === "object" && child !== null
        ? `${key}:\n${indent(renderShape(child, terminal))}`
        : `${key}: ${scalar(child)}`,
    )
    .join("\n");
}

function renderList(list: readonly unknown[], terminal: Terminal): string {
  if (list.length === 0) return "none";
  const records = list.filter(isRecord);
  if (records.length < list.length) return list.map(scalar).join("\n");
  const keys = [...new Set(records.flatMap((record) => Object.keys(record)))];
  // A description is long and a terminal is not; `--json` has it.
  const shown = keys.filter((key) => key !== "description");
  return renderTable(
    shown.map((title) => ({ title, align: "left", flexible: title === "name" })),
    records.map((record) => shown.map((key) => ({ text: scalar(record[key]) }))),
    terminal.width,
    (text) => terminal.style("dim", text),
  );
}

function scalar(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

function indent(text: string): string {
  return text.replace(/^/gm, "  ");
}
