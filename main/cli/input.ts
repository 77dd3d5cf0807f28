import { lstat } from "node:fs/promises";
import path from "node:path";
import { readClaimsOrThrow } from "../../engine/contract/claims.js";
import { HeadroomError } from "../../engine/contract/errors.js";
import { isItemId } from "../../engine/contract/item-id.js";
import type { MethodName } from "../../engine/contract/methods.js";
import { readScenarioOrThrow } from "../../engine/contract/scenario-file.js";
import { fieldsOf, optionName } from "./fields.js";
import type { Field } from "./fields.js";
import { decodeText, inherits, readJsonArgument, readSource } from "./sources.js";
import type { Source } from "./sources.js";
import type { Terminal } from "./terminal.js";

/** A method's input as far as the command line and its files tell it. */
export interface CommandInput {
  readonly input: Readonly<Record<string, unknown>>;
  /** Where a scenario's own files are looked up. */
  readonly scenarioFolders: readonly string[];
  /** Set when the scenario was named by its id, which only the engine can look up. */
  readonly scenarioId: string | undefined;
  /** Set when the scenario inherits from a base. */
  readonly scenarioSource: Source | undefined;
}

/** Turns what was typed into a method's input. `typed` holds the operands and options by field name. */
export async function readCommandInput(
  method: MethodName,
  typed: Readonly<Record<string, unknown>>,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<CommandInput> {
  const input: Record<string, unknown> = {};
  const scenarioFolders: string[] = [];
  let scenarioId: string | undefined;
  let scenarioSource: Source | undefined;
  for (const field of fieldsOf(method)) {
    const value = typed[field.name];
    if (value === undefined) continue;
    if (typeof value !== "string") input[field.name] = value;
    else if (field.form.kind === "scenario") {
      if (await isStoredId(value)) {
        scenarioId = value;
        continue;
      }
      const source = await readSource(value, terminal.stdin, signal);
      if (source.folder !== undefined) scenarioFolders.push(source.folder);
      // The base of one that inherits may be known to the engine alone.
      if (inherits(source)) scenarioSource = source;
      else input[field.name] = readScenarioOrThrow(source.bytes, source.name);
    } else if (field.form.kind === "claims") {
      const source = await readSource(value, terminal.stdin, signal);
      input[field.name] = readClaimsOrThrow(source.bytes, source.name);
    } else input[field.name] = await readScalar(field, value, terminal, signal);
  }
  return { input, scenarioFolders, scenarioId, scenarioSource };
}

/** A file that is there is meant as a file, even when it is called like an id. */
async function isStoredId(name: string): Promise<boolean> {
  if (!isItemId(name)) return false;
  try {
    return (await lstat(name)).isDirectory();
  } catch {
    return true;
  }
}

async function readScalar(
  field: Field,
  value: string,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<unknown> {
  switch (field.form.kind) {
    case "text":
    case "file":
      return decodeText(await readSource(value, terminal.stdin, signal, field.form.maxBytes));
    case "folder":
      return path.resolve(value);
    case "number":
      // What is no number goes on as typed, so that the schema names it.
      return value.trim() !== "" && Number.isFinite(Number(value)) ? Number(value) : value;
    case "list":
      return value.split(",").map((word) => word.trim());
    case "json":
      return readJsonArgument(optionName(field.name), value, terminal.stdin, signal);
    default:
      return value;
  }
}

/** Names the options, as they were typed, in problems that the schema found in their values. */
export function nameOptions(method: MethodName, error: HeadroomError): HeadroomError {
  const options = new Map(
    fieldsOf(method).flatMap(({ name, operand }): [string, string][] =>
      operand ? [] : [[name, optionName(name)]],
    ),
  );
  const problems = error.problems.map((problem) => {
    const option = options.get(problem.path);
    return option === undefined ? problem : { ...problem, path: option };
  });
  return new HeadroomError(error.code, error.message, problems);
}
