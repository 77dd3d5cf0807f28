import { InMemorySpanExporter } from "@opentelemetry/sdk-trace-node";
import { onTestFinished } from "vitest";
import type { MetricSources } from "../../../engine/agent/telemetry/metrics.js";
import { Metrics } from "../../../engine/agent/telemetry/metrics.js";
import type { Observers } from "../../../engine/agent/telemetry/observe.js";
import { createRedactor } from "../../../engine/agent/telemetry/redact.js";
import { Telemetry } from "../../../engine/agent/telemetry/telemetry.js";

/** What an engine does, collected here in place of a collector. `secrets` are the keys in use. */
export function collected(secrets: readonly string[] = [], sources?: MetricSources) {
  const redactor = createRedactor(secrets);
  const exporter = new InMemorySpanExporter();
  const telemetry = new Telemetry({ version: "0.0.0-test", exporter, redactor });
  onTestFinished(() => telemetry.close());
  const metrics = new Metrics(
    (label) => redactor.text(label),
    () => sources,
  );
  const observers: Observers = { telemetry, metrics };
  return {
    observers,
    metrics,
    spans: async () => {
      await telemetry.flush();
      return exporter.getFinishedSpans();
    },
  };
}

/** Values of the samples of an exposition, by name and labels as written. Throws at a line that is none. */
export function samplesOf(exposition: string): ReadonlyMap<string, number> {
  const samples = new Map<string, number>();
  for (const line of exposition.split("\n")) {
    if (line === "" || /^# (?:HELP|TYPE) [a-z_]+ \S/.test(line)) continue;
    const sample = /^([a-zA-Z_]\w*(?:\{(?:\w+="(?:[^"\\\n]|\\.)*",?)*\})?) (\S+)$/.exec(line);
    const value = Number(sample?.[2] ?? Number.NaN);
    if (sample?.[1] === undefined || Number.isNaN(value)) throw new Error(`no sample: ${line}`);
    samples.set(sample[1], value);
  }
  return samples;
}
