import path from "node:path";
import { isRecord } from "../../engine/base/guards.js";
import type { Deck } from "../../engine/contract/deck.js";
import { methods } from "../../engine/contract/methods.js";
import type { InputOf, MethodName } from "../../engine/contract/methods.js";
import { MINIMAL } from "./minimal.js";
import type { Outcome, Transport } from "./transport.js";
import { DRIVEN } from "../unit/renderer/driven.js";

/** Small, with everything in it that a comparison reports on. */
const SMALL = {
  ...MINIMAL,
  name: "Small comparison",
  run: { seed: 7, replications: 3, requests: 400 },
  workloads: [
    {
      name: "w",
      arrivals: { poisson: { ratePerSecond: 0.8 } },
      session: { brainSteps: { constant: 2 }, tools: [{ pool: "search" }] },
      objectives: { latencyP95Ms: 1e6 },
    },
  ],
  brain: { kind: "slots" as const, replicas: 4, serviceMs: { exponential: { mean: 1000 } } },
  hands: { search: { workers: 4, serviceMs: { lognormal: { mean: 500, cv: 1 } } } },
  coupled: { replicas: 6 },
  milestones: [
    { day: 30, name: "Pilot", requirements: [{ kpi: "latencyMs.p95" as const, below: 1 }] },
  ],
};

/** Twenty requests to one server that prefills a token in 0.1 ms and takes 20 ms for an iteration. */
export const REQUEST_LOG = [
  "arrival_s,input_tokens,output_tokens,ttft_ms,latency_ms",
  ...Array.from({ length: 20 }, (_, n) => {
    const input = 100 + 10 * (n % 7);
    const output = 5 + (n % 3);
    const ttft = 20 + input / 10;
    return [3 * n, input, output, ttft, ttft + 20 * (output - 1)].join(",");
  }),
].join("\n");

/** A claim set in which a p95 below the median breaks a rule. */
const CLAIMS = {
  schema: "headroom/claims/v1" as const,
  name: "Two percentiles",
  source: { what: "made up", from: "this test" },
  claims: [
    { id: "p50", metric: "latencyMs.p50" as const, before: 300 },
    { id: "p95", metric: "latencyMs.p95" as const, before: 200 },
  ],
};

/** What an hour of a GPU costs somebody. */
export const PRESET = JSON.stringify({
  schema: "headroom/preset/v1",
  kind: "gpu-price",
  preset: {
    id: "ours",
    name: "Our own hour",
    gpu: "h100-sxm",
    lowUsdPerHour: 1.5,
    highUsdPerHour: 1.75,
    source: "Our contract",
    date: "2026-11",
  },
});

const DECK: Deck = {
  schema: "headroom/deck/v1",
  name: "For the board",
  slides: [
    { id: "why", title: "Why", shows: { kind: "words", text: "Growth.\u2028 \u{1F600}" } },
    { id: "p95", note: "Slowly", shows: { kind: "run", run: "r-1", part: "latency-distribution" } },
  ],
};

/** A registry of the user's own: an alias, a price, and the rehearsal model without its waits. */
const REGISTRY: InputOf<"registry.write">["registry"] = {
  schema: "headroom/models/v1",
  models: {
    instant: [
      {
        version: "7",
        modelId: "rehearsal",
        server: "rehearsal",
        prices: [
          {
            from: "2020-01-01",
            inputUsd: 3,
            outputUsd: 15,
            cacheReadUsd: 0.3,
            cacheWriteUsd: 3.75,
          },
        ],
      },
    ],
  },
  aliases: { quick: { model: "instant", version: "7" } },
};

/** What earlier steps gave back, by method; the last answer counts. */
type Seen = (method: MethodName) => unknown;

interface Step {
  readonly method: MethodName;
  readonly input: (seen: Seen) => Readonly<Record<string, unknown>>;
}

