import { fork } from "node:child_process";
import { Worker } from "node:worker_threads";
import { cleanEnvironment } from "./environment.js";
import type { HandWorker, LaunchWorker } from "./worker-group.js";
import type { WorkerReply } from "./worker-messages.js";

/** JavaScript of one hand may fill this much of memory, in MB; what goes over it ends the worker alone. */
const MAX_HEAP_MB = 512;
/** The end of what a process wrote to standard error: enough for the reason of its end. */
const KEPT_STDERR = 600;

/** What a worker's entry needs to know to make the same tools as the engine. */
export interface WorkerSetup {
  readonly stateFolder: string;
  /** JSON. The entry knows what it means. */
  readonly settings: unknown;
}

/**
 * Starts hands in threads and processes with a clean environment.
 * @param entry File that calls `serveTools`.
 */
export function workerLauncher(entry: string, setup: WorkerSetup): LaunchWorker {
  // The packaged application cannot start itself as Node (its fuse is off): a thread it is, there.
  const canFork = process.versions["electron"] === undefined;
  return (runsIn) =>
    runsIn === "child-process" && canFork ? startChild(entry, setup) : startThread(entry, setup);
}

function startThread(entry: string, setup: WorkerSetup): HandWorker {
  const worker = new Worker(entry, {
    workerData: setup,
    env: cleanEnvironment(),
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
  });
  return wire({
    send: (call) => worker.postMessage(call),
    kill: async () => void (await worker.terminate()),
    listen: (reply, end) => {
      worker.on("message", reply);
      worker.on("error", (error) => end(error instanceof Error ? error.message : String(error)));
      worker.on("exit", (code) => end(`exit code ${code}`));
    },
    hold: (isBusy) => (isBusy ? worker.ref() : worker.unref()),
  });
}

function startChild(entry: string, setup: WorkerSetup): HandWorker {
  const child = fork(entry, [JSON.stringify(setup)], {
    env: cleanEnvironment(),
    execArgv: [`--max-old-space-size=${MAX_HEAP_MB}`],
    serialization: "advanced",
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let stderr = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr = (stderr + text).slice(-KEPT_STDERR);
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  return wire({
    send: (call) => child.send(call, () => undefined),
    kill: async () => {
      child.kill("SIGKILL");
      await ended;
    },
    listen: (reply, end) => {
      child.on("message", reply);
      child.on("error", (error) => end(error.message));
      child.on("close", (code, signal) => {
        const said = stderr.trim() === "" ? "" : `: ${stderr.trim()}`;
        end(`${signal ?? `exit code ${code}`}${said}`);
      });
    },
    hold: (isBusy) => {
      if (isBusy) {
        child.ref();
        child.channel?.ref();
      } else {
        child.unref();
        child.channel?.unref();
      }
    },
  });
}

interface Wire {
  send: HandWorker["send"];
  kill: () => Promise<void>;
  listen: (reply: (message: WorkerReply) => void, end: (why: string) => void) => void;
  /** Only a worker that has something to do may keep this process from ending. */
  hold: (isBusy: boolean) => void;
}

function wire({ send, kill, listen, hold }: Wire): HandWorker {
  let onReply: ((reply: WorkerReply) => void) | undefined;
  let onEnd: ((why: string) => void) | undefined;
  let endedBecause: string | undefined;
  listen(
    (message) => {
      hold(false);
      onReply?.(message);
    },
    (why) => {
      if (endedBecause !== undefined) return;
      endedBecause = why;
      onEnd?.(why);
    },
  );
  return {
    send: (call) => {
      hold(true);
      send(call);
    },
    onReply: (listener) => {
      onReply = listener;
    },
    onEnd: (listener) => {
      onEnd = listener;
      // It may have ended while it was idle.
      if (endedBecause !== undefined) listener(endedBecause);
    },
    end: kill,
  };
}
