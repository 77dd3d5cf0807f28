import { execFile } from "node:child_process";
import { access, lstat, readlink } from "node:fs/promises";
import { promisify } from "node:util";
import { ToolFault } from "../tool-fault.js";
import { bubblewrapArguments } from "./bubblewrap.js";
import type { SystemFolder } from "./bubblewrap.js";

const run = promisify(execFile);

/** Not by PATH: whoever can put a file on it could be the sandbox. */
export const BUBBLEWRAP = [
  "/usr/bin/bwrap",
  "/usr/local/bin/bwrap",
  "/run/current-system/sw/bin/bwrap",
] as const;
/** The first release with `--disable-userns`. */
const OLDEST = { major: 0, minor: 8 };
const SYSTEM_FOLDERS = ["/bin", "/sbin", "/lib", "/lib32", "/lib64", "/nix/store"];
const PROBE_TIMEOUT_MS = 10_000;

/** A bubblewrap that has been seen to isolate on this machine. */
export interface FoundSandbox {
  readonly program: string;
  readonly folders: readonly SystemFolder[];
}

/** Finds bubblewrap and tries it. Throws a ToolFault `unavailable` that says what is missing and what to do. */
export async function findSandbox(programs: readonly string[]): Promise<FoundSandbox> {
  if (process.platform !== "linux")
    throw none(`commands are isolated by bubblewrap on Linux, and this is ${process.platform}`);
  const program = await firstThatExists(programs);
  if (program === undefined)
    throw none("bubblewrap is not installed. On Debian or Ubuntu: apt install bubblewrap");
  const options = { env: {}, timeout: PROBE_TIMEOUT_MS };
  const version = await run(program, ["--version"], options).then(
    ({ stdout }) => stdout.trim(),
    (error: unknown) => String(error),
  );
  const [major = 0, minor = 0] = (/(\d+)\.(\d+)/.exec(version) ?? []).slice(1).map(Number);
  if (major < OLDEST.major || (major === OLDEST.major && minor < OLDEST.minor))
    throw none(
      `${program}: expected version ${OLDEST.major}.${OLDEST.minor} or later, found "${version}"`,
    );
  const folders = await systemFolders();
  const probe = { argv: ["/bin/true"], workspace: "/usr", allowNetwork: false };
  try {
    await run(program, bubblewrapArguments(probe, folders), options);
  } catch (error) {
    const said = error instanceof Error && "stderr" in error ? String(error.stderr) : String(error);
    throw none(
      `bubblewrap is installed but may not isolate here, as in a container or under a policy that forbids user namespaces. It says: ${said.trim()}`,
    );
  }
  return { program, folders };
}

function none(why: string): ToolFault {
  return new ToolFault(
    "unavailable",
    `there is no sandbox to run it in, so it does not run: ${why}`,
  );
}

async function firstThatExists(files: readonly string[]): Promise<string | undefined> {
  for (const file of files) {
    const exists = await access(file).then(
      () => true,
      () => false,
    );
    if (exists) return file;
  }
  return undefined;
}

async function systemFolders(): Promise<SystemFolder[]> {
  const found = await Promise.all(
    SYSTEM_FOLDERS.map(async (path): Promise<SystemFolder | undefined> => {
      const entry = await lstat(path).catch(() => undefined);
      if (entry?.isSymbolicLink() === true) return { path, link: await readlink(path) };
      return entry?.isDirectory() === true ? { path, link: undefined } : undefined;
    }),
  );
  return found.filter((folder) => folder !== undefined);
}
