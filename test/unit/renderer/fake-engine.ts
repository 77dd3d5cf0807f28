import type { Deck } from "../../../engine/contract/deck.js";
import { readScenario, readScenarioOrThrow } from "../../../engine/contract/scenario-file.js";
import { createClient } from "../../../engine/contract/client.js";
import { HeadroomError } from "../../../engine/contract/errors.js";
import type { CalibrateResult } from "../../../engine/contract/calibration.js";
import type {
  CalibrationEntry,
  ClaimsEntry,
  Draft,
  PlanEntry,
  ProjectionEntry,
  OutputOf,
  RunEntry,
  ScenarioEntry,
  StudyEntry,
} from "../../../engine/contract/methods.js";
import type { PlanResult } from "../../../engine/contract/plan-result.js";
import type { ProjectResult } from "../../../engine/contract/project-result.js";
import type { RunResult } from "../../../engine/contract/result.js";
import { readPresetFile, readPresetFileOrThrow } from "../../../engine/contract/preset.js";
import type { PresetEntry } from "../../../engine/contract/preset.js";
import { createDispatch } from "../../../engine/contract/service.js";
import type { Services } from "../../../engine/contract/service.js";
import type { fileMethods } from "../../../engine/contract/file-methods.js";
import type { keyMethods } from "../../../engine/contract/key-methods.js";
import type { SensitivityResult } from "../../../engine/contract/sensitivity.js";
import type { sessionMethods } from "../../../engine/contract/session-methods.js";
import { changedSettings, Settings } from "../../../engine/contract/settings.js";
import type { StudyResult } from "../../../engine/contract/study.js";
import { writeScenario } from "../../../engine/contract/scenario-file.js";
import type { ReadinessFile } from "../../../engine/contract/readiness.js";
import { readinessOf } from "../../../engine/planner/readiness/readiness.js";
import { audit } from "../../../engine/planner/audit/audit.js";
import { estimate } from "../../../engine/planner/estimate/estimate.js";
import type { WorkspaceEntry, WorkspaceEvent } from "../../../engine/contract/workspace.js";
import type { LinkStatus } from "../../../renderer/bridge/bridge.js";
import type { Shelved } from "../../../renderer/state/ports.js";
import { createAppStore, startStore } from "../../../renderer/state/store.js";
import { deckServices } from "./fake-decks.js";
import {
  articleText,
  claimsText,
  recordedPlan,
  recordedProjection,
  recordedResult,
  recordedSides,
} from "./recorded.js";

/** An engine that shows nothing by itself. */
const NO_FACTS = {
  registry: { schema: "headroom/models/v1" as const, models: {}, aliases: {} },
  otlpEndpoint: undefined,
  kubernetesHost: undefined,
};
const AT = "2026-01-01T00:00:00.000Z";

/** Two inputs of the article, one of which moves its p95 and one its cost. */
export function smallSensitivity(): SensitivityResult {
  const none = {
    atLow: { mean: 0, low: 0, high: 0 },
    atHigh: { mean: 0, low: 0, high: 0 },
    shown: false,
  };
  return {
    provenance: recordedPlan().provenance,
    architecture: "decoupled",
    swing: 0.1,
    base: {
      costUsdPer30Days: { mean: 35_208, low: 35_208, high: 35_208, unit: "usd" },
      latencyP95Ms: { mean: 176, low: 175, high: 177, unit: "ms" },
    },
    inputs: [
      {
        path: "brain.serviceMs.lognormal.mean",
        value: 34,
        low: 30.6,
        high: 37.4,
        range: "swing",
        costUsdPer30Days: none,
        latencyP95Ms: {
          atLow: { mean: -12, low: -13, high: -11 },
          atHigh: { mean: 14, low: 13, high: 15 },
          shown: true,
        },
      },
      {
        path: "prices.gpuHourUsd",
        value: 58.68,
        low: 52.8,
        high: 64.5,
        range: "swing",
        costUsdPer30Days: {
          atLow: { mean: -3521, low: -3521, high: -3521 },
          atHigh: { mean: 3521, low: 3521, high: 3521 },
          shown: true,
        },
        latencyP95Ms: none,
      },
    ],
    unmoved: [{ path: "prices.cpuHourUsd", why: "it is 0, which has no share to move by" }],
    warnings: [],
  };
}

