import { HeadroomError } from "../../contract/errors.js";
import type { OutputOf } from "../../contract/methods.js";
import type { LoggedEvent, SessionEventOf } from "../../contract/session.js";
import type { Times } from "../../contract/times-methods.js";
import { deviationOf, meanOf } from "../../statistics/experiment.js";
import { LogError } from "../../agent/ports.js";
import type { SessionLog } from "../../agent/ports.js";
import { Lessons } from "./drive/lessons.js";

type ModelTimes = OutputOf<"session.times">["models"][number];

/** What the newest `most` sessions of a log teach of the times of models and tools. */
export async function measuredTimes(
  log: Pick<SessionLog, "events" | "list">,
  most: number,
): Promise<OutputOf<"session.times">> {
  const heads = (await log.list()).slice(0, most);
  const byModel = new Map<string, Taught>();
  const toolMs = new Map<string, number[]>();
  let unread = 0;
  for (const { session } of heads) {
    const events = await readable(log, session);
    const created = events?.[0]?.event;
    if (events === undefined || created?.type !== "session-created") {
      unread += 1;
      continue;
    }
    const own = new Lessons();
    own.learn(events, created.architecture);
    const { name, version } = created.model;
    const key = JSON.stringify([name, version, created.origin]);
    const taught = byModel.get(key) ?? { created, sessions: [] };
    if (own.ttftMs.length > 0) taught.sessions.push({ own, at: events[0]?.at ?? "" });
    byModel.set(key, taught);
    for (const [tool, times] of own.toolMs) {
      toolMs.set(tool, [...(toolMs.get(tool) ?? []), ...times]);
    }
  }
  return {
    models: [...byModel.values()]
      .filter(({ sessions }) => sessions.length > 0)
      .map(modelTimes)
      .toSorted((a, b) => b.to.localeCompare(a.to)),
    tools: [...toolMs]
      .map(([tool, times]) => ({ tool, timeMs: timesOf(times) }))
      .toSorted((a, b) => a.tool.localeCompare(b.tool)),
    unread,
  };
}

interface Taught {
  readonly created: SessionEventOf<"session-created">;
  readonly sessions: { readonly own: Lessons; readonly at: string }[];
}

async function readable(
  log: Pick<SessionLog, "events">,
  session: string,
): Promise<LoggedEvent[] | undefined> {
  try {
    return await log.events(session, 1);
  } catch (error) {
    if (error instanceof HeadroomError || error instanceof LogError) return undefined;
    throw error;
  }
}

function modelTimes({ created: { model, origin }, sessions }: Taught): ModelTimes {
  const when = sessions.map(({ at }) => at).toSorted();
  const tpotMs = sessions.flatMap(({ own }) => own.tpotMs);
  const tokens = sessions.flatMap(({ own }) => own.shapes.flatMap((shape) => shape.outputTokens));
  return {
    name: model.name,
    version: model.version,
    origin,
    sessions: sessions.length,
    from: when[0] ?? "",
    to: when.at(-1) ?? "",
    ttftMs: timesOf(sessions.flatMap(({ own }) => own.ttftMs)),
    tpotMs: tpotMs.length === 0 ? null : timesOf(tpotMs),
    outputTokens: timesOf(tokens).meanMs,
  };
}

/** Mean and coefficient of variation, the deviation that of a sample. Needs one value. */
function timesOf(values: readonly number[]): Times {
  const count = values.length;
  const meanMs = meanOf(values);
  const cv = count < 2 || meanMs === 0 ? 0 : deviationOf(values) / meanMs;
  return { count, meanMs, cv };
}
