import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { z } from "zod";
import { CancelledError } from "../../../base/progress.js";
import { ToolFault } from "../tool-fault.js";
import { bubblewrapArguments } from "./bubblewrap.js";
import type { SandboxCommand } from "./bubblewrap.js";
import { BUBBLEWRAP, findSandbox } from "./find-sandbox.js";
import type { FoundSandbox } from "./find-sandbox.js";
import { OutputLimit } from "./output-limit.js";

/** What `--info-fd` tells. */
const Info = z.object({ "child-pid": z.number().int().positive() });

export interface SandboxResult {
  /** Null where a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly isCut: boolean;
}

export interface SandboxOptions {
  readonly signal: AbortSignal;
  /** Of standard output and of standard error, each. */
  readonly maxOutputBytes: number;
  readonly stdin?: string;
}

/** Runs commands in an operating-system sandbox. There is no way to run one without. */
export interface Sandbox {
  /**
   * Runs the command to its end; an exit code other than 0 is a result. Throws a ToolFault
   * `unavailable` where the machine has no sandbox, and CancelledError once the signal has fired and
   * every process of the command is gone.
   */
  run(command: SandboxCommand, options: SandboxOptions): Promise<SandboxResult>;
}

/** The sandbox of this machine. It is looked for at the first call, and again after a call without. */
export function createSandbox(programs: readonly string[] = BUBBLEWRAP): Sandbox {
  let found: Promise<FoundSandbox> | undefined;
  return {
    run: async (command, options) => {
      found ??= findSandbox(programs);
      const { program, folders } = await found.catch((error: unknown) => {
        // Somebody may install it meanwhile.
        found = undefined;
        throw error;
      });
      await mkdir(command.workspace, { recursive: true, mode: 0o700 });
      return start(program, bubblewrapArguments(command, folders), options);
    },
  };
}

/** The folder of a session's files, below `workspacesFolder`. Refuses a session id that is no file name. */
export function workspaceOf(workspacesFolder: string, session: string): string {
  if (!/^[a-z0-9][a-z0-9-]{0,79}$/.test(session))
    throw new ToolFault("refused", `"${session}" is not a session id`);
  return path.join(workspacesFolder, session);
}

function start(
  program: string,
  argv: readonly string[],
  { signal, maxOutputBytes, stdin }: SandboxOptions,
): Promise<SandboxResult> {
  return new Promise((resolve, reject) => {
    // Even bwrap's own environment is empty: inside, /proc/1/environ shows it.
    const child = spawn(program, ["--info-fd", "3", ...argv], {
      env: {},
      stdio: ["pipe", "pipe", "pipe", "pipe"],
    });
    const stdout = new OutputLimit(maxOutputBytes);
    const stderr = new OutputLimit(maxOutputBytes);
    child.stdout.on("data", (chunk: Buffer) => stdout.add(chunk));
    child.stderr.on("data", (chunk: Buffer) => stderr.add(chunk));
    // A command may end without having read its input.
    child.stdin.on("error", () => undefined);
    child.stdin.end(stdin ?? "");
    const first = firstProcessOf(child.stdio[3]);
    const kill = (): void => void end(child, first);
    signal.addEventListener("abort", kill, { once: true });
    if (signal.aborted) kill();
    child.on("error", (error) => {
      signal.removeEventListener("abort", kill);
      reject(error);
    });
    child.on("close", (exitCode, endedBy) => {
      signal.removeEventListener("abort", kill);
      if (signal.aborted) reject(new CancelledError());
      else
        resolve({
          exitCode,
          signal: endedBy,
          stdout: stdout.text(),
          stderr: stderr.text(),
          isCut: stdout.isCut || stderr.isCut,
        });
    });
  });
}

/**
 * Ends everything inside by way of its first process. Not by way of bwrap: cut off while it sets the
 * sandbox up, it would leave it running without us.
 */
async function end(child: ChildProcess, first: Promise<number | undefined>): Promise<void> {
  const pid = await first;
  if (child.exitCode !== null || child.signalCode !== null) return;
  try {
    if (pid === undefined) child.kill("SIGKILL");
    else process.kill(pid, "SIGKILL");
  } catch {
    // It ended by itself at this very moment.
  }
}

/**
 * The process, by its number here, that is the first one inside: when it dies, the kernel ends all
 * others of its namespace. Undefined where bwrap ended without having started one.
 */
async function firstProcessOf(info: unknown): Promise<number | undefined> {
  if (!(info instanceof Readable)) return undefined;
  let text = "";
  for await (const chunk of info.setEncoding("utf8")) text += String(chunk);
  return text === "" ? undefined : Info.parse(JSON.parse(text))["child-pid"];
}
