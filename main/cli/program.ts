import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { toHeadroomError } from "../../engine/contract/errors.js";
import { METHOD_NAMES, methods } from "../../engine/contract/methods.js";
import type { MethodName } from "../../engine/contract/methods.js";
import { PRODUCT } from "../host/product.js";
import { fieldsOf, optionName } from "./fields.js";
import type { Field } from "./fields.js";
import { EXIT, exitOfFailure, printFailure } from "./outcome.js";
import { runMethod } from "./run-method.js";
import type { GlobalOptions } from "./run-method.js";
import type { Terminal } from "./terminal.js";

const MOST_THREADS = 256;

/**
 * Runs one command line and returns its exit code: 0 done, 1 a requirement is not met, 2 bad input,
 * 70 Headroom itself failed, 130 interrupted. `args` are the words after the program's name.
 */
export async function runCli(
  args: readonly string[],
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  let exitCode: number = EXIT.done;
  const run = async (command: () => Promise<number>): Promise<void> => {
    exitCode = await command();
  };
  // Commander writes synchronously; its texts are printed in order once it is done.
  const printed = { out: "", err: "" };
  const program = createProgram(terminal, signal, run).configureOutput({
    writeOut: (text) => void (printed.out += text),
    writeErr: (text) => void (printed.err += text),
    getOutHelpWidth: () => terminal.width,
    getErrHelpWidth: () => terminal.width,
    outputError: (text, write) => write(text),
  });
  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError)
      exitCode = error.exitCode === 0 ? EXIT.done : EXIT.badInput;
    else {
      const failure = toHeadroomError(error);
      exitCode = exitOfFailure(failure);
      if (exitCode !== EXIT.interrupted) await printFailure(terminal, failure);
    }
  }
  try {
    await terminal.out(printed.out);
  } catch (error) {
    const failure = toHeadroomError(error);
    exitCode = exitOfFailure(failure);
    await printFailure(terminal, failure);
  }
  await terminal.err(printed.err);
  return exitCode;
}

type Run = (command: () => Promise<number>) => Promise<void>;

function createProgram(terminal: Terminal, signal: AbortSignal, run: Run): Command {
  const program = new Command("headroom")
    .description(PRODUCT.description)
    .version(PRODUCT.version)
    .option("--json", "print the result alone, as JSON", false)
    .option("--threads <n>", "simulation threads (default: one a core)", parseThreads)
    .option("--data <folder>", "where settings, sessions and what is not in a workspace are kept")
    .option(
      "--workspace <folder>",
      "whose scenarios, runs and plans (default: the one opened last)",
    )
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false })
    .exitOverride()
    .showHelpAfterError("Try --help.");
  for (const method of METHOD_NAMES) addMethod(program, method, terminal, signal, run);
  addServe(program, terminal, signal, run);
  return program;
}

/** `scenario.list` becomes `scenario list`; a name without a dot is a command of its own. */
function addMethod(
  program: Command,
  method: MethodName,
  terminal: Terminal,
  signal: AbortSignal,
  run: Run,
): void {
  const [first = method, verb] = method.split(".");
  // A command such as `plan` may be the group of others too, whichever of them comes first.
  const parent = groupOf(program, first);
  // `headroom readiness` alone reads it.
  const isDefault = method === "readiness.read";
  const command = verb === undefined ? parent : parent.command(verb, { isDefault });
  command.description(methods[method].summary);
  // `drive` is a command and a group: what it does by itself is what it is for.
  if (verb !== undefined && !isMethodName(first)) {
    parent.description(parent.commands.map((one) => one.name()).join(", "));
  }
  const fields = fieldsOf(method);
  const operands = fields.filter((field) => field.operand);
  for (const field of operands) {
    const { name } = field;
    command.argument(field.required ? `<${name}>` : `[${name}]`, describeOperand(field));
  }
  for (const field of fields) if (!field.operand) command.addOption(toOption(field));
  if (operands.some(({ form }) => form.kind === "scenario")) {
    command.option(
      "--set <path=value>",
      "override a value of the scenario, such as brain.replicas=4 (may be repeated)",
      (text: string, before: readonly string[]) => [...before, text],
      [],
    );
  }
  if (method === "calibrate") {
    command
      .option("--scenario-out <file>", "also write the scenario that was learnt to this file")
      .option("--force", "replace that file where it is there", false);
  }
  command.action(() => {
    const typed: Record<string, unknown> = { ...command.opts() };
    for (const [at, field] of operands.entries()) typed[field.name] = command.args[at];
    return run(() => runMethod(method, typed, globalOptions(command), terminal, signal));
  });
}

function isMethodName(name: string): boolean {
  return METHOD_NAMES.some((method) => method === name);
}

function groupOf(program: Command, name: string): Command {
  return program.commands.find((command) => command.name() === name) ?? program.command(name);
}

function describeOperand({ form, description: described }: Field): string {
  if (form.kind === "scenario")
    return "a scenario file, the id of a scenario, or - for standard input";
  if (form.kind === "claims") return "a claims file, or - for standard input";
  if (form.kind === "text") return "a file with the text, or - for standard input";
  return described;
}

const VALUE_NAMES: Readonly<Record<string, string>> = {
  json: "json|file",
  file: "file",
  number: "n",
  list: "a,b,…",
};

function toOption({ name, form, required, description: described }: Field): Option {
  const flag = optionName(name);
  const value = VALUE_NAMES[form.kind] ?? "text";
  const option = new Option(form.kind === "flag" ? flag : `${flag} <${value}>`, described);
  if (form.kind === "choice") option.choices(form.choices);
  return option.makeOptionMandatory(required);
}

function addServe(program: Command, terminal: Terminal, signal: AbortSignal, run: Run): void {
  const command = program
    .command("serve")
    .description("Serve Headroom to a browser on this machine, until interrupted")
    .option("--port <n>", "port to listen on (default: any free one)", parsePort)
    .option("--open", "open the address in the browser", false)
    .action(({ port, open }: { port?: number; open: boolean }) =>
      run(async () => {
        const { json, threads, dataFolder, workspace } = globalOptions(command);
        // Loaded here alone: a web server would double the time every other command takes to start.
        const { serve } = await import("../server/serve.js");
        await serve({
          ...(port === undefined ? {} : { port }),
          ...(threads === undefined ? {} : { threads }),
          ...(dataFolder === undefined ? {} : { dataFolder }),
          ...(workspace === undefined ? {} : { workspace }),
          open,
          signal,
          onListening: (address) =>
            void terminal
              .out(json ? `${JSON.stringify({ address })}\n` : `${address}\n`)
              .catch((error: unknown) => printFailure(terminal, toHeadroomError(error))),
        });
        return EXIT.done;
      }),
    );
}

function globalOptions(command: Command): GlobalOptions {
  const { json, threads, data, workspace } = command.optsWithGlobals<{
    json: boolean;
    threads?: number;
    data?: string;
    workspace?: string;
  }>();
  return { json, threads, dataFolder: data, workspace };
}

function parseThreads(text: string): number {
  return parseWhole(text, 0, MOST_THREADS);
}

function parsePort(text: string): number {
  return parseWhole(text, 0, 65_535);
}

function parseWhole(text: string, min: number, max: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new InvalidArgumentError(`Expected a whole number from ${min} to ${max}.`);
}
