import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Usage } from "../../contract/session.js";
import type { Bus, ResultCache } from "../ports.js";

/** What is read when somebody asks, since it is kept elsewhere. */
export interface MetricSources {
  readonly bus: Pick<Bus, "queues">;
  readonly cache: Pick<ResultCache, "stats">;
}

const APPEND_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2];
const TOOL_BUCKETS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60, 300];
const MODEL_BUCKETS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

/** The figures of one live engine, in the text format of Prometheus. Labels are redacted. */
export class Metrics {
  /** Engines in the same process do not add up. */
  readonly #registry = new Registry();
  readonly #redact: (label: string) => string;
  readonly #inferences;
  readonly #tokens;
  readonly #costUsd;
  readonly #inferenceSeconds;
  readonly #ttftSeconds;
  readonly #toolCalls;
  readonly #toolSeconds;
  readonly #appendSeconds;
  readonly #sessions;

  /** `sources` is undefined until the engine is at work. */
  constructor(redact: (label: string) => string, sources: () => MetricSources | undefined) {
    this.#redact = redact;
    this.#inferences = this.#counter("inferences_total", "Attempts at an inference", [
      "model",
      "outcome",
    ]);
    this.#tokens = this.#counter("tokens_total", "Tokens as billed", ["model", "kind"]);
    this.#costUsd = this.#counter("cost_usd_total", "US dollars for inferences", ["model"]);
    this.#toolCalls = this.#counter("tool_calls_total", "Attempts at a tool call", [
      "tool",
      "outcome",
    ]);
    const seconds = (name: string, help: string, labels: string[], buckets: number[]) =>
      new Histogram({
        name: `headroom_${name}_seconds`,
        help,
        labelNames: labels,
        buckets,
        registers: [this.#registry],
      });
    this.#inferenceSeconds = seconds(
      "inference_duration",
      "From the request to the end of the answer",
      ["model"],
      MODEL_BUCKETS,
    );
    this.#ttftSeconds = seconds(
      "time_to_first_token",
      "From the request to the first streamed content",
      ["model"],
      MODEL_BUCKETS,
    );
    this.#toolSeconds = seconds(
      "tool_call_duration",
      "An attempt at a tool call, the wait for a worker included",
      ["tool"],
      TOOL_BUCKETS,
    );
    this.#appendSeconds = seconds(
      "log_append_duration",
      "Until an append to the session log is durable",
      [],
      APPEND_BUCKETS,
    );
    this.#sessions = new Gauge({
      name: "headroom_sessions_running",
      help: "Sessions that this process holds the lease of",
      registers: [this.#registry],
    });
    this.#readElsewhere(sources);
  }

  inference(
    model: string,
    outcome: string,
    figures: {
      readonly usage: Usage;
      readonly costUsd: number;
      readonly durationMs?: number;
      readonly ttftMs?: number;
    },
  ): void {
    const label = { model: this.#redact(model) };
    const { usage, costUsd, durationMs, ttftMs } = figures;
    this.#inferences.inc({ ...label, outcome });
    this.#costUsd.inc(label, costUsd);
    this.#tokens.inc({ ...label, kind: "input" }, usage.inputTokens);
    this.#tokens.inc({ ...label, kind: "output" }, usage.outputTokens);
    this.#tokens.inc({ ...label, kind: "cache-read" }, usage.cacheReadTokens);
    this.#tokens.inc({ ...label, kind: "cache-write" }, usage.cacheWriteTokens);
    if (durationMs !== undefined) this.#inferenceSeconds.observe(label, durationMs / 1000);
    if (ttftMs !== undefined) this.#ttftSeconds.observe(label, ttftMs / 1000);
  }

  toolCall(tool: string, outcome: string, durationMs: number): void {
    const label = { tool: this.#redact(tool) };
    this.#toolCalls.inc({ ...label, outcome });
    this.#toolSeconds.observe(label, durationMs / 1000);
  }

  append(durationMs: number): void {
    this.#appendSeconds.observe(durationMs / 1000);
  }

  sessions(running: number): void {
    this.#sessions.set(running);
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }

  #counter(name: string, help: string, labelNames: string[]): Counter {
    return new Counter({
      name: `headroom_${name}`,
      help,
      labelNames,
      registers: [this.#registry],
    });
  }

  #readElsewhere(sources: () => MetricSources | undefined): void {
    const redact = this.#redact;
    const gauges = { waiting: "waiting", inFlight: "in_flight", deadLetters: "dead_letters" };
    for (const key of ["waiting", "inFlight", "deadLetters"] as const) {
      const queueGauge = new Gauge({
        name: `headroom_queue_${gauges[key]}`,
        help: `Messages of a queue of the bus: ${gauges[key].replace("_", " ")}`,
        labelNames: ["queue"],
        registers: [],
        collect() {
          for (const queue of sources()?.bus.queues() ?? []) {
            this.set({ queue: redact(queue.name) }, queue.gauges()[key]);
          }
        },
      });
      this.#registry.registerMetric(queueGauge);
    }
    const cacheGauge = new Gauge({
      name: "headroom_result_cache",
      help: "Results of read tools: entries kept, and hits and misses so far",
      labelNames: ["figure"],
      registers: [],
      collect() {
        const stats = sources()?.cache.stats() ?? { hits: 0, misses: 0, entries: 0 };
        for (const [figure, value] of Object.entries(stats)) this.set({ figure }, value);
      },
    });
    this.#registry.registerMetric(cacheGauge);
  }
}