function step<M extends MethodName>(
  method: M,
  input: InputOf<M> | ((seen: Seen) => InputOf<M>),
): Step {
  return { method, input: typeof input === "function" ? input : () => input };
}

function sessionId(seen: Seen): string {
  return methods["session.start"].output.parse(seen("session.start")).session.id;
}

function runId(seen: Seen): string {
  return methods["run.save"].output.parse(seen("run.save")).entry.id;
}

function planId(seen: Seen): string {
  return methods["plan.save"].output.parse(seen("plan.save")).entry.id;
}

function projectionId(seen: Seen): string {
  return methods["projection.save"].output.parse(seen("projection.save")).entry.id;
}

function studyId(seen: Seen): string {
  return methods["study.save"].output.parse(seen("study.save")).entry.id;
}

function calibrationId(seen: Seen): string {
  return methods["calibration.save"].output.parse(seen("calibration.save")).entry.id;
}

function homeFolder(seen: Seen): string {
  return methods["system.info"].output.parse(seen("system.info")).dataFolder;
}

const teamFolder = (seen: Seen): string => `${homeFolder(seen)}/team`;

/** One life of a data folder: every method at least once, and what goes wrong with it. */
export const STEPS: readonly Step[] = [
  step("system.info", {}),
  step("settings.read", {}),
  step("settings.write", { settings: { theme: "dark" } }),
  step("settings.read", {}),
  step("scenario.list", {}),
  step("scenario.read", { id: "article" }),
  step("scenario.read", { id: "no-such-scenario" }),
  step("scenario.read", { id: "../../etc/passwd" }),
  step("scenario.remove", { id: "article" }),
  step("scenario.check", { text: JSON.stringify(MINIMAL) }),
  step("scenario.check", { text: '{"schema": oops}' }),
  step("scenario.save", { scenario: SMALL }),
  step("scenario.save", { scenario: SMALL }),
  step("draft.write", { id: "small-comparison", text: '{"half": "typed\u2028 \u{1F600}' }),
  step("scenario.read", { id: "small-comparison" }),
  step("draft.discard", { id: "small-comparison" }),
  step("scenario.remove", { id: "small-comparison" }),
  step("scenario.read", { id: "small-comparison" }),
  step("scenario.restore", { id: "small-comparison" }),
  step("scenario.restore", { id: "small-comparison" }),
  step("recent.list", {}),
  step("simulate", { scenario: SMALL, architecture: "both" }),
  step("simulate", { scenario: MINIMAL, seed: 3, replications: 2, requests: 300 }),
  step("simulate", { scenario: MINIMAL, architecture: "coupled" }),
  step("compare", { scenario: MINIMAL }),
  step("compare", { scenario: SMALL }),
  step("calibrate", { log: REQUEST_LOG, settings: { maxBatch: 8, replicas: 1 }, fit: 0.6 }),
  step("calibrate", { log: "arrival,output\n1,x" }),
  step("run.save", (seen) => ({
    scenarioId: "small-comparison",
    scenario: SMALL,
    result: methods.compare.output.parse(seen("compare")),
  })),
  step("run.list", {}),
  step("run.read", (seen) => ({ id: runId(seen) })),
  step("run.remove", (seen) => ({ id: runId(seen) })),
  step("run.read", { id: "no-such-run" }),
  step("run.list", {}),
  step("audit", { claims: CLAIMS }),
  // Before anything is counted: one host lives longer than another.
  step("system.metrics", {}),
  step("registry.read", {}),
  step("registry.write", { registry: REGISTRY }),
  step("session.start", { workload: "recommendation", model: "no-such-model" }),
  step("session.start", { workload: "customer-support", model: "quick", seed: 4 }),
  step("session.list", {}),
  step("session.show", (seen) => ({ id: sessionId(seen), from: 2 })),
  step("session.show", { id: "no-such-session" }),
  step("session.export", (seen) => ({ id: sessionId(seen) })),
  step("session.import", (seen) => ({
    text: methods["session.export"].output
      .parse(seen("session.export"))
      .text.replace(/(?<="session":")[^"]+/, "brought-here"),
  })),
  step("session.approve", (seen) => ({ id: sessionId(seen), call: "1.0" })),
  step("session.resolve", (seen) => ({ id: sessionId(seen), call: "1.0", result: "done" })),
  step("session.budget", (seen) => ({ id: sessionId(seen), budget: { costUsd: 1 } })),
  step("session.pause", (seen) => ({ id: sessionId(seen) })),
  step("session.resume", (seen) => ({ id: sessionId(seen) })),
  step("session.stop", (seen) => ({ id: sessionId(seen) })),
  // What it measures is another thing each time; that it runs is tested with the services.
  step("drive", { scenario: { ...SMALL, name: "Customer support" }, model: "no-such-model" }),
  step("claims.list", {}),
  step("claims.save", { text: JSON.stringify(CLAIMS) }),
  step("claims.read", { id: "two-percentiles" }),
  step("project", { scenario: SMALL, replications: 2, requests: 200, horizonDays: 30 }),
  step("plan", { scenario: SMALL, replications: 2, requests: 200 }),
  // A process forgets with its end what it was given, so nothing is asked in between.
  step("key.write", { key: "PARITY_TEST_KEY", text: "not-a-key-of-anybody" }),
  step("key.forget", { key: "PARITY_TEST_KEY" }),
  step("key.state", {}),
  step("drive.list", {}),
  step("drive.read", { id: "no-such-drive" }),
  step("drive.remove", { id: "no-such-drive" }),
  step("readiness.write", { id: "gateway", note: "the platform team's" }),
  step("readiness.read", { scenario: SMALL }),
  step("settings.write", {
    settings: {
      live: {
        pools: { brains: 2, hands: { bash: 1 } },
        policy: { write_file: "ask" },
        mcpServers: [{ transport: "stdio", name: "gone", command: "/nowhere/mcp" }],
      },
    },
  }),
  step("settings.write", {
    settings: { live: { mcpServers: [{ transport: "http", name: "BAD", url: "ftp://x" }] } },
  }),
  step("settings.read", {}),
  step("tool.list", {}),
  step("session.start", { prompt: "What can you do?", model: "instant" }),
  step("sensitivity", { scenario: SMALL, replications: 2, requests: 200 }),
  step("scenario.compare", {
    scenarios: [SMALL, { ...SMALL, name: "Twice" }],
    replications: 2,
    requests: 200,
  }),
  step("session.send", (seen) => ({ id: sessionId(seen), message: "And what else?" })),
  step("session.stop", (seen) => ({ id: sessionId(seen) })),
  step("upload.append", { id: "log", at: 0, text: "arrival,output\n" }),
  step("upload.append", { id: "log", at: 15, text: "1,é\n" }),
  step("upload.append", { id: "log", at: 15, text: "again" }),
  step("upload.remove", { id: "log" }),
  step("estimate", { scenario: SMALL }),
  step("preset.list", {}),
  step("inspect.sessions", { scenario: SMALL, replications: 2, requests: 200, most: 5 }),
  step("inspect.session", {
    scenario: SMALL,
    replications: 2,
    requests: 200,
    replication: 1,
    workload: "w",
    session: 3,
  }),
  step("scenario.duplicate", { id: "small-comparison" }),
  step("scenario.rename", { id: "small-comparison-copy", name: "Café, EU" }),
  step("scenario.rename", { id: "article", name: "Mine now" }),
  step("scenario.rename", { id: "cafe-eu", name: "Again", newId: "small-comparison" }),
  step("run.restore", (seen) => ({ id: runId(seen) })),
  step("run.rename", (seen) => ({ id: runId(seen), name: "Before the change" })),
  step("run.duplicate", (seen) => ({ id: runId(seen) })),
  step("run.list", {}),
  step("plan.save", (seen) => ({
    scenarioId: "small-comparison",
    scenario: SMALL,
    result: methods.plan.output.parse(seen("plan")),
  })),
  step("plan.read", (seen) => ({ id: planId(seen) })),
  step("plan.rename", (seen) => ({ id: planId(seen), name: "For the board" })),
  step("plan.duplicate", (seen) => ({ id: planId(seen) })),
  step("plan.remove", (seen) => ({ id: planId(seen) })),
  step("plan.restore", (seen) => ({ id: planId(seen) })),
  step("plan.list", {}),
  step("claims.duplicate", { id: "two-percentiles", name: "A third" }),
  step("claims.rename", { id: "a-third", name: "A fourth" }),
  step("claims.remove", { id: "a-fourth" }),
  step("claims.restore", { id: "a-fourth" }),
  step("claims.remove", { id: "article" }),
  step("drive.restore", { id: "no-such-drive" }),
  step("workspace.open", (seen) => ({ folder: teamFolder(seen) })),
  step("workspace.open", (seen) => ({ folder: teamFolder(seen), create: true })),
  step("scenario.list", {}),
  step("workspace.list", {}),
  step("workspace.open", (seen) => ({ folder: homeFolder(seen) })),
  step("scenario.read", { id: "small-comparison" }),
  step("scenario.import", { name: "From elsewhere", text: JSON.stringify(SMALL) }),
  step("scenario.import", { name: "Cut off", text: '{ "schema": "headroom/scenario/v1", ' }),
  step("scenario.read", { id: "cut-off" }),
  step("deck.save", { deck: DECK }),
  step("deck.save", { id: "for-the-board", deck: { ...DECK, slides: DECK.slides.slice(0, 1) } }),
  step("deck.read", { id: "for-the-board" }),
  step("deck.read", { id: "no-such-deck" }),
  step("deck.duplicate", { id: "for-the-board" }),
  step("deck.rename", { id: "for-the-board-copy", name: "For the team" }),
  step("deck.remove", { id: "for-the-team" }),
  step("deck.restore", { id: "for-the-team" }),
  step("deck.list", {}),
  step("projection.save", (seen) => ({
    scenarioId: "small-comparison",
    scenario: SMALL,
    result: methods.project.output.parse(seen("project")),
  })),
  step("projection.read", (seen) => ({ id: projectionId(seen) })),
  step("projection.rename", (seen) => ({ id: projectionId(seen), name: "For the board" })),
  step("projection.duplicate", (seen) => ({ id: projectionId(seen) })),
  step("projection.remove", (seen) => ({ id: projectionId(seen) })),
  step("projection.restore", (seen) => ({ id: projectionId(seen) })),
  step("projection.list", {}),
  step("calibration.save", (seen) => ({
    logName: "requests.csv",
    result: methods.calibrate.output.parse(seen("calibrate")),
  })),
  step("calibration.read", (seen) => ({ id: calibrationId(seen) })),
  step("calibration.rename", (seen) => ({ id: calibrationId(seen), name: "Our server" })),
  step("calibration.duplicate", (seen) => ({ id: calibrationId(seen) })),
  step("calibration.remove", (seen) => ({ id: calibrationId(seen) })),
  step("calibration.restore", (seen) => ({ id: calibrationId(seen) })),
  step("calibration.list", {}),
  step("preset.save", { text: PRESET }),
  step("preset.read", { id: "our-own-hour" }),
  step("preset.list", {}),
  step("preset.remove", { id: "our-own-hour" }),
  step("preset.restore", { id: "our-own-hour" }),
  step("preset.save", { text: "{}" }),
  step("file.read", { kind: "scenario", id: "cut-off" }),
  step("file.check", { kind: "scenario", id: "cut-off", text: "{" }),
  step("file.save", { kind: "scenario", id: "cut-off", text: "{" }),
  step("file.save", (seen) => ({
    kind: "scenario",
    id: "cut-off",
    text: JSON.stringify(SMALL),
    replaces: methods["file.read"].output.parse(seen("file.read")).version,
  })),
  step("file.restore", { kind: "run", id: "no-such-run" }),
  step("study.save", (seen) => ({
    scenarioId: "small-comparison",
    scenario: SMALL,
    result: {
      kind: "sensitivity",
      found: methods.sensitivity.output.parse(seen("sensitivity")),
    },
  })),
  step("study.read", (seen) => ({ id: studyId(seen) })),
  step("study.rename", (seen) => ({ id: studyId(seen), name: "What moves it" })),
  step("study.duplicate", (seen) => ({ id: studyId(seen) })),
  step("study.remove", (seen) => ({ id: studyId(seen) })),
  step("study.restore", (seen) => ({ id: studyId(seen) })),
  step("study.list", {}),
  step("session.times", { most: 5 }),
  step("drive.save", { scenario: SMALL, result: DRIVEN }),
  step("scenario.replay", {
    text: "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:17:03.97,4808,10\n",
    name: "One request",
    on: "small-comparison",
  }),
];

