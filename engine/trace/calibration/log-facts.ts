import type { RequestLog } from "./request-log.js";

/** What a log shows of its server's limits, over all replicas. */
export interface LogFacts {
  /** Most requests between their first and last token at once. */
  readonly mostDecoding: number;
  /** Most tokens that decoding requests had in KV memory at once. */
  readonly mostContext: number;
}

/** Sweeps over the log once; contexts are taken as growing evenly from first to last token. */
export function logFacts(log: RequestLog): LogFacts {
  const count = log.firstTokenSeconds.length;
  // Starts and ends in order of time; ends first, so that a place given on is not counted twice.
  const events = Array.from({ length: 2 * count }, (_, at) => {
    const request = at >> 1;
    const end = (at & 1) === 1;
    const seconds = (end ? log.lastTokenSeconds : log.firstTokenSeconds)[request] ?? 0;
    return { seconds, end, request };
  }).toSorted((a, b) => a.seconds - b.seconds || Number(b.end) - Number(a.end));
  let decoding = 0;
  let context = 0;
  let growth = 0;
  let before = 0;
  let mostDecoding = 0;
  let mostContext = 0;
  for (const { seconds, end, request } of events) {
    const prompt = log.promptTokens[request] ?? 0;
    const output = log.outputTokens[request] ?? 0;
    const span = (log.lastTokenSeconds[request] ?? 0) - (log.firstTokenSeconds[request] ?? 0);
    const pace = span > 0 ? (output - 1) / span : 0;
    context += growth * (seconds - before);
    before = seconds;
    mostContext = Math.max(mostContext, context);
    if (end) {
      decoding -= 1;
      growth -= pace;
      context -= prompt + (span > 0 ? output : 1);
    } else {
      decoding += 1;
      growth += pace;
      context += prompt + 1;
    }
    mostDecoding = Math.max(mostDecoding, decoding);
  }
  return { mostDecoding, mostContext: Math.ceil(mostContext) };
}
