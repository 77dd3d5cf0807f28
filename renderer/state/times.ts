import type { Brain } from "../../engine/contract/brain.js";
import type { Distribution } from "../../engine/contract/distribution.js";
import { readRegistry } from "../../engine/contract/model-registry.js";
import type { OutputOf } from "../../engine/contract/methods.js";
import type { Scenario } from "../../engine/contract/scenario.js";
import type { Source } from "../../engine/contract/source.js";
import { poolOfTool } from "../../engine/contract/tool-pool.js";
import type { Times } from "../../engine/contract/times-methods.js";
import { messageOf } from "./errors.js";
import type { SliceCreator } from "./app-state.js";
import type { TimesSlice } from "./live-slices.js";
import { registryText } from "./models-parts.js";
import type { Notice } from "./parts.js";

export type SessionTimes = OutputOf<"session.times">;
export type ModelTimes = SessionTimes["models"][number];

/** Measured times of live sessions, to be used where a time is asked for. */
export const createTimesSlice: SliceCreator<TimesSlice> = (set, get, { client }) => {
  /** Takes back the edit that was just made, whatever is edited after it. */
  const wayBack = (): Pick<Notice, "action"> => {
    const edit = get().past.at(-1);
    if (edit === undefined) return {};
    return { action: { label: "Undo", run: () => void get().takeBack(edit) } };
  };

  return {
    sessionTimes: undefined,

    async readTimes() {
      try {
        set({ sessionTimes: await client.call("session.times", {}) });
      } catch (error) {
        get().notify({
          tone: "bad",
          text: `The measured times were not read. ${messageOf(error)}`,
        });
      }
    },

    async putTimesInScenario(times, tools) {
      const what = `the measured times of ${times.name} ${times.version}`;
      const isChanged = await get().changeScenario(what, (scenario) =>
        withTimes(scenario, times, tools),
      );
      const text = isChanged
        ? "The open scenario has the measured times, with their source. Nothing is saved yet."
        : "The open scenario was not changed: it has these times, or its text has problems.";
      get().navigate({ pane: "scenario" });
      get().notify({ tone: "plain", text, ...(isChanged ? wayBack() : {}) });
    },

    async putTimesInModel(times) {
      if (get().registry === undefined) await get().loadModels();
      const { name, version } = times;
      const text = withLatency(get().registry?.text, times);
      if (text === undefined) {
        const why = "It is not in the models any more, or their text has problems.";
        get().notify({ tone: "bad", text: `${name} ${version} was not changed. ${why}` });
        return;
      }
      get().editModels(text, `the measured latency of ${name} ${version}`, "measured latency");
      get().navigate({ pane: "settings" });
      get().notify({
        tone: "plain",
        text: `${name} ${version} has the latency that was measured. It is stored with “Save models”.`,
        ...wayBack(),
      });
    },
  };
};

/** Three digits: what is measured is known no better. */
const rounded = (value: number): number => Number(value.toPrecision(3));

/** The lognormal of the measured mean and spread; a constant where nothing varied. */
export function lawOf({ meanMs, cv }: Times): Distribution {
  const mean = rounded(meanMs);
  return cv > 0 && mean > 0 ? { lognormal: { mean, cv: rounded(cv) } } : { constant: mean };
}

/** Where measured times are from, in the words of a scenario's sources. */
export function sourceOfTimes({ name, version, origin, sessions, from, to, ttftMs }: ModelTimes): {
  readonly from: string;
  readonly seen: string;
} {
  const [first, seen] = [from.slice(0, 10), to.slice(0, 10)];
  const days = first === seen ? seen : `${first} to ${seen}`;
  const model = origin === "rehearsal" ? "the rehearsal model, no real one" : `${name} ${version}`;
  return {
    from: `Measured live with ${model} (answers: ${ttftMs.count}, sessions: ${sessions}), ${days}; lognormal of the measured mean and spread`,
    seen,
  };
}

/** Whether a scenario's brain has a time that an answer's time can stand for. */
export const takesTimes = ({ kind }: Brain): boolean => kind !== "batched";

/** A scenario with the measured times of a model, and of the tools that its pools are called after. */
export function withTimes(
  scenario: Scenario,
  times: ModelTimes,
  tools: SessionTimes["tools"],
): Scenario {
  const { brain, hands, sources } = scenario;
  const measured = Object.fromEntries(
    tools.flatMap(({ tool, timeMs }) => {
      const name = poolOfTool(tool, Object.keys(hands));
      const pool = name === undefined ? undefined : hands[name];
      return pool === undefined ? [] : [[name, { ...pool, serviceMs: lawOf(timeMs) }]];
    }),
  );
  const names = ["the brain", ...Object.keys(measured)];
  const source: Source = { what: `Times of ${names.join(", ")}`, ...sourceOfTimes(times) };
  return {
    ...scenario,
    brain: brainWithTimes(brain, times),
    hands: { ...hands, ...measured },
    sources: [...sources.filter(({ what }) => what !== source.what), source],
  };
}

function brainWithTimes(brain: Brain, { ttftMs, tpotMs, outputTokens }: ModelTimes): Brain {
  const perToken = tpotMs ?? { count: 0, meanMs: 0, cv: 0 };
  if (brain.kind === "api") return { ...brain, ttftMs: lawOf(ttftMs), tpotMs: lawOf(perToken) };
  if (brain.kind === "batched") return brain;
  // A slot is taken for the whole answer: the first token, and one after the other from there.
  const rest = perToken.meanMs * Math.max(0, outputTokens - 1);
  const meanMs = ttftMs.meanMs + rest;
  const spread = Math.hypot(ttftMs.meanMs * ttftMs.cv, rest * perToken.cv);
  return {
    ...brain,
    serviceMs: lawOf({ count: ttftMs.count, meanMs, cv: meanMs === 0 ? 0 : spread / meanMs }),
    prefillShare: meanMs === 0 ? brain.prefillShare : rounded(ttftMs.meanMs / meanMs),
  };
}

/** The text of a registry with measured latency in a version; undefined where that is not there. */
export function withLatency(text: string | undefined, times: ModelTimes): string | undefined {
  const { registry } = text === undefined ? { registry: undefined } : readRegistry(text);
  const versions = registry?.models[times.name];
  if (registry === undefined || versions === undefined) return undefined;
  if (versions.every(({ version }) => version !== times.version)) return undefined;
  const { from, seen } = sourceOfTimes(times);
  const latency = {
    ttftMs: lawOf(times.ttftMs),
    interTokenMs: lawOf(times.tpotMs ?? { count: 0, meanMs: 0, cv: 0 }),
    source: `${from}; seen ${seen}`,
  };
  const changed = versions.map((one) =>
    one.version === times.version
      ? { ...one, latency: { concurrency: 1_000_000, ...one.latency, ...latency } }
      : one,
  );
  return registryText({ ...registry, models: { ...registry.models, [times.name]: changed } });
}