function presetEntry(id: string, text: string): PresetEntry {
  const { file } = readPresetFile(text);
  if (file === undefined) {
    return { id, name: id, kind: null, presetId: null, damage: `${id}.json cannot be read` };
  }
  return { id, name: file.preset.name, kind: file.kind, presetId: file.preset.id };
}

/** The engine's contract over maps in memory, with a comparison that the test lets go on or fails. */
export class FakeEngine {
  readonly texts = new Map<string, string>([["article", articleText()]]);
  readonly claims = new Map<string, string>([["article", claimsText()]]);
  readonly decks = new Map<string, Deck>();
  readonly own = new Set<string>();
  readonly removed = new Map<string, string>();
  readonly drafts = new Map<string, Draft>();
  readonly runs: { entry: RunEntry; result: RunResult; text: string }[] = [];
  readonly plans: { entry: PlanEntry; result: PlanResult; text: string }[] = [];
  readonly projections: { entry: ProjectionEntry; result: ProjectResult; text: string }[] = [];
  readonly studies: { entry: StudyEntry; result: StudyResult; text: string }[] = [];
  readonly calibrations: { entry: CalibrationEntry; result?: CalibrateResult }[] = [];
  readonly removedClaims = new Map<string, string>();
  readonly calls: string[] = [];
  /** Methods that fail, with what. */
  readonly failing = new Map<string, HeadroomError>();
  recents: string[] = [];
  marks: ReadinessFile["marks"] = {};
  settings = Settings.parse({ theme: "dark", firstRunDone: true, tourDone: true });
  /** A test of damaged files puts its own here. */
  files: Pick<Services, keyof typeof fileMethods> = noFiles();
  /** A test of live sessions puts its own here. */
  sessions: Partial<Pick<Services, keyof typeof sessionMethods>> = {};
  /** And one of load runs. */
  drives: Partial<
    Pick<Services, "drive" | `drive.${"list" | "read" | "save" | "remove" | "restore"}`>
  > = {};
  readonly uploads = new Map<string, string>();
  readonly replayed: { name: string; on: string; text: string | undefined }[] = [];
  calibrate: Services["calibrate"] = async () => {
    throw new HeadroomError("unavailable", "this test does not calibrate");
  };
  presets: Partial<OutputOf<"preset.list">> = {};
  readonly ownPresets = new Map<string, string>();
  readonly removedPresets = new Map<string, string>();
  estimate: Services["estimate"] = async ({ scenario }) => estimate(scenario, {});

  simulate: Services["simulate"] = async () => {
    const { provenance, architectures, objectives, milestones, warnings } = recordedResult();
    const { decoupled } = architectures;
    return {
      provenance,
      architectures: { decoupled: { ...decoupled, wallSeconds: 1 } },
      objectives,
      milestones,
      requirementsMet: null,
      warnings,
    };
  };
  compare: Services["compare"] = async () => recordedResult();
  compareScenarios: Services["scenario.compare"] = async () => recordedSides();
  inspectSessions: Services["inspect.sessions"] = async () => {
    throw new HeadroomError("unavailable", "the page looks at no simulated sessions");
  };
  inspectSession: Services["inspect.session"] = async () => {
    throw new HeadroomError("unavailable", "the page looks at no simulated session");
  };
  plan: Services["plan"] = async () => recordedPlan();
  sensitivity: Services["sensitivity"] = async () => smallSensitivity();
  project: Services["project"] = async () => recordedProjection();