/** Steps that are refused, as they are meant to be; every other one succeeds. */
export const MEANT_TO_FAIL = [
  "6 scenario.read",
  "7 scenario.read",
  "8 scenario.remove",
  "17 scenario.read",
  "19 scenario.restore",
  "23 simulate",
  "24 compare",
  "27 calibrate",
  "32 run.read",
  "38 session.start",
  "42 session.show",
  "45 session.approve",
  "46 session.resolve",
  "47 session.budget",
  "48 session.pause",
  "49 session.resume",
  "50 session.stop",
  "51 drive",
  "61 drive.read",
  "62 drive.remove",
  "66 settings.write",
  "76 upload.append",
  "84 scenario.rename",
  "85 scenario.rename",
  "101 claims.remove",
  "102 drive.restore",
  "103 workspace.open",
  "115 deck.read",
  "140 preset.save",
  "143 file.save",
  "145 file.restore",
];

/** Fields with wall-clock times. */
const MEASURED = new Set(["wallSeconds", "ttftMs", "tpotMs", "timeMs", "durationMs"]);

/** Takes out what differs between two launches: times of day, the folder, wall-clock seconds. */
function comparable(value: unknown, dataFolder: string): unknown {
  if (typeof value === "string") {
    // What the workspace in it is called; the word may mean something else within a text.
    if (value === path.basename(dataFolder)) return "<name>";
    return value
      .replaceAll(dataFolder, "<data>")
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "<time>")
      .replaceAll(/\d{8}t\d{9}z(-[0-9a-f]{6})?/g, "<stamp>")
      .replaceAll(/process \d+/g, "<process>")
      .replaceAll(/"(ttftMs|durationMs)":[\d.e-]+/g, '"$1":"<ms>"');
  }
  if (Array.isArray(value)) return value.map((item) => comparable(item, dataFolder));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [
      key,
      MEASURED.has(key) ? "<measured>" : comparable(child, dataFolder),
    ]),
  );
}

type LabelledOutcome = Outcome & { readonly step: string };

/** Lives it through one transport, in an empty data folder, and tells how each step ended. */
export async function live(transport: Transport, dataFolder: string): Promise<LabelledOutcome[]> {
  const connection = await transport.open(dataFolder);
  const last = new Map<MethodName, unknown>();
  const outcomes: LabelledOutcome[] = [];
  try {
    for (const [at, { method, input }] of STEPS.entries()) {
      const label = `${at} ${method}`;
      const outcome = await connection.call(
        method,
        input((name) => last.get(name)),
      );
      if ("output" in outcome) {
        last.set(method, outcome.output);
        outcomes.push({ step: label, output: comparable(outcome.output, dataFolder) });
      } else {
        const lines = outcome.lines.map((line) => String(comparable(line, dataFolder)));
        outcomes.push({ step: label, failed: outcome.failed, lines });
      }
    }
  } finally {
    await connection.close();
  }
  return outcomes;
}
