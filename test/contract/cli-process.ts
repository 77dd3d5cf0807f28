import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The built command line, as `npx headroom` runs it. */
export const CLI = fileURLToPath(new URL("../../out/main/cli.js", import.meta.url));

export interface CliRun {
  /** Exit code; null where a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Given to its standard input, which is empty otherwise. */
  readonly stdin?: string | Uint8Array;
}

/** Runs the real command line in a process of its own. */
export function runHeadroom(args: readonly string[], options: CliOptions = {}): Promise<CliRun> {
  const child = startHeadroom(args, options);
  // It may well end before it has read everything.
  child.stdin.on("error", () => undefined);
  child.stdin.end(options.stdin);
  return new Promise((resolve, reject) => {
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}

export function startHeadroom(args: readonly string[], { cwd, env }: CliOptions = {}) {
  if (!existsSync(CLI)) throw new Error(`${CLI} is not built: run "npm run build" first`);
  return spawn(process.execPath, [CLI, ...args], {
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...process.env, NO_COLOR: "1", ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
}
