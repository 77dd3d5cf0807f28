import type { ReplicationJob, TraceRequests } from "../../engine/simulator/replication.js";

/** The same jobs with their traces in shared memory, so that a million-row trace is copied once, not once a job. */
export function shareTraces(jobs: readonly ReplicationJob[]): readonly ReplicationJob[] {
  const shared = new Map<TraceRequests, TraceRequests>();
  return jobs.map((job) => ({
    ...job,
    traces: Object.fromEntries(
      Object.entries(job.traces).map(([file, trace]) => {
        const copy = shared.get(trace) ?? shareTrace(trace);
        shared.set(trace, copy);
        return [file, copy];
      }),
    ),
  }));
}

function shareTrace(trace: TraceRequests): TraceRequests {
  return {
    arrivalSeconds: shareDoubles(trace.arrivalSeconds),
    firstRequest: shareIntegers(trace.firstRequest),
    inputTokens: shareDoubles(trace.inputTokens),
    outputTokens: shareDoubles(trace.outputTokens),
    ownPrefixTokens: shareDoubles(trace.ownPrefixTokens),
    toolWaitMs: shareDoubles(trace.toolWaitMs),
    firstBlock: shareIntegers(trace.firstBlock),
    blocks: shareIntegers(trace.blocks),
    blockTokens: trace.blockTokens,
  };
}

function shareDoubles(values: Float64Array): Float64Array {
  const copy = new Float64Array(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}

function shareIntegers(values: Uint32Array): Uint32Array {
  const copy = new Uint32Array(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}
