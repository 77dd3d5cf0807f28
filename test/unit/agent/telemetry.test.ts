import { createServer } from "node:http";
import { once } from "node:events";
import { context, propagation, SpanStatusCode } from "@opentelemetry/api";
import { describe, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { createClient } from "../../../engine/contract/client.js";
import { createDispatch } from "../../../engine/contract/service.js";
import { createEngine } from "../../../engine/services/index.js";
import { InProcessBus } from "../../../engine/agent/bus/in-process.js";
import { MemoryResultCache } from "../../../engine/agent/cache/result-cache.js";
import { systemClock } from "../../../engine/agent/clock.js";
import { traceIdOf } from "../../../engine/agent/telemetry/telemetry.js";
import { dispatchOver, servicePorts } from "../../contract/services.js";
import { temporaryFolder } from "../../contract/temporary.js";
import { call, created, newEngine, newWorld, result, scriptedHands } from "./engine.fixture.js";
import { collected, samplesOf } from "./telemetry.fixture.js";

describe("spans of a session", () => {
  test("are one trace: inferences, calls and appends below the stretch that a process held it", async () => {
    const world = await newWorld([call("look"), call("fail")]);
    const told: Record<string, unknown>[] = [];
    const hands = scriptedHands({
      look: {
        execute: async () => {
          const meta = {};
          propagation.inject(context.active(), meta);
          told.push(meta);
          return result("seen");
        },
      },
      fail: {
        replay: "never",
        execute: async () => ({
          kind: "fault",
          fault: "threw",
          message: "no luck",
          mayHaveHappened: false,
        }),
      },
    });
    const { observers, spans } = collected();
    const { engine, log } = newEngine(world, hands, { observers });
    await engine.start("s", created(["look", "fail"]), "Go");
    await engine.settled("s");
    await expect
      .poll(async () => (await spans()).map(({ name }) => name))
      .toContain("invoke_agent none");
    const all = await spans();
    expect(new Set(all.map((span) => span.spanContext().traceId))).toEqual(
      new Set([traceIdOf("s")]),
    );
    const root = all.find(({ name }) => name === "invoke_agent none");
    expect(root?.parentSpanContext).toBeUndefined();
    const below = all.filter((span) => span !== root);
    expect(new Set(below.map((span) => span.parentSpanContext?.spanId))).toEqual(
      new Set([root?.spanContext().spanId]),
    );

    const chats = all.filter(({ name }) => name === "chat rehearsal");
    expect(chats).toHaveLength(3);
    expect(chats[0]?.attributes).toMatchObject({
      "gen_ai.operation.name": "chat",
      "gen_ai.conversation.id": "s",
      "gen_ai.request.model": "rehearsal",
      "gen_ai.request.max_tokens": 1000,
      "gen_ai.response.finish_reasons": ["tool_use"],
      "server.address": "127.0.0.1",
      "headroom.origin": "rehearsal",
      "headroom.inference": 1,
      "headroom.attempt": 1,
    });
    const finished = (await log.events("s", 1)).flatMap(({ event }) =>
      event.type === "inference-finished" ? [event] : [],
    );
    expect(chats.map(({ attributes }) => attributes["gen_ai.usage.output_tokens"])).toEqual(
      finished.map(({ usage }) => usage.outputTokens),
    );

    const look = all.find(({ name }) => name === "execute_tool look");
    expect(look?.attributes).toMatchObject({
      "gen_ai.tool.name": "look",
      "gen_ai.tool.call.id": "s:1.0",
    });
    // What an MCP server is told in `_meta` names this very span.
    const { traceId, spanId } = look?.spanContext() ?? {};
    expect(told).toEqual([{ traceparent: `00-${traceId}-${spanId}-01` }]);
    const fail = all.find(({ name }) => name === "execute_tool fail");
    expect(fail?.status).toEqual({ code: SpanStatusCode.ERROR, message: "no luck" });
    expect(fail?.attributes["error.type"]).toBe("threw");

    const appended = all
      .filter(({ name }) => name === "append session_log")
      .flatMap(({ attributes }) => z.array(z.string()).parse(attributes["headroom.log.events"]));
    const logged = (await log.events("s", 1)).map(({ event }) => event.type);
    expect(appended.toSorted()).toEqual(logged.toSorted());
  });

  test("of a second process join the same trace with a root of their own", async () => {
    const world = await newWorld([call("look")]);
    const hands = scriptedHands({ look: {} });
    const first = collected();
    const one = newEngine(world, hands, { observers: first.observers, decision: "ask" });
    await one.engine.start("s", created(["look"]), "Go");
    await one.engine.settled("s");
    await one.engine.close();
    const second = collected();
    const two = newEngine(world, hands, { observers: second.observers, holder: "two" });
    const by = { by: "ann", where: "terminal" } as const;
    await two.engine.submit("s", { type: "approval-given", call: "1.0", ...by });
    await two.engine.wake("s");
    await two.engine.settled("s");
    await expect
      .poll(async () => (await second.spans()).map(({ name }) => name))
      .toContain("invoke_agent none");
    const roots = [...(await first.spans()), ...(await second.spans())].filter(({ name }) =>
      name.startsWith("invoke_agent"),
    );
    expect(roots.map((span) => span.spanContext().traceId)).toEqual([
      traceIdOf("s"),
      traceIdOf("s"),
    ]);
    expect(new Set(roots.map((span) => span.spanContext().spanId)).size).toBe(2);
    expect(roots.map(({ attributes }) => attributes["headroom.holder"])).toEqual(["one", "two"]);
  });

  test("leave for an OpenTelemetry collector where one is configured, and nowhere else", async () => {
    const received: { url: string | undefined; body: string }[] = [];
    const collector = createServer((request, response) => {
      let body = "";
      request.setEncoding("utf8");
      request.on("data", (chunk: string) => (body += chunk));
      request.on("end", () => {
        received.push({ url: request.url, body });
        response.writeHead(200, { "content-type": "application/json" }).end("{}");
      });
    });
    collector.listen(0, "127.0.0.1");
    await once(collector, "listening");
    onTestFinished(() => void collector.close());
    const address = z.object({ port: z.number() }).parse(collector.address());
    const otlpEndpoint = `http://127.0.0.1:${address.port}/`;

    const run = async (endpoint: string | undefined): Promise<string> => {
      const engine = createEngine(
        servicePorts(await temporaryFolder(), { otlpEndpoint: endpoint }),
      );
      const client = createClient(createDispatch(engine.services));
      const { session } = await client.call("session.start", {
        workload: "customer-support",
        model: "rehearsal-instant",
      });
      await engine.close();
      return session.id;
    };
    await run(undefined);
    expect(received).toEqual([]);
    const id = await run(otlpEndpoint);
    expect(new Set(received.map(({ url }) => url))).toEqual(new Set(["/v1/traces"]));
    const spans = received.flatMap(({ body }) =>
      OtlpTraces.parse(JSON.parse(body)).resourceSpans.flatMap(({ scopeSpans }) =>
        scopeSpans.flatMap((scope) => scope.spans),
      ),
    );
    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([traceIdOf(id)]));
    const names = spans.map(({ name }) => name);
    expect(names).toContain("invoke_agent customer-support");
    expect(names).toContain("chat rehearsal");
    expect(names).toContain("execute_tool search_knowledge_base");
  });

  test("an address that is none is refused, by name", async () => {
    const client = createClient(
      dispatchOver(await temporaryFolder(), { otlpEndpoint: "localhost:4318" }),
    );
    await expect(client.call("session.list", {})).rejects.toMatchObject({
      code: "invalid-input",
      problems: [{ path: "OTEL_EXPORTER_OTLP_ENDPOINT", found: '"localhost:4318"' }],
    });
  });
});