  /** Of the workspace that is open. */
  folder = "/data";
  /** Windows that follow the workspace. */
  readonly followers = new Set<(event: WorkspaceEvent) => void>();
  /** Of the workspaces that drafts and claim sets were meant for. */
  readonly meantFor: (string | undefined)[] = [];
  /** Of the workspaces that runs were kept in. */
  readonly keptIn: (string | undefined)[] = [];

  workspace(folder: string): WorkspaceEntry {
    return { folder, name: folder.slice(1), isDefault: folder === "/data", openedAt: AT };
  }

  claimsEntry(id: string): ClaimsEntry {
    return { id, name: id, origin: this.own.has(id) ? "user" : "shipped" };
  }

  entry(id: string): ScenarioEntry {
    const { scenario, problems } = readScenario(this.texts.get(id) ?? "");
    return {
      id,
      name: scenario?.name ?? id,
      description: "",
      origin: this.own.has(id) ? "user" : "shipped",
      modifiedAt: AT,
      ...(problems.length === 0 ? {} : { damage: "not readable" }),
    };
  }

  services(): Services {
    const runs = recordServices(this.runs);
    const plans = recordServices(this.plans);
    const projections = recordServices(this.projections);
    const studies = recordServices(this.studies);
    const calibrations = recordServices(this.calibrations);
    return {
      "system.info": async () => ({ version: "1", dataFolder: "/data", threads: 1, recovered: [] }),
      "settings.read": async () => this.settings,
      "settings.write": async ({ settings }) =>
        (this.settings = changedSettings(this.settings, settings)),
      "workspace.list": async ({ follow }, context) => {
        if (follow) {
          const tell = (event: WorkspaceEvent): void => context.emit(event);
          this.followers.add(tell);
          await new Promise((resolve) => context.signal.addEventListener("abort", resolve));
          this.followers.delete(tell);
        }
        const recent = ["/data", "/team"].map((folder) => this.workspace(folder));
        return { present: this.workspace(this.folder), recent };
      },
      "workspace.open": async ({ folder }) => {
        this.folder = folder;
        const present = this.workspace(folder);
        for (const tell of this.followers) tell({ kind: "opened", present });
        return { present };
      },
      "scenario.list": async () => ({
        scenarios: [...this.texts.keys()].map((id) => this.entry(id)),
      }),
      "scenario.read": async ({ id }) => {
        const text = this.texts.get(id);
        if (text === undefined) throw new HeadroomError("not-found", `there is no scenario ${id}`);
        const { scenario, problems } = readScenario(text);
        const draft = this.drafts.get(id);
        return {
          entry: this.entry(id),
          text,
          problems: [...problems],
          ...(scenario === undefined ? {} : { scenario }),
          ...(draft === undefined ? {} : { draft }),
        };
      },
      "scenario.check": async ({ text }) => {
        const { scenario, problems } = readScenario(text);
        return { problems: [...problems], ...(scenario === undefined ? {} : { scenario }) };
      },
      "scenario.save": async ({ id, scenario }) => {
        const to = id ?? `copy-${this.own.size + 1}`;
        this.texts.set(to, writeScenario(scenario));
        this.own.add(to);
        return { entry: this.entry(to) };
      },
      "scenario.remove": async ({ id }) => {
        this.removed.set(id, this.texts.get(id) ?? "");
        this.texts.delete(id);
        return { id };
      },
      "scenario.restore": async ({ id }) => {
        this.texts.set(id, this.removed.get(id) ?? "");
        return { entry: this.entry(id) };
      },
      "scenario.replay": async ({ name, text, on }) => {
        this.replayed.push({
          name,
          on,
          text: typeof text === "string" ? text : this.uploads.get(text.upload),
        });
        const id = `${name.toLowerCase()}-replayed`;
        this.texts.set(id, this.texts.get(on) ?? "");
        this.own.add(id);
        return { entry: this.entry(id) };
      },
      "scenario.import": async ({ name, text }) => {
        const id = `${name.toLowerCase()}-${this.own.size + 1}`;
        this.texts.set(id, text);
        this.own.add(id);
        return { entry: this.entry(id) };
      },
      "scenario.duplicate": async ({ id, name }) => {
        const { scenario } = readScenario(this.texts.get(id) ?? "");
        if (scenario === undefined) throw new HeadroomError("damaged-file", `${id} is damaged`);
        const to = `${id}-copy`;
        this.texts.set(to, writeScenario({ ...scenario, name: name ?? `${scenario.name} (copy)` }));
        this.own.add(to);
        return { entry: this.entry(to) };
      },
      "scenario.rename": async ({ id, name, newId }) => {
        const { scenario } = readScenario(this.texts.get(id) ?? "");
        if (scenario === undefined) throw new HeadroomError("damaged-file", `${id} is damaged`);
        const to = newId ?? name.toLowerCase().replaceAll(" ", "-");
        const draft = this.drafts.get(id);
        for (const held of [this.texts, this.drafts]) held.delete(id);
        this.texts.set(to, writeScenario({ ...scenario, name }));
        if (draft !== undefined) this.drafts.set(to, draft);
        this.own.add(to);
        return { entry: this.entry(to) };
      },
      "draft.write": async ({ id, text, keptIn }) => {
        this.meantFor.push(keptIn);
        const draft = { text, savedAt: AT };
        this.drafts.set(id, draft);
        return draft;
      },
      "draft.discard": async ({ id }) => {
        this.drafts.delete(id);
        return { id };
      },
      "recent.list": async () => ({ ids: this.recents }),
      "run.list": async () => ({ runs: this.runs.map(({ entry }) => entry) }),
      "run.read": async ({ id }) => {
        const run = this.runs.find(({ entry }) => entry.id === id);
        const scenario = readScenario(run?.text ?? "").scenario;
        if (run === undefined || scenario === undefined) {
          throw new HeadroomError("not-found", `there is no run ${id}`);
        }
        return { entry: run.entry, scenario, result: run.result };
      },
      "run.save": async ({ scenarioId, scenario, result, keptIn }) => {
        this.keptIn.push(keptIn);
        const entry: RunEntry = {
          id: `run-${this.runs.length + 1}`,
          ...(scenarioId === undefined ? {} : { scenarioId }),
          scenarioName: scenario.name,
          createdAt: AT,
          seed: result.provenance.seed,
          requirementsMet: result.requirementsMet,
        };
        this.runs.unshift({ entry, result, text: writeScenario(scenario) });
        return { entry };
      },
      "run.duplicate": runs.duplicate,
      "run.rename": runs.rename,
      "run.remove": runs.remove,
      "run.restore": runs.restore,
      "plan.list": async () => ({ plans: this.plans.map(({ entry }) => entry) }),
      "plan.read": async ({ id }) => {
        const plan = this.plans.find(({ entry }) => entry.id === id);
        const scenario = readScenario(plan?.text ?? "").scenario;
        if (plan === undefined || scenario === undefined) {
          throw new HeadroomError("not-found", `there is no plan ${id}`);
        }
        return { entry: plan.entry, scenario, result: plan.result };
      },
      "plan.save": async ({ scenarioId, scenario, result }) => {
        const entry: PlanEntry = {
          id: `plan-${this.plans.length + 1}`,
          ...(scenarioId === undefined ? {} : { scenarioId }),
          scenarioName: scenario.name,
          createdAt: AT,
          seed: result.provenance.seed,
          costUsdPer30Days: result.plan?.costUsdPer30Days.mean ?? null,
        };
        this.plans.unshift({ entry, result, text: writeScenario(scenario) });
        return { entry };
      },
      "plan.duplicate": plans.duplicate,
      "plan.rename": plans.rename,
      "plan.remove": plans.remove,
      "plan.restore": plans.restore,
      "projection.list": async () => ({
        projections: this.projections.map(({ entry }) => entry),
      }),
      "projection.read": async ({ id }) => {
        const projection = this.projections.find(({ entry }) => entry.id === id);
        if (projection === undefined) {
          throw new HeadroomError("not-found", `there is no projection ${id}`);
        }
        const { entry, text, result } = projection;
        return { entry, scenario: readScenarioOrThrow(text, id), result };
      },
      "projection.save": async ({ scenarioId, scenario, result }) => {
        const entry: ProjectionEntry = {
          id: `projection-${this.projections.length + 1}`,
          ...(scenarioId === undefined ? {} : { scenarioId }),
          scenarioName: scenario.name,
          createdAt: AT,
          seed: result.provenance.seed,
          horizonDays: result.horizonDays,
          requirementsMet: result.requirementsMet,
        };
        this.projections.unshift({ entry, result, text: writeScenario(scenario) });
        return { entry };
      },
      "projection.duplicate": projections.duplicate,
      "projection.rename": projections.rename,
      "projection.remove": projections.remove,
      "projection.restore": projections.restore,
      "study.list": async () => ({ studies: this.studies.map(({ entry }) => entry) }),
      "study.read": async ({ id }) => {
        const { entry, result, text = "" } = studies.find(id);
        if (result === undefined) throw new HeadroomError("not-found", `${id} was never read here`);
        return { entry, scenario: readScenarioOrThrow(text, id), result };
      },
      "study.save": async ({ scenarioId, scenario, result }) => {
        const entry: StudyEntry = {
          id: `study-${this.studies.length + 1}`,
          ...(scenarioId === undefined ? {} : { scenarioId }),
          scenarioName: scenario.name,
          createdAt: AT,
          seed: 1,
          kind: result.kind,
        };
        this.studies.unshift({ entry, result, text: writeScenario(scenario) });
        return { entry };
      },
      "study.duplicate": studies.duplicate,
      "study.rename": studies.rename,
      "study.remove": studies.remove,
      "study.restore": studies.restore,
      "calibration.list": async () => ({
        calibrations: this.calibrations.map(({ entry }) => entry),
      }),
      "calibration.read": async ({ id }) => {
        const { entry, result } = calibrations.find(id);
        if (result === undefined) throw new HeadroomError("not-found", `${id} was never read here`);
        return { entry, result };
      },
      "calibration.save": async ({ logName, result }) => {
        const entry: CalibrationEntry = {
          id: `calibration-${this.calibrations.length + 1}`,
          createdAt: AT,
          logName,
          requests: result.provenance.requests,
          medianError: null,
        };
        this.calibrations.unshift({ entry, result });
        return { entry };
      },
      "calibration.duplicate": calibrations.duplicate,
      "calibration.rename": calibrations.rename,
      "calibration.remove": calibrations.remove,
      "calibration.restore": calibrations.restore,
      "preset.list": async () => ({
        gpus: [],
        models: [],
        gpuPrices: [],
        prices: [],
        limits: [],
        own: [...this.ownPresets].map(([id, text]) => presetEntry(id, text)),
        ...this.presets,
      }),
      "preset.read": async ({ id }) => {
        const text = this.ownPresets.get(id);
        if (text === undefined) throw new HeadroomError("not-found", `there is no preset ${id}`);
        return { entry: presetEntry(id, text), text };
      },
      "preset.save": async ({ id, text }) => {
        const to = id ?? readPresetFileOrThrow(text).preset.id;
        this.ownPresets.set(to, text);
        return { entry: presetEntry(to, text) };
      },
      "preset.remove": async ({ id }) => {
        this.removedPresets.set(id, this.ownPresets.get(id) ?? "");
        this.ownPresets.delete(id);
        return { id };
      },
      "preset.restore": async ({ id }) => {
        const text = this.removedPresets.get(id) ?? "";
        this.ownPresets.set(id, text);
        return { entry: presetEntry(id, text) };
      },
      estimate: (input, context) => this.estimate(input, context),
      simulate: (input, context) => this.simulate(input, context),
      compare: (input, context) => this.compare(input, context),
      "scenario.compare": (input, context) => this.compareScenarios(input, context),
      calibrate: (input, context) => this.calibrate(input, context),
      "upload.append": async ({ id, at, text }) => {
        this.uploads.set(id, (at === 0 ? "" : (this.uploads.get(id) ?? "")) + text);
        return { id, bytes: at + Buffer.byteLength(text) };
      },
      "upload.remove": async ({ id }) => {
        this.uploads.delete(id);
        return { id };
      },
      "inspect.sessions": (input, context) => this.inspectSessions(input, context),
      "inspect.session": (input, context) => this.inspectSession(input, context),
      project: (input, context) => this.project(input, context),
      audit: async ({ claims }) => ({
        provenance: {
          name: claims.name,
          source: claims.source,
          claimsHash: "0".repeat(64),
          engineVersion: "1",
        },
        ...audit(claims),
      }),
      "claims.list": async () => ({
        claims: [...this.claims.keys()].map((id) => this.claimsEntry(id)),
      }),
      "claims.read": async ({ id }) => {
        const text = this.claims.get(id);
        if (text === undefined) throw new HeadroomError("not-found", `there is no claim set ${id}`);
        return { entry: this.claimsEntry(id), text };
      },
      "claims.save": async ({ text, keptIn }) => {
        this.meantFor.push(keptIn);
        const id = `claims-${this.own.size + 1}`;
        this.claims.set(id, text);
        this.own.add(id);
        return { entry: this.claimsEntry(id) };
      },
      "claims.duplicate": async ({ id }) => {
        this.claims.set(`${id}-copy`, this.claims.get(id) ?? "");
        this.own.add(`${id}-copy`);
        return { entry: this.claimsEntry(`${id}-copy`) };
      },
      "claims.rename": async ({ id, name, newId }) => {
        const to = newId ?? name;
        this.claims.set(to, this.claims.get(id) ?? "");
        if (to !== id) this.claims.delete(id);
        this.own.add(to);
        return { entry: this.claimsEntry(to) };
      },
      "claims.remove": async ({ id }) => {
        this.removedClaims.set(id, this.claims.get(id) ?? "");
        this.claims.delete(id);
        return { id };
      },
      "claims.restore": async ({ id }) => {
        this.claims.set(id, this.removedClaims.get(id) ?? "");
        return { entry: this.claimsEntry(id) };
      },
      ...deckServices(this.decks),
      plan: (input, context) => this.plan(input, context),
      sensitivity: (input, context) => this.sensitivity(input, context),
      "readiness.read": async ({ scenario }) => readinessOf({ ...NO_FACTS, scenario }, this.marks),
      "readiness.write": async ({ id, state }) => {
        const { [id]: _, ...others } = this.marks;
        this.marks = state === "open" ? others : { ...others, [id]: { state, markedAt: AT } };
        return { marks: this.marks };
      },
      ...noSessions(),
      ...this.files,
      ...this.sessions,
      ...this.drives,
    };
  }
}

