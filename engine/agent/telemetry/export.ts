import type { Attributes } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import type { ReadableSpan, SpanExporter } from "@opentelemetry/sdk-trace-node";
import { HeadroomError } from "../../contract/errors.js";
import type { Redactor } from "./redact.js";

/** A collector that is away must not hold up the end of a command. */
const EXPORT_TIMEOUT_MS = 3000;

/**
 * Sends spans to an OpenTelemetry collector, over HTTP, at `<endpoint>/v1/traces`. What else is set by
 * `OTEL_EXPORTER_OTLP_…` (headers, compression) the exporter reads itself. Throws `invalid-input` where
 * the endpoint is no web address.
 */
export function otlpExporter(endpoint: string): SpanExporter {
  const isWeb = URL.canParse(endpoint) && /^https?:$/.test(new URL(endpoint).protocol);
  if (!isWeb) {
    const expected = "an address such as http://127.0.0.1:4318";
    throw new HeadroomError("invalid-input", "spans cannot be exported", [
      { path: "OTEL_EXPORTER_OTLP_ENDPOINT", expected, found: JSON.stringify(endpoint) },
    ]);
  }
  const url = `${endpoint.replace(/\/+$/, "")}/v1/traces`;
  return new OTLPTraceExporter({ url, timeoutMillis: EXPORT_TIMEOUT_MS });
}

/** An exporter that gets to see every text of a span, from whoever made it, without its secrets. */
export function redacting(exporter: SpanExporter, redactor: Redactor): SpanExporter {
  return {
    export: (spans, done) =>
      exporter.export(
        spans.map((span) => redacted(span, redactor)),
        done,
      ),
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  };
}

/** Field by field, since a span is an object of the SDK whose fields are getters. */
function redacted(span: ReadableSpan, redactor: Redactor): ReadableSpan {
  const clean = (attributes: Attributes): Attributes => redactor.value(attributes);
  const { parentSpanContext, status } = span;
  return {
    name: redactor.text(span.name),
    kind: span.kind,
    spanContext: () => span.spanContext(),
    ...(parentSpanContext === undefined ? {} : { parentSpanContext }),
    startTime: span.startTime,
    endTime: span.endTime,
    status:
      status.message === undefined ? status : { ...status, message: redactor.text(status.message) },
    attributes: clean(span.attributes),
    links: span.links.map((link) => ({ ...link, attributes: clean(link.attributes ?? {}) })),
    events: span.events.map((event) => ({
      ...event,
      name: redactor.text(event.name),
      attributes: clean(event.attributes ?? {}),
    })),
    duration: span.duration,
    ended: span.ended,
    resource: span.resource,
    instrumentationScope: span.instrumentationScope,
    droppedAttributesCount: span.droppedAttributesCount,
    droppedEventsCount: span.droppedEventsCount,
    droppedLinksCount: span.droppedLinksCount,
  };
}