const OtlpTraces = z.looseObject({
  resourceSpans: z.array(
    z.looseObject({
      scopeSpans: z.array(
        z.looseObject({ spans: z.array(z.looseObject({ traceId: z.string(), name: z.string() })) }),
      ),
    }),
  ),
});

test("the figures of a session add up to what its log says", async () => {
  const world = await newWorld([call("look", "look")], { script: ["none", "overloaded"] });
  let whileRunning: number | undefined;
  const hands = scriptedHands({
    look: {
      cacheTtlMs: 60_000,
      execute: async () => {
        whileRunning = samplesOf(await metrics.text()).get("headroom_sessions_running");
        return result("seen");
      },
    },
  });
  const bus = new InProcessBus();
  const cache = new MemoryResultCache(systemClock);
  const { observers, metrics } = collected([], { bus, cache });
  const { engine, log } = newEngine(world, hands, { observers, bus });
  await engine.start("s", created(["look"]), "Go");
  await engine.settled("s");
  const samples = samplesOf(await metrics.text());
  const events = (await log.events("s", 1)).map(({ event }) => event);
  const finished = events.flatMap((one) => (one.type === "inference-finished" ? [one] : []));
  expect(samples.get('headroom_inferences_total{model="m",outcome="finished"}')).toBe(2);
  expect(samples.get('headroom_inferences_total{model="m",outcome="overloaded"}')).toBe(1);
  expect(samples.get('headroom_tokens_total{model="m",kind="output"}')).toBe(
    finished.reduce((sum, { usage }) => sum + usage.outputTokens, 0),
  );
  expect(samples.get('headroom_cost_usd_total{model="m"}')).toBeCloseTo(
    finished.reduce((sum, { costUsd }) => sum + costUsd, 0),
    12,
  );
  expect(samples.get('headroom_inference_duration_seconds_count{model="m"}')).toBe(2);
  expect(samples.get('headroom_inference_duration_seconds_sum{model="m"}')).toBeCloseTo(
    finished.reduce((sum, { durationMs }) => sum + durationMs / 1000, 0),
    9,
  );
  expect(samples.get('headroom_tool_calls_total{tool="look",outcome="finished"}')).toBe(
    hands.executed.length,
  );
  expect(samples.get('headroom_queue_waiting{queue="brain"}')).toBe(0);
  expect(samples.get("headroom_log_append_duration_seconds_count")).toBeGreaterThan(5);
  expect(whileRunning).toBe(1);
  await engine.close();
  expect(samplesOf(await metrics.text()).get("headroom_sessions_running")).toBe(0);
});
