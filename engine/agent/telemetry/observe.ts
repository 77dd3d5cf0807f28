import type { Span } from "@opentelemetry/api";
import type { LoggedEvent } from "../../contract/session.js";
import type { Attempt } from "../brain/infer.js";
import type { SessionLog } from "../ports.js";
import type { InferenceObserver } from "../session/brain-step.js";
import type { Hands } from "../tool.js";
import type { Metrics } from "./metrics.js";
import { ATTRIBUTE, OPERATION } from "./names.js";
import { failed } from "./telemetry.js";
import type { Telemetry } from "./telemetry.js";

/** Who is told of what the engine does. */
export interface Observers {
  readonly telemetry: Telemetry;
  readonly metrics: Metrics;
}

/**
 * The log, with a span for every append and the figures of every inference that it made durable. A
 * lease is what ties a session to this process: its span begins and ends with it.
 */
export function observedLog(log: SessionLog, { telemetry, metrics }: Observers): SessionLog {
  const models = new Map<string, string>();
  const counted = (session: string, events: readonly LoggedEvent[]): void => {
    for (const { event } of events) {
      const model = models.get(session) ?? "unknown";
      if (event.type === "inference-finished") metrics.inference(model, "finished", event);
      if (event.type === "inference-failed") {
        metrics.inference(model, event.fault, { usage: event.usage, costUsd: event.costUsd });
      }
    }
  };
  /** Learns from the first event what a session is. */
  const describe = (session: string, [first]: readonly LoggedEvent[]): void => {
    if (first?.event.type !== "session-created") return;
    const { model, workload, origin } = first.event;
    models.set(session, model.name);
    telemetry.describe(session, workload, {
      [ATTRIBUTE.requestModel]: model.modelId,
      [ATTRIBUTE.origin]: origin,
    });
  };
  const appending = <T>(
    session: string,
    types: readonly string[],
    append: () => Promise<T>,
    eventsOf: (appended: T) => readonly LoggedEvent[],
  ): Promise<T> => {
    const work = async (span?: Span): Promise<T> => {
      const startedMs = performance.now();
      const appended = await append();
      const events = eventsOf(appended);
      metrics.append(performance.now() - startedMs);
      span?.setAttribute(ATTRIBUTE.position, events.at(-1)?.position ?? 0);
      describe(session, events);
      counted(session, events);
      return appended;
    };
    const attributes = { [ATTRIBUTE.events]: [...types] };
    // Several in each step, and nothing in them asks for the span.
    return telemetry.records
      ? telemetry.within(session, OPERATION.append, attributes, work)
      : work();
  };
  const ended = (session: string): void => {
    telemetry.end(session);
    models.delete(session);
    metrics.sessions(telemetry.stretches);
  };
  return {
    append: (session, expectedPosition, events, lease, onPlaced) =>
      appending(
        session,
        events.map(({ type }) => type),
        () => log.append(session, expectedPosition, events, lease, onPlaced),
        (appended) => appended,
      ),
    submit: (session, event) =>
      appending(
        session,
        [event.type],
        () => log.submit(session, event),
        (appended) => [appended],
      ),
    acquire: async (session, holder, ttlMs) => {
      const lease = await log.acquire(session, holder, ttlMs);
      telemetry.begin(session, holder);
      metrics.sessions(telemetry.stretches);
      describe(session, await log.events(session, 1, 1));
      return lease;
    },
    release: async (lease) => {
      ended(lease.session);
      await log.release(lease);
    },
    events: (session, from, to) => log.events(session, from, to),
    lastPosition: (session) => log.lastPosition(session),
    head: (session) => log.head(session),
    list: () => log.list(),
    renew: (lease, ttlMs) => log.renew(lease, ttlMs),
    export: (session) => log.export(session),
    import: (lines, onTaken) => log.import(lines, onTaken),
    follow: (session, after, listener, onError, when) =>
      log.follow(session, after, listener, onError, when),
    compact: () => log.compact(),
    close: () => log.close(),
  };
}

/** The hands, with a span and a count for every attempt at a call; MCP servers are told of the span. */
export function observedHands(hands: Hands, { telemetry, metrics }: Observers): Hands {
  return {
    execute: (name, input, idempotencyKey, options) =>
      telemetry.within(
        options.session,
        `${OPERATION.tool} ${name}`,
        {
          [ATTRIBUTE.operation]: OPERATION.tool,
          [ATTRIBUTE.tool]: name,
          [ATTRIBUTE.toolCall]: idempotencyKey,
        },
        async (span) => {
          const startedMs = performance.now();
          const outcome = await hands.execute(name, input, idempotencyKey, options);
          const durationMs = performance.now() - startedMs;
          const failure = outcome.kind === "fault" ? outcome : undefined;
          if (failure !== undefined) failed(span, failure.fault, failure.message);
          metrics.toolCall(name, failure?.fault ?? "finished", durationMs);
          return outcome;
        },
      ),
    declarations: () => hands.declarations(),
    refusal: (name, input) => hands.refusal(name, input),
    provision: (resources) => hands.provision(resources),
    reconcile: (name, key, options) => hands.reconcile(name, key, options),
    close: () => hands.close(),
  };
}

/** A span for every attempt at an inference. */
export function inferenceObserver({ telemetry }: Pick<Observers, "telemetry">): InferenceObserver {
  return (about, infer) => {
    if (!telemetry.records) return infer();
    const { hostname, port, protocol } = new URL(about.baseUrl);
    return telemetry.within(
      about.session,
      `${OPERATION.inference} ${about.modelId}`,
      {
        [ATTRIBUTE.operation]: OPERATION.inference,
        [ATTRIBUTE.provider]: "anthropic",
        [ATTRIBUTE.requestModel]: about.modelId,
        [ATTRIBUTE.maxTokens]: about.maxTokens,
        [ATTRIBUTE.server]: hostname,
        [ATTRIBUTE.serverPort]: Number(port === "" ? (protocol === "https:" ? 443 : 80) : port),
        [ATTRIBUTE.origin]: about.origin,
        [ATTRIBUTE.inference]: about.inference,
        [ATTRIBUTE.attempt]: about.attempt,
      },
      async (span) => {
        const result = await infer();
        span.setAttributes(outcomeOf(result));
        if (result.kind === "failed") failed(span, result.fault, result.message);
        return result;
      },
    );
  };
}

function outcomeOf(result: Attempt): Record<string, string[] | number> {
  const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens } = result.usage;
  return {
    [ATTRIBUTE.inputTokens]: inputTokens + cacheReadTokens + cacheWriteTokens,
    [ATTRIBUTE.outputTokens]: outputTokens,
    [ATTRIBUTE.cacheReadTokens]: cacheReadTokens,
    [ATTRIBUTE.cacheWriteTokens]: cacheWriteTokens,
    [ATTRIBUTE.ttftMs]: result.ttftMs,
    ...(result.kind === "finished" ? { [ATTRIBUTE.finishReasons]: [result.stopReason] } : {}),
  };
}
