import { workloadTools } from "../../../engine/agent/workloads/index.js";
import type { ChildLine, Reading } from "./protocol.js";

type Acknowledged = Extract<ChildLine, { kind: "acknowledged" }>;

/** Where the effects of a tool are kept; `read` tools have none. */
const NAMESPACES = new Map(
  workloadTools.flatMap(({ name, replay, stateNamespace }) =>
    replay === "read" ? [] : [[name, stateNamespace] as const],
  ),
);

/** As `effectId` makes them of the key. */
const EFFECT_ID = /\b[A-Z]{3}-[0-9A-F]{8}\b/g;

/** What must hold however often the processes were killed; each break of it in words. */
export function violations(
  { events, effects }: Reading,
  acknowledged: readonly Acknowledged[],
): string[] {
  const found: string[] = [];
  const kept = new Map<string, number>();
  for (const { session, position, sum } of events) {
    const place = `${session} ${position}`;
    if (kept.has(place)) found.push(`${place}: there twice`);
    if (position > 1 && !kept.has(`${session} ${position - 1}`))
      found.push(`${place}: a gap before`);
    kept.set(place, sum);
  }
  const promised = new Map<string, number>();
  for (const { session, position, sum } of acknowledged) {
    const place = `${session} ${position}`;
    if (promised.has(place)) found.push(`${place}: acknowledged twice`);
    promised.set(place, sum);
    if (kept.get(place) !== sum) found.push(`${place}: acknowledged, and lost or changed`);
  }
  const first = new Map<string, string>();
  for (const { namespace, key, results } of effects) {
    if (results.length !== 1) {
      found.push(`${key}: its effect in ${namespace} was made ${results.length} times`);
    }
    // What the shipped sessions want done, they want once: a call that was made anew has another key.
    const what = `${key.split(":")[0]} ${namespace} ${results[0]?.replaceAll(EFFECT_ID, "")}`;
    const before = first.get(what);
    if (before !== undefined) {
      found.push(`${key}: the same effect in ${namespace} was made for ${before} already`);
    }
    first.set(what, key);
  }
  return [...found, ...lostEffects({ events, effects })];
}

/** Calls that the log calls done, without the effect that they are for, and effects of no call. */
function lostEffects({ events, effects }: Reading): string[] {
  const made = new Set(effects.map(({ namespace, key }) => `${namespace} ${key}`));
  const toolOf = new Map<unknown, unknown>();
  const found: string[] = [];
  for (const { session, event } of events) {
    const { type, call, tool } = event;
    if (type === "call-requested") toolOf.set(`${session}:${String(call)}`, tool);
    if (type !== "call-finished") continue;
    const namespace = NAMESPACES.get(String(toolOf.get(`${session}:${String(call)}`)));
    if (namespace !== undefined && !made.has(`${namespace} ${session}:${String(call)}`)) {
      found.push(`${session}:${String(call)}: finished, and its effect is not there`);
    }
  }
  for (const { key } of effects)
    if (!toolOf.has(key)) found.push(`${key}: an effect nobody asked for`);
  return found;
}

/** Sessions that neither ended nor wait for a human to say how a call went, or to let a paused one go on. */
export function wedged({ events }: Reading, sessions: readonly string[]): string[] {
  return sessions.filter((session) => {
    const own = events.filter((one) => one.session === session).map(({ event }) => event);
    const resolved = new Set(
      own.flatMap(({ type, call }) => (type === "call-outcome-resolved" ? [call] : [])),
    );
    const waits = own.some(
      ({ type, call }) => type === "call-outcome-unknown" && !resolved.has(call),
    );
    const last = own.at(-1)?.type;
    return last !== "ended" && last !== "paused" && !waits;
  });
}
