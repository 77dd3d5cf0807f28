import type {
  InferenceFault,
  Origin,
  PinnedModel,
  SessionEvent,
  Usage,
} from "../../contract/session.js";
import { retryDelayMs } from "../brain/faults.js";
import { infer } from "../brain/infer.js";
import type { Attempt, Delta, Infer, InferenceLimits, ModelEndpoint } from "../brain/infer.js";
import { callId } from "../brain/prompt.js";
import type { Clock } from "../ports.js";
import type { ToolDeclaration } from "../tool.js";
import { ModelUnavailable } from "./model-unavailable.js";
import type { Run } from "./run.js";

/** A pinned model as it can be reached and is priced today. */
export interface ResolvedModel {
  readonly endpoint: ModelEndpoint;
  costUsd(usage: Usage): number;
}

/** Sees every attempt at an inference, and has to make it. */
export type InferenceObserver = (
  about: {
    readonly session: string;
    readonly inference: number;
    readonly attempt: number;
    readonly modelId: string;
    readonly maxTokens: number;
    readonly baseUrl: string;
    readonly origin: Origin;
  },
  infer: () => Promise<Attempt>,
) => Promise<Attempt>;

export interface BrainPorts {
  readonly clock: Clock;
  readonly limits: InferenceLimits;
  /** Unset: over the Messages protocol. */
  readonly infer?: Infer;
  /** Throws `ModelUnavailable` where there is no key or no such model any more. */
  resolve(model: PinnedModel): Promise<ResolvedModel>;
  declarations(): readonly ToolDeclaration[];
  /** A uniform number in (0, 1), for the jitter of retries. */
  uniform(): number;
  onDelta(session: string, delta: Delta): void;
  /** Unset: nobody watches. */
  readonly observe?: InferenceObserver;
}

/**
 * One attempt at one inference: everything it needs comes from the log, everything it leaves is
 * appended to it. Throws `LogError` where the log refuses; a later brain then goes on.
 */
export async function brainStep(run: Run, ports: BrainPorts, signal: AbortSignal): Promise<void> {
  const { created, inference, attempts, attemptsGivenUp } = run.state;
  if (created === undefined) return;
  const attempt = attempts + 1;
  const { modelId } = created.model;
  // Whoever has lost the session is refused here, and asks no model. Nobody need wait for the disk: after a
  // crash the log may not say that an attempt was lost, and nothing else is missing.
  await run.placeNext({ type: "inference-started", inference, attempt, modelId });
  const offered = new Set(created.tools);
  const prompt = run.conversation.prompt(
    ports.declarations().filter(({ name }) => offered.has(name)),
  );
  let model: ResolvedModel;
  try {
    model = await ports.resolve(created.model);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const kind: InferenceFault = error instanceof ModelUnavailable ? error.fault : "server-error";
    const fault = { fault: kind, message, retryAfterMs: undefined };
    const nothing = { content: [], usage: NO_USAGE, ttftMs: 0, durationMs: 0 };
    const failed: Attempt = { kind: "failed", ...nothing, ...fault };
    await run.place(...eventsOf(failed, { inference, attempt, origin: created.origin }, 0, null));
    return;
  }
  const { maxTokens, origin } = created;
  const attemptOnce = (): Promise<Attempt> =>
    (ports.infer ?? infer)(
      model.endpoint,
      { ...prompt, modelId, maxTokens },
      {
        limits: ports.limits,
        clock: ports.clock,
        signal,
        onDelta: (delta) => ports.onDelta(run.session, delta),
      },
    );
  const about = { inference, attempt, origin };
  const { baseUrl } = model.endpoint;
  const result = await (ports.observe === undefined
    ? attemptOnce()
    : ports.observe({ ...about, session: run.session, modelId, maxTokens, baseUrl }, attemptOnce));
  const retryInMs =
    result.kind === "failed"
      ? retryDelayMs(result, attempt - attemptsGivenUp, ports.uniform())
      : null;
  await run.place(...eventsOf(result, about, model.costUsd(result.usage), retryInMs));
}

const NO_USAGE: Usage = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
};

function eventsOf(
  result: Attempt,
  about: { readonly inference: number; readonly attempt: number; readonly origin: Origin },
  costUsd: number,
  retryInMs: number | null,
): SessionEvent[] {
  const { content, usage, ttftMs, durationMs } = result;
  if (result.kind === "failed") {
    const { fault, message } = result;
    return [
      {
        type: "inference-failed",
        ...about,
        fault,
        message,
        partial: content,
        usage,
        costUsd,
        retryInMs,
      },
    ];
  }
  const { stopReason } = result;
  // Calls of an answer that was cut off are not made: the model had not finished deciding.
  const calls = stopReason === "tool_use" ? content.filter(({ type }) => type === "tool_use") : [];
  return [
    {
      type: "inference-finished",
      ...about,
      stopReason,
      content,
      usage,
      costUsd,
      ttftMs,
      durationMs,
    },
    ...calls.flatMap((block, at): SessionEvent[] =>
      block.type === "tool_use"
        ? [
            {
              type: "call-requested",
              call: callId(about.inference, at),
              inference: about.inference,
              toolUseId: block.id,
              tool: block.name,
              input: block.input,
            },
          ]
        : [],
    ),
  ];
}

/**
 * Closes an inference that a process began and did not live to end. What it was billed is not known,
 * so it counts nothing; the next attempt follows at once.
 */
export function lostInference(run: Run): SessionEvent {
  const { inference, attempts, attemptsGivenUp, created } = run.state;
  return {
    type: "inference-failed",
    inference,
    attempt: attempts,
    fault: "lost",
    message: "The process that ran this inference ended",
    partial: [],
    usage: NO_USAGE,
    costUsd: 0,
    retryInMs: retryDelayMs({ fault: "lost", retryAfterMs: 0 }, attempts - attemptsGivenUp, 0),
    origin: created?.origin ?? "model",
  };
}
