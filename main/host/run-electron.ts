import { spawn } from "node:child_process";

/** Electron that ends this early with an error never showed a window. */
const START_LIMIT_MS = 5000;
const KEPT_OUTPUT = 4000;

export type ElectronRun =
  | { readonly started: true; readonly exitCode: number }
  | { readonly started: false; readonly why: string };

/**
 * Runs the desktop app until it ends. `started` is false when Electron could not be run, or ended with
 * an error within five seconds (missing libraries, no sandbox, no display). The signal closes it.
 */
export function runElectron(
  executable: string,
  appFolder: string,
  signal: AbortSignal,
): Promise<ElectronRun> {
  return new Promise((resolve) => {
    const startedAt = performance.now();
    // Terminals inside Electron apps pass this on, and it would make of ours a bare Node.
    const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env;
    const child = spawn(executable, [appFolder], { stdio: ["ignore", "inherit", "pipe"], env });
    const stop = (): void => void child.kill("SIGTERM");
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => {
      // What a crashed start said is printed in one line; what a running app says goes through.
      if (performance.now() - startedAt < START_LIMIT_MS) said += chunk.toString();
      else process.stderr.write(chunk);
      said = said.slice(-KEPT_OUTPUT);
    });
    signal.addEventListener("abort", stop, { once: true });
    child.on("error", (error) => {
      signal.removeEventListener("abort", stop);
      resolve({ started: false, why: error.message });
    });
    child.on("close", (code, killedBy) => {
      signal.removeEventListener("abort", stop);
      const early = performance.now() - startedAt < START_LIMIT_MS;
      if (code === 0 || signal.aborted) resolve({ started: true, exitCode: code ?? 0 });
      else if (!early) resolve({ started: true, exitCode: code ?? 1 });
      else resolve({ started: false, why: lastLine(said) ?? `it ended with ${killedBy ?? code}` });
    });
  });
}

function lastLine(text: string): string | undefined {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return lines.at(-1)?.trim().slice(0, 300);
}
