import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createSocket } from "node:dgram";
import { createServer } from "node:net";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { findSandbox, BUBBLEWRAP } from "../../../engine/agent/hands/sandbox/find-sandbox.js";

/** Why this machine has no sandbox; undefined where it has one. Tests that need one are skipped, visibly. */
export const NO_SANDBOX = await findSandbox(BUBBLEWRAP).then(
  () => undefined,
  (error: unknown) => String(error),
);

const SECRET = "host-secret-4711";

/** A piece of the host that nothing in a sandbox may read, change or reach. */
export interface Host {
  /** Folder with `secret.txt` and, below it, the workspaces. */
  readonly folder: string;
  readonly workspaces: string;
  readonly port: number;
  readonly socketName: string;
  readonly victimPid: number;
  /** What differs from the untouched host; empty where nothing does. */
  damage(): Promise<string[]>;
  close(): Promise<void>;
}

/** Sets the host up: a secret, listeners on TCP and on an abstract socket, and a process to be killed. */
export async function createHost(): Promise<Host> {
  const folder = await mkdtemp(path.join(tmpdir(), "host-"));
  const workspaces = path.join(folder, "workspaces");
  await mkdir(workspaces);
  await writeFile(path.join(folder, "secret.txt"), SECRET);
  process.env["HOST_ONLY_SECRET"] = SECRET;
  let visits = 0;
  const listen = async (at: { port: number; host: string } | { path: string }) => {
    const server = createServer((socket) => {
      visits += 1;
      socket.end(SECRET);
    });
    await new Promise<void>((resolve) => server.listen(at, resolve));
    return server;
  };
  const tcp = await listen({ port: 0, host: "127.0.0.1" });
  const socketName = `headroom-${process.pid}-${Date.now()}`;
  const abstract = await listen({ path: `\0${socketName}` });
  const udp = createSocket("udp4", () => {
    visits += 1;
  });
  const victim = spawn("/bin/sleep", ["600"], { stdio: "ignore" });
  const address = tcp.address();
  if (address === null || typeof address === "string" || victim.pid === undefined)
    throw new Error("the host could not be set up");
  await new Promise<void>((resolve) => udp.bind(address.port, "127.0.0.1", resolve));
  const name = hostname();
  const corePattern = () => readFile("/proc/sys/kernel/core_pattern", "utf8").catch(() => "");
  const coreBefore = await corePattern();
  return {
    folder,
    workspaces,
    port: address.port,
    socketName,
    victimPid: victim.pid,
    damage: async () => {
      const secret = await readFile(path.join(folder, "secret.txt"), "utf8").catch(() => "gone");
      const names = (await readdir(folder)).toSorted();
      return [
        ...(secret === SECRET ? [] : ["the secret was changed"]),
        ...(names.join() === "secret.txt,workspaces" ? [] : [`new files: ${names.join()}`]),
        ...(visits === 0 ? [] : ["a listener of the host was reached"]),
        ...(victim.exitCode === null && victim.signalCode === null ? [] : ["a process was killed"]),
        ...(hostname() === name ? [] : ["the host was renamed"]),
        ...((await corePattern()) === coreBefore ? [] : ["a kernel setting was changed"]),
        ...(await presentMarks()),
      ];
    },
    close: async () => {
      delete process.env["HOST_ONLY_SECRET"];
      victim.kill("SIGKILL");
      tcp.close();
      abstract.close();
      udp.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Whether a text shows anything of the host that it should not. */
export function leaks(text: string): boolean {
  return text.includes(SECRET) || /^root:.*:0:0:/m.test(text);
}

/** Where the escapes try to leave a mark. */
export const MARK = "headroom-escape-mark";
const MARKED_FOLDERS = [
  "/",
  "/tmp",
  "/usr",
  "/usr/bin",
  "/usr/local",
  "/etc",
  "/root",
  "/home",
  "/var/tmp",
  "/dev/shm",
];

async function presentMarks(): Promise<string[]> {
  const found = await Promise.all(
    MARKED_FOLDERS.map(async (at) =>
      (await readdir(at).catch((): string[] => [])).includes(MARK) ? [`a mark in ${at}`] : [],
    ),
  );
  return found.flat();
}