/** What can be done with a kept result, over a list. */
function recordServices<
  E extends RunEntry | PlanEntry | ProjectionEntry | StudyEntry | CalibrationEntry,
  R,
>(items: { entry: E; result?: R; text?: string }[]) {
  const trash = new Map<string, (typeof items)[number]>();
  const find = (id: string) => {
    const item = items.find(({ entry }) => entry.id === id);
    if (item === undefined) throw new HeadroomError("not-found", `there is no record ${id}`);
    return item;
  };
  return {
    find,
    duplicate: async ({ id }: { id: string }) => {
      const item = find(id);
      const title = "logName" in item.entry ? item.entry.logName : item.entry.scenarioName;
      const name = `${item.entry.name ?? title} (copy)`;
      const copy = { ...item, entry: { ...item.entry, id: `${id}-copy`, name } };
      items.push(copy);
      return { entry: copy.entry };
    },
    rename: async ({ id, name }: { id: string; name: string }) => {
      const item = find(id);
      item.entry = { ...item.entry, name };
      return { entry: item.entry };
    },
    remove: async ({ id }: { id: string }) => {
      const item = find(id);
      items.splice(items.indexOf(item), 1);
      trash.set(id, item);
      return { id };
    },
    restore: async ({ id }: { id: string }) => {
      const item = trash.get(id);
      if (item !== undefined) items.push(item);
      return { entry: find(id).entry };
    },
  };
}

