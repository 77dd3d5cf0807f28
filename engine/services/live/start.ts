import { HeadroomError } from "../../contract/errors.js";
import type { ParsedInputOf } from "../../contract/methods.js";
import type { Budget } from "../../contract/session.js";
import type { LiveSettings } from "../../contract/settings.js";
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

type StartInput = Pick<ParsedInputOf<"session.start">, "workload" | "prompt" | "tools" | "message">;

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
  const { workload: name, prompt, message } = input;
  if ((name === undefined) === (prompt === undefined)) {
    throw invalid(
      "prompt",
      "either a workload or a prompt",
      name === undefined ? "neither" : "both",
    );
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
