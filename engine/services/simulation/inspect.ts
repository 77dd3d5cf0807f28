import { criticalPath } from "../../base/critical-path.js";
import { HeadroomError } from "../../contract/errors.js";
import type { InspectedSession, TraceSpan } from "../../contract/inspect.js";
import type { ParsedInputOf } from "../../contract/methods.js";
import { STAGES } from "../../contract/result.js";
import type { CallContext, Services } from "../../contract/service.js";
import type { Scenario } from "../../contract/scenario.js";
import type { EndedSession, InspectJob, SpanRecord } from "../../simulator/inspect/job.js";
import { pathGroups } from "../../simulator/inspect/path-sums.js";
import { LOGGED, USER } from "../../simulator/inspect/session-spans.js";
import type { ReplicationRecord } from "../../simulator/record.js";
import type { WorkspacePorts } from "../presets.js";
import { MOST_SERIES, prepare, requireCoupled } from "./prepare.js";
import type { Prepared } from "./prepare.js";

type Inspection = Pick<
  ParsedInputOf<"inspect.sessions">,
  "scenario" | "seed" | "replications" | "requests" | "band" | "architecture"
>;
type Context = CallContext<"inspect.sessions" | "inspect.session">;

/**
 * `inspect.sessions` and `inspect.session`: the replications that a heat map is of, simulated again. They
 * record a series as they did then, so that every double comes out the same.
 */
export function inspectServices(
  ports: WorkspacePorts,
  traceFolders: readonly string[],
): Pick<Services, "inspect.sessions" | "inspect.session"> {
  const prepared = (input: Inspection): Promise<Prepared> => {
    if (input.architecture === "coupled") requireCoupled(input.scenario);
    return prepare({ ...input, series: true }, ports, traceFolders);
  };
  const replay = (
    again: Prepared,
    { architecture }: Inspection,
    [from, to]: readonly [number, number],
    inspect: InspectJob,
    context: Context,
  ): Promise<ReplicationRecord[]> =>
    ports.runner.run(
      again.jobs(architecture, from, to).map((job) => ({ ...job, inspect })),
      {
        signal: context.signal,
        onProgress: ({ stage, fraction }) => context.emit({ kind: "progress", stage, fraction }),
      },
    );
  return {
    async "inspect.sessions"(input, context) {
      const again = await prepared(input);
      const { scenario, run, provenance } = again;
      const wanted: InspectJob = {
        kind: "window",
        endedFromMs: input.endedFromMs,
        endedBeforeMs: input.endedBeforeMs ?? Infinity,
        stage: input.stage === undefined ? -1 : STAGES.indexOf(input.stage),
        tookFromMs: input.tookFromMs,
        tookBelowMs: input.tookBelowMs ?? Infinity,
        most: input.most,
      };
      const last = Math.min(run.replications, MOST_SERIES);
      const records = await replay(again, input, [0, last], wanted, context);
      const found = records.flatMap(({ inspected, replication }) =>
        inspected === undefined || "spans" in inspected ? [] : [{ inspected, replication }],
      );
      const total = (count: (one: (typeof found)[number]["inspected"]) => number): number =>
        found.reduce((sum, { inspected }) => sum + count(inspected), 0);
      return {
        provenance,
        architecture: input.architecture,
        completed: total(({ completed }) => completed),
        failed: total(({ failed }) => failed),
        sessions: found
          .flatMap(({ inspected, replication }) =>
            inspected.sessions.map((one) => sessionOf(one, replication, scenario)),
          )
          .toSorted((a, b) => b.latencyMs - a.latencyMs)
          .slice(0, input.most),
        criticalPath: pathGroups(found.map(({ inspected }) => inspected.paths)),
      };
    },

    async "inspect.session"(input, context) {
      const again = await prepared(input);
      const { scenario, run, provenance } = again;
      const { architecture, replication, session } = input;
      const workload = scenario.workloads.findIndex(({ name }) => name === input.workload);
      if (workload < 0) {
        const names = scenario.workloads.map(({ name }) => name).join(", ");
        throw notThere("workload", `a workload of the scenario: ${names}`, input.workload);
      }
      if (replication >= run.replications) {
        const expected = `a replication from 0 to ${run.replications - 1}`;
        throw notThere("replication", expected, String(replication));
      }
      const wanted: InspectJob = { kind: "session", workload, session };
      const range = [replication, replication + 1] as const;
      const [record] = await replay(again, input, range, wanted, context);
      const found = record?.inspected;
      if (found === undefined || !("spans" in found) || found.session === undefined) {
        throw notThere("session", "the number of a session that ended", String(session));
      }
      // The way to the end leads through the user's thinking, of which the latency is not made.
      const path = criticalPath(found.spans).spans.filter(({ pool }) => pool !== USER);
      const critical = new Set(path.map(({ id }) => id));
      return {
        provenance,
        architecture,
        session: sessionOf(found.session, replication, scenario),
        spans: found.spans.map((span) => spanOf(span, critical, scenario)),
      };
    },
  };
}

function notThere(path: string, expected: string, found: string): HeadroomError {
  return new HeadroomError("invalid-input", "there is no such session", [
    { path, expected, found },
  ]);
}

function sessionOf(
  { workload, session, hasFailed, stagesMs, ...counted }: EndedSession,
  replication: number,
  scenario: Scenario,
): InspectedSession {
  return {
    replication,
    workload: scenario.workloads[workload]?.name ?? "",
    session,
    status: hasFailed ? "failed" : "completed",
    stagesMs: Object.fromEntries(STAGES.map((stage, at) => [stage, stagesMs[at] ?? 0])),
    ...counted,
  };
}

function spanOf(
  { pool, stage, ...span }: SpanRecord,
  critical: ReadonlySet<number>,
  { hands }: Scenario,
): TraceSpan {
  const name = pool === USER ? "user" : pool === LOGGED ? "logged tools" : Object.keys(hands)[pool];
  return {
    ...span,
    after: [...span.after],
    pool: name ?? "brain",
    stage: STAGES[stage] ?? "think",
    critical: critical.has(span.id),
  };
}