/** A store over a fake engine, an address bar and a shelf, as a page has them. */
export function page(
  engine: FakeEngine,
  hash = "",
  {
    host = "browser",
    remembered = new Map<string, string>(),
  }: { host?: "browser" | "desktop"; remembered?: Map<string, string> } = {},
) {
  const real = createDispatch(engine.services());
  const place = { hash, listeners: new Set<() => void>() };
  const shelf = new Map<string, Shelved>();
  const alerts: string[] = [];
  const told = new Set<(status: LinkStatus) => void>();
  const ports = {
    client: createClient(async (name, input, options) => {
      engine.calls.push(name);
      const failure = engine.failing.get(name);
      if (failure !== undefined) throw failure;
      return real(name, input, options);
    }),
    bridge: {
      host,
      retry: () => {},
      savePdf: async () => ({ state: "printed" as const }),
      onStatus: (listener: (status: LinkStatus) => void) => {
        told.add(listener);
        return () => void told.delete(listener);
      },
    },
    address: {
      read: () => place.hash,
      write: (next: string) => void (place.hash = next),
      onChange: (listener: () => void) => {
        place.listeners.add(listener);
        return () => void place.listeners.delete(listener);
      },
    },
    alerts: {
      permission: () => "granted" as const,
      ask: async () => {},
      show: (text: string) => void alerts.push(text),
    },
    shelf: {
      get: (id: string) => shelf.get(id),
      put: (id: string, item: Shelved) => void shelf.set(id, item),
      drop: (id: string) => void shelf.delete(id),
    },
    memory: {
      read: (name: string) => remembered.get(name),
      write: (name: string, text: string) => void remembered.set(name, text),
    },
  };
  const store = createAppStore(ports);
  const stop = startStore(store, ports);
  return {
    store,
    stop,
    shelf,
    alerts,
    remembered,
    place,
    goTo: (next: string) => {
      place.hash = next;
      for (const listener of place.listeners) listener();
    },
    link: (state: LinkStatus["state"]) =>
      told.forEach((listener) => listener({ state, message: state })),
  };
}

