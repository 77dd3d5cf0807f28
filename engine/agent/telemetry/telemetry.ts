import { createHash } from "node:crypto";
import {
  context,
  INVALID_SPAN_CONTEXT,
  ROOT_CONTEXT,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import type { Attributes, Context, Span, Tracer } from "@opentelemetry/api";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  NodeTracerProvider,
  RandomIdGenerator,
} from "@opentelemetry/sdk-trace-node";
import type { SpanExporter } from "@opentelemetry/sdk-trace-node";
import { LogError } from "../ports.js";
import { redacting } from "./export.js";
import { ATTRIBUTE, OPERATION } from "./names.js";
import type { Redactor } from "./redact.js";

export interface TelemetryOptions {
  /** Of Headroom, as told with every span. */
  readonly version: string;
  /** Unset: no span is recorded, and none leaves. */
  readonly exporter: SpanExporter | undefined;
  readonly redactor: Redactor;
}

/**
 * Spans of one live engine. All of a session are one trace, whichever processes ran it: the trace's id
 * follows from the session's. In it there is one root for each stretch that a process held the lease,
 * and below it every inference, tool call and log append of that stretch.
 */
export class Telemetry {
  readonly #provider: NodeTracerProvider;
  readonly #tracer: Tracer;
  /** Whether anybody sees the spans. */
  readonly records: boolean;
  readonly #stretches = new Map<string, Span>();
  /** The session whose trace the next root begins; read at once, by the tracer. */
  #nextSession: string | undefined;

  constructor({ version, exporter, redactor }: TelemetryOptions) {
    this.records = exporter !== undefined;
    const random = new RandomIdGenerator();
    this.#provider = new NodeTracerProvider({
      resource: resourceFromAttributes({ "service.name": "headroom", "service.version": version }),
      sampler: exporter === undefined ? new AlwaysOffSampler() : new AlwaysOnSampler(),
      idGenerator: {
        generateTraceId: () =>
          this.#nextSession === undefined ? random.generateTraceId() : traceIdOf(this.#nextSession),
        generateSpanId: () => random.generateSpanId(),
      },
      spanProcessors:
        exporter === undefined ? [] : [new BatchSpanProcessor(redacting(exporter, redactor))],
    });
    // For the context that follows a call through its promises, and that MCP servers are told. Node pays for
    // it with every promise, so it is not there where nobody sees a span.
    if (this.records) this.#provider.register();
    this.#tracer = this.#provider.getTracer("headroom", version);
  }

  /** How many sessions this process holds. */
  get stretches(): number {
    return this.#stretches.size;
  }

  /** This process takes a session over. */
  begin(session: string, holder: string): void {
    this.end(session);
    const span = this.#start(session, OPERATION.session, {
      [ATTRIBUTE.operation]: OPERATION.session,
      [ATTRIBUTE.holder]: holder,
    });
    this.#stretches.set(session, span);
  }

  /** What came to be known of a session that this process holds. */
  describe(session: string, agent: string, attributes: Attributes): void {
    const span = this.#stretches.get(session);
    span?.updateName(`${OPERATION.session} ${agent}`);
    span?.setAttributes({ [ATTRIBUTE.agent]: agent, ...attributes });
  }

  end(session: string): void {
    this.#stretches.get(session)?.end();
    this.#stretches.delete(session);
  }

  /** Does `work` in a span of the session, which ends with it. What `work` throws marks the span as failed. */
  async within<T>(
    session: string,
    name: string,
    attributes: Attributes,
    work: (span: Span) => Promise<T>,
  ): Promise<T> {
    if (!this.records) return work(NO_SPAN);
    const span = this.#start(session, name, attributes);
    try {
      return await context.with(trace.setSpan(this.#contextOf(session), span), () => work(span));
    } catch (error) {
      const type = error instanceof LogError ? error.code : "error";
      failed(span, type, error instanceof Error ? error.message : String(error));
      throw error;
    } finally {
      span.end();
    }
  }

  /** Sends what waits. A collector that is away loses it; nothing else comes of that. */
  async flush(): Promise<void> {
    await this.#provider.forceFlush().catch(() => undefined);
  }

  async close(): Promise<void> {
    for (const session of this.#stretches.keys()) this.end(session);
    await this.#provider.shutdown().catch(() => undefined);
  }

  #start(session: string, name: string, attributes: Attributes): Span {
    this.#nextSession = session;
    try {
      return this.#tracer.startSpan(
        name,
        { attributes: { [ATTRIBUTE.conversation]: session, ...attributes } },
        this.#contextOf(session),
      );
    } finally {
      this.#nextSession = undefined;
    }
  }

  #contextOf(session: string): Context {
    const span = this.#stretches.get(session);
    return span === undefined ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, span);
  }
}

/** Takes what is told of it and keeps nothing. */
const NO_SPAN = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);

/** Marks a span as failed. */
export function failed(span: Span, type: string, message: string): void {
  span.setAttribute(ATTRIBUTE.error, type);
  span.setStatus({ code: SpanStatusCode.ERROR, message });
}

/** 16 bytes in hex, the same in every process. */
export function traceIdOf(session: string): string {
  return createHash("sha256").update(session).digest("hex").slice(0, 32);
}
