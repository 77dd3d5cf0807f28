import path from "node:path";
import { newSessionId } from "../../../engine/agent/clock.js";
import { drawOf } from "../../../engine/agent/draw.js";
import { REHEARSAL_MODEL, startRehearsal } from "../../../engine/agent/rehearsal/server.js";
import type { LatencyProfile } from "../../../engine/agent/rehearsal/server.js";
import { workloads, workloadTools } from "../../../engine/agent/workloads/index.js";
import { createdEvent, openEngine } from "./assembly.js";

/** Sessions of the three workloads, in turn, on one engine, its rehearsal model and its log in `folder`. */
export interface SessionLoad {
  /** Runs one more session to its end. */
  one(): Promise<void>;
  readonly counts: { finished: number; failed: number; inferences: number };
  close(): Promise<void>;
}

export async function openLoad(
  folder: string,
  latency: LatencyProfile,
  brains: number,
): Promise<SessionLoad> {
  const rehearsal = await startRehearsal({
    seed: 1,
    latency,
    policies: workloads.map((workload) => workload.rehearsal),
  });
  const counts = { finished: 0, failed: 0, inferences: 0 };
  const bench = openEngine(
    path.join(folder, "engine"),
    workloadTools,
    { resolve: async () => ({ endpoint: rehearsal, costUsd: () => 0 }) },
    {
      brains,
      // A human who agrees at once.
      approvals: { decide: () => ({ decision: "allow", reason: "a load approves every call" }) },
      onBroken: (_session, error) => {
        throw error;
      },
    },
  );
  let begun = 0;
  return {
    counts,
    one: async () => {
      const number = begun;
      begun += 1;
      const workload = workloads[number % workloads.length];
      if (workload === undefined) throw new Error("there is no workload");
      const id = newSessionId();
      const { name, tools, system, maxTokens } = workload;
      await bench.engine.start(
        id,
        createdEvent({ workload: name, tools: [...tools], system, maxTokens }, REHEARSAL_MODEL),
        workload.firstMessage(drawOf(number, "session")),
      );
      await bench.engine.settled(id);
      const events = await bench.log.events(id, 1);
      const last = events.at(-1)?.event;
      const completed = last?.type === "ended" && last.outcome === "completed";
      counts[completed ? "finished" : "failed"] += 1;
      counts.inferences += events.filter(({ event }) => event.type === "inference-finished").length;
    },
    close: async () => {
      await bench.close();
      await rehearsal.close();
    },
  };
}

/** The heap after a full collection, in bytes, with what is held outside of it. Needs `--expose-gc`. */
export function retainedBytes(collect: () => void): { heap: number; rss: number } {
  // The first pass runs finalisers, whose objects go with the second.
  collect();
  collect();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: heapUsed + external, rss };
}