/** What a test says nothing of is refused. */
function noFiles(): FakeEngine["files"] {
  const refuse = (): Promise<never> =>
    Promise.reject(new HeadroomError("unavailable", "the page mends no file"));
  return { "file.read": refuse, "file.check": refuse, "file.save": refuse, "file.restore": refuse };
}

function noSessions(): Pick<
  Services,
  | keyof typeof sessionMethods
  | keyof typeof keyMethods
  | "drive"
  | "drive.list"
  | "drive.read"
  | "drive.save"
  | "drive.remove"
  | "drive.restore"
> {
  const refuse = (): Promise<never> =>
    Promise.reject(new HeadroomError("unavailable", "the page runs no session"));
  return {
    "session.start": refuse,
    "session.list": refuse,
    "session.times": refuse,
    "session.show": refuse,
    "session.resume": refuse,
    "session.send": refuse,
    "session.approve": refuse,
    "session.resolve": refuse,
    "session.budget": refuse,
    "session.pause": refuse,
    "session.stop": refuse,
    "session.export": refuse,
    "session.import": refuse,
    "tool.list": refuse,
    "system.metrics": refuse,
    "key.state": refuse,
    "key.write": refuse,
    "key.forget": refuse,
    "registry.read": refuse,
    "registry.write": refuse,
    drive: refuse,
    "drive.list": refuse,
    "drive.read": refuse,
    "drive.save": refuse,
    "drive.remove": refuse,
    "drive.restore": refuse,
  };
}
