import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { buildEntry } from "../../unit/agent/hands/build-entry.js";
import { Outside } from "./outside.js";
import { ChildLine, Reading } from "./protocol.js";
import type { ChildOrders, Effect } from "./protocol.js";

/** A process that is silent for so long hangs, however busy the machine is. */
const HANGS_MS = 120_000;

/** The programs that the tests start, bundled, and the recorder, at work. */
export interface Programs {
  readonly child: string;
  readonly reader: string;
  /** Socket of the recorder. */
  readonly recorder: string;
  readonly remove: () => Promise<void>;
}

export async function buildPrograms(): Promise<Programs> {
  const [child, reader, recorder] = await Promise.all(
    ["child.ts", "reader.ts", "recorder.ts"].map((name) =>
      buildEntry(fileURLToPath(new URL(name, import.meta.url))),
    ),
  );
  if (child === undefined || reader === undefined || recorder === undefined) {
    throw new Error("a program was not built");
  }
  const folder = await mkdtemp(path.join(tmpdir(), "headroom-recorder-"));
  const socket = path.join(folder, "socket");
  const running = spawn(process.execPath, [recorder.file, socket], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  await once(running.stdout, "data");
  return {
    child: child.file,
    reader: reader.file,
    recorder: socket,
    remove: async () => {
      const ended = once(running, "close");
      running.stdin.end();
      await ended;
      await Promise.all([child.remove(), reader.remove(), recorder.remove()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export interface Ended {
  readonly by: "itself" | "kill" | "hanging";
  readonly lines: readonly ChildLine[];
  readonly runMs: number;
}

/** Runs the child until it ends, or until it is killed `killAfterMs` after it is ready. */
export async function runChild(
  { child }: Pick<Programs, "child">,
  orders: ChildOrders,
  killAfterMs?: number,
): Promise<Ended> {
  const started = spawn(process.execPath, [child, JSON.stringify(orders)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let hung = false;
  const hangs = setTimeout(() => {
    hung = true;
    started.kill("SIGKILL");
  }, HANGS_MS);
  started.stdout.on("data", () => hangs.refresh());
  const ended = new Promise<NodeJS.Signals | null>((resolve, reject) => {
    started.once("error", reject);
    started.once("close", (_, signal) => resolve(signal));
  });
  const lines: ChildLine[] = [];
  let readyAtMs = performance.now();
  for await (const text of createInterface({ input: started.stdout })) {
    const line = readLine(text);
    if (line === undefined) continue;
    lines.push(line);
    if (line.kind !== "ready") continue;
    readyAtMs = performance.now();
    if (killAfterMs !== undefined) setTimeout(() => started.kill("SIGKILL"), killAfterMs);
  }
  const signal = await ended;
  clearTimeout(hangs);
  const runMs = performance.now() - readyAtMs;
  return { by: hung ? "hanging" : signal === null ? "itself" : "kill", lines, runMs };
}

/** The last line of a killed process may be cut off: then nobody was told. */
function readLine(text: string): ChildLine | undefined {
  try {
    return ChildLine.parse(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** What the processes left in the folder, and what they did outside of it. */
export async function read({ reader, recorder }: Programs, folder: string): Promise<Reading> {
  const started = spawn(process.execPath, [reader, folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  for await (const part of started.stdout.setEncoding("utf8")) text += String(part);
  const { events, effects } = Reading.parse(JSON.parse(text));
  const outside = new Outside(recorder);
  const recorded: readonly Effect[] = await outside.tally(folder);
  outside.close();
  return { events, effects: [...effects, ...recorded] };
}
