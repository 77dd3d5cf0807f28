import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

/** Long enough for the download on an ordinary line, short enough for a first result within a minute. */
const DOWNLOAD_LIMIT_MS = 40_000;

/** Where the official Electron is, or why there is none. */
export type ElectronBinary =
  | { readonly executable: string }
  | { readonly executable: undefined; readonly why: string };

/**
 * Finds the Electron that the `electron` package brings. The package fetches it at first use, which
 * fails without a network: the attempt is bounded in time, and can be stopped by the signal.
 */
export async function findElectron(
  signal: AbortSignal,
  limitMs = DOWNLOAD_LIMIT_MS,
): Promise<ElectronBinary> {
  const folder = electronPackage();
  if (folder === undefined) return { executable: undefined, why: "Electron is not installed" };
  const present = installedIn(folder);
  if (present !== undefined) return { executable: present };
  const why = await download(path.join(folder, "install.js"), signal, limitMs);
  const fetched = installedIn(folder);
  if (fetched !== undefined) return { executable: fetched };
  return { executable: undefined, why: `Electron could not be fetched: ${why}` };
}

function electronPackage(): string | undefined {
  try {
    return path.dirname(createRequire(import.meta.url).resolve("electron/package.json"));
  } catch {
    return undefined;
  }
}

/** The package's own rule: `path.txt` names the executable below `dist` or the folder put in its place. */
function installedIn(folder: string): string | undefined {
  const override = process.env["ELECTRON_OVERRIDE_DIST_PATH"];
  const named = path.join(folder, "path.txt");
  const name = existsSync(named) ? readFileSync(named, "utf8").trim() : undefined;
  if (name === undefined && override === undefined) return undefined;
  const executable = path.join(override ?? path.join(folder, "dist"), name ?? "electron");
  return existsSync(executable) ? executable : undefined;
}

/** Runs the package's installer quietly; returns why it failed, or an empty text. */
function download(installer: string, signal: AbortSignal, limitMs: number): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [installer], { stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    let why: string | undefined;
    const give = (reason: string): void => {
      why ??= reason;
      child.kill();
    };
    const stop = (): void => give("interrupted");
    const timer = setTimeout(() => give(`it took longer than ${limitMs / 1000} s`), limitMs);
    signal.addEventListener("abort", stop, { once: true });
    child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
    child.on("error", (error) => give(error.message));
    child.on("close", () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
      resolve(why ?? firstLine(said));
    });
  });
}

function firstLine(text: string): string {
  return text.trim().split("\n", 1)[0]?.slice(0, 200) ?? "";
}
