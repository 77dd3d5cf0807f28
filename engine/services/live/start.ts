import { HeadroomError } from "../../contract/errors.js";
import type { ParsedInputOf } from "../../contract/methods.js";
import type { Budget } from "../../contract/session.js";
import type { LiveSettings } from "../../contract/settings.js";
import { DEFAULT_MODEL } from "../../contract/session-methods.js";
import { LogError } from "../../agent/ports.js";
import type { Draw } from "../../agent/workload.js";
import {
  GENERAL,
  GENERAL_BUDGET,
  GENERAL_MAX_TOKENS,
  GENERAL_SYSTEM,
  generalTitle,
} from "../../agent/workloads/general.js";
import { workloads } from "../../agent/workloads/index.js";
import type { Live, LiveEngine } from "./live-engine.js";

type StartInput = Pick<
  ParsedInputOf<"session.start">,
  "workload" | "prompt" | "replay" | "tools" | "message" | "model" | "maxTokens"
>;

/** What a session begins with, as its input says. */
export interface PlannedStart {
  readonly title: string;
  readonly workload: string;
  readonly system: string;
  readonly tools: string[];
  readonly maxTokens: number;
  /** Where neither the caller nor the settings name one. */
  readonly budget: Budget;
  readonly message: string;
  /** What of it could not be had. */
  readonly warnings: readonly string[];
}

/** Makes the engine ready for the session. Throws `invalid-input` where the input does not add up. */
export async function plannedStart(
  live: LiveEngine,
  input: StartInput,
  draw: Draw,
): Promise<Live & { readonly settings: LiveSettings; readonly planned: PlannedStart }> {
  const { workload: name, prompt, replay, message } = input;
  const given = Object.entries({ workload: name, prompt, replay }).flatMap(([kind, value]) =>
    value === undefined ? [] : [kind],
  );
  if (given.length !== 1) {
    const found = given.length === 0 ? "none of them" : given.join(" and ");
    throw invalid("prompt", "either a workload or a prompt, or a session to replay", found);
  }
  if (replay !== undefined) {
    for (const field of ["message", "tools", "maxTokens"] as const) {
      if (input[field] !== undefined) {
        throw invalid(field, "none beside a replay, which has its own", String(input[field]));
      }
    }
    if (input.model !== DEFAULT_MODEL) {
      throw invalid("model", "none beside a replay, which asks no model", input.model);
    }
    return recorded(live, replay);
  }
  if (prompt !== undefined) {
    if (message !== undefined) throw invalid("message", "none beside a prompt", "a message");
    return general(live, prompt, input.tools);
  }
  if (input.tools !== undefined) {
    throw invalid("tools", "none beside a workload, which has its own", input.tools.join(", "));
  }
  const workload = workloads.find((one) => one.name === name);
  if (workload === undefined) throw new HeadroomError("not-found", `there is no workload ${name}`);
  const { title, system, maxTokens, budget } = workload;
  const tools = [...workload.tools];
  const planned = {
    title,
    workload: workload.name,
    system,
    tools,
    maxTokens,
    budget,
    message: message ?? workload.firstMessage(draw),
    warnings: [],
  };
  return { ...(await live.prepare(tools)), planned };
}

/** What the recorded session began with. Throws `missing` where there is none. */
async function recorded(live: LiveEngine, id: string): ReturnType<typeof plannedStart> {
  const { log } = await live.open();
  const events = await log.events(id, 1);
  const created = events[0]?.event;
  const said = events.find(({ event }) => event.type === "user-message")?.event;
  if (created?.type !== "session-created" || said?.type !== "user-message") {
    throw new LogError("missing", `there is no session ${id} to replay. Import it first`);
  }
  const { title, workload, system, tools, maxTokens, budget } = created;
  const planned = {
    title: `Replay: ${title}`,
    workload,
    system,
    tools,
    maxTokens,
    budget,
    message: said.text,
    warnings: [],
  };
  return { ...(await live.prepare(tools)), planned };
}

async function general(
  live: LiveEngine,
  prompt: string,
  requested: readonly string[] | undefined,
): ReturnType<typeof plannedStart> {
  const ready = await live.prepare(requested);
  const offered = ready.tools.offered();
  const faults = ready.tools.mcp
    .faults()
    .map(({ server, message }) => `the MCP server ${server} is not there: ${message}`);
  const unknown = requested?.filter((tool) => !offered.includes(tool)) ?? [];
  if (unknown.length > 0) {
    const there = `names of tools that are switched on: ${offered.join(", ") || "none is"}`;
    throw invalid("tools", [there, ...faults].join("; "), unknown.join(", "));
  }
  const planned = {
    title: generalTitle(prompt),
    workload: GENERAL,
    system: GENERAL_SYSTEM,
    tools: [...new Set(requested ?? offered)],
    maxTokens: GENERAL_MAX_TOKENS,
    budget: GENERAL_BUDGET,
    message: prompt,
    // Tools that were named and are there need no other server.
    warnings: requested === undefined ? faults : [],
  };
  return { ...ready, planned };
}

function invalid(path: string, expected: string, found: string): HeadroomError {
  return new HeadroomError("invalid-input", "the session cannot be started", [
    { path, expected, found },
  ]);
}
