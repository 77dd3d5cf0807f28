import { isRecord } from "../../engine/base/guards.js";
import { DriveGauges } from "../../engine/contract/drive.js";
import { HeadroomError, toHeadroomError } from "../../engine/contract/errors.js";
import { methods, ProgressEvent } from "../../engine/contract/methods.js";
import type { MethodName } from "../../engine/contract/methods.js";
import { PlanBestEvent } from "../../engine/contract/plan-result.js";
import { SessionUpdate } from "../../engine/contract/session-methods.js";
import type { CallOptions, Dispatch } from "../../engine/contract/service.js";
import { createEngineHost } from "../host/engine-host.js";
import { checkListed } from "./check-listed.js";
import { nameOptions, readCommandInput } from "./input.js";
import { EXIT, exitOfOutput } from "./outcome.js";
import { ProgressLine } from "./progress-line.js";
import { gaugesLine } from "./render/drive.js";
import { renderOutput } from "./render/output.js";
import { bestText } from "./render/plan.js";
import { eventLine } from "./render/session-event.js";
import { scenarioOf, settingsOf } from "./scenario-bases.js";
import { checkFree, scenarioOutOf, writeOut } from "./scenario-out.js";
import type { Terminal } from "./terminal.js";

/** Options that every command takes. */
export interface GlobalOptions {
  readonly json: boolean;
  readonly threads: number | undefined;
  readonly dataFolder: string | undefined;
  readonly workspace: string | undefined;
}

/** Runs one method from the command line and prints its result. Returns the exit code. */
export async function runMethod(
  method: MethodName,
  typed: Readonly<Record<string, unknown>>,
  { json, threads, dataFolder, workspace }: GlobalOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const scenarioOut = method === "calibrate" ? scenarioOutOf(typed) : undefined;
  if (scenarioOut !== undefined) await checkFree(scenarioOut);
  const read = await readCommandInput(method, typed, terminal, signal);
  const { input, scenarioFolders } = read;
  const host = await createEngineHost({
    ...(dataFolder === undefined ? {} : { dataFolder }),
    ...(workspace === undefined ? {} : { workspace }),
    ...(threads === undefined ? {} : { threads }),
    scenarioFolders,
  });
  const progress = new ProgressLine(terminal);
  const options: CallOptions = {
    signal,
    onEvent: (event) => {
      const parsed = ProgressEvent.safeParse(event);
      if (parsed.success) progress.show(parsed.data);
      const better = PlanBestEvent.safeParse(event);
      if (better.success) progress.note(bestText(better.data));
      const update = SessionUpdate.safeParse(event);
      // The whole events alone: pieces of text that stream would break the lines up.
      const gauges = DriveGauges.safeParse(event);
      if (gauges.success) void terminal.err(`${gaugesLine(gauges.data)}\n`);
      if (update.data?.kind === "event") void terminal.err(`${eventLine(update.data.logged)}\n`);
    },
  };
  try {
    const scenario = await scenarioOf({ ...read, settings: settingsOf(typed) }, (id) =>
      readStored(host.dispatch, id, options),
    );
    const given = scenario === undefined ? {} : { scenario };
    const answer = await host.dispatch(method, { ...input, ...given }, options);
    await checkListed(method, host.dispatch, signal);
    await progress.clear();
    const output: unknown = methods[method].output.parse(answer);
    if (scenarioOut !== undefined) await writeOut(scenarioOut, output);
    const text = json
      ? `${JSON.stringify(output, undefined, 2)}\n`
      : renderOutput(method, output, terminal);
    await terminal.out(text);
    // Whoever interrupts what follows a session gets the session as it is, and no success.
    return signal.aborted ? EXIT.interrupted : exitOfOutput(output);
  } catch (error) {
    await progress.clear();
    throw nameOptions(method, toHeadroomError(error));
  } finally {
    await host.close();
  }
}

/** The stored scenario of that id. Throws where there is none, or it cannot be read. */
async function readStored(dispatch: Dispatch, id: string, options: CallOptions): Promise<unknown> {
  const stored = await dispatch("scenario.read", { id }, options).catch((error: unknown) => {
    const failure = toHeadroomError(error);
    if (failure.code !== "not-found") throw failure;
    const expected =
      "a scenario file, or the id of a stored scenario (see: headroom scenario list)";
    const problem = { path: id, expected, found: "neither" };
    throw new HeadroomError("invalid-input", `there is no scenario ${id}`, [problem]);
  });
  const { scenario, problems } = methods["scenario.read"].output.parse(stored);
  if (isRecord(scenario)) return scenario;
  throw new HeadroomError("damaged-file", `the scenario ${id} cannot be read`, problems);
}
