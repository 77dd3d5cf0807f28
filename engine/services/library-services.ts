import { writeDeck } from "../contract/deck.js";
import { readScenarioOver } from "../contract/scenario-file.js";
import type { libraryMethods } from "../contract/library-methods.js";
import type { Services } from "../contract/service.js";
import { readDeck } from "./deck-library.js";
import { saveCalibration } from "./calibration-library.js";
import type { Library } from "./library.js";
import type { Workspaces } from "./workspaces.js";

/**
 * The methods of what is kept as files. `libraryOf` gives the library of a workspace that was opened before;
 * `now` is the time of day.
 */
export function libraryServices(
  library: Library,
  libraryOf: Workspaces["libraryOf"],
  now: () => Date,
): Pick<Services, Exclude<keyof typeof libraryMethods, `drive.${string}`>> {
  const { scenarios, runs, plans, projections, calibrations, claims, decks, drafts } = library;
  return {
    "scenario.list": async () => ({ scenarios: await scenarios.list() }),
    "scenario.read": async ({ id }) => {
      const { entry, text, scenario, problems } = await scenarios.read(id);
      const draft = await drafts.read(id);
      await library.remember(id);
      return {
        entry,
        text,
        ...(scenario === undefined ? {} : { scenario }),
        problems: [...problems],
        ...(draft === undefined ? {} : { draft }),
      };
    },
    "scenario.check": async ({ text }) => {
      const { scenario, problems } = await readScenarioOver(text, scenarios.findBase);
      return { ...(scenario === undefined ? {} : { scenario }), problems: [...problems] };
    },
    "scenario.save": async ({ id, scenario }) => {
      const entry = await scenarios.save(id, scenario);
      await library.remember(entry.id);
      return { entry };
    },
    "scenario.import": async ({ name, text }) => {
      const entry = await scenarios.import(name, text);
      await library.remember(entry.id);
      return { entry };
    },
    "scenario.duplicate": async ({ id, name }) => ({ entry: await scenarios.duplicate(id, name) }),
    "scenario.rename": async ({ id, name, newId }) => ({
      entry: await library.renameScenario(id, name, newId),
    }),
    "scenario.remove": async ({ id }) => {
      await scenarios.remove(id);
      return { id };
    },
    "scenario.restore": async ({ id }) => ({ entry: await scenarios.restore(id) }),

    "draft.write": async ({ id, text }) => {
      const draft = { text, savedAt: now().toISOString() };
      await drafts.write(id, draft);
      return draft;
    },
    "draft.discard": async ({ id }) => {
      await drafts.erase(id);
      return { id };
    },

    "recent.list": async () => ({ ids: await library.recent() }),

    "run.list": async () => ({ runs: await runs.list() }),
    "run.read": async ({ id }) => {
      const { entry, file } = await runs.read(id);
      return { entry, scenario: file.scenario, result: file.result };
    },
    "run.save": async (input) => {
      const keptIn = await libraryOf(input.keptIn);
      const entry = await keptIn.runs.keep(now(), input);
      if (input.scenarioId !== undefined) await keptIn.remember(input.scenarioId);
      return { entry };
    },
    "run.duplicate": async ({ id, name }) => ({ entry: await runs.duplicate(id, name) }),
    "run.rename": async ({ id, name }) => ({ entry: await runs.rename(id, name) }),
    "run.remove": async ({ id }) => {
      await runs.remove(id);
      return { id };
    },
    "run.restore": async ({ id }) => ({ entry: await runs.restore(id) }),

    "plan.list": async () => ({ plans: await plans.list() }),
    "plan.read": async ({ id }) => {
      const { entry, file } = await plans.read(id);
      return { entry, scenario: file.scenario, result: file.result };
    },
    "plan.save": async (input) => ({
      entry: await (await libraryOf(input.keptIn)).plans.keep(now(), input),
    }),
    "plan.duplicate": async ({ id, name }) => ({ entry: await plans.duplicate(id, name) }),
    "plan.rename": async ({ id, name }) => ({ entry: await plans.rename(id, name) }),
    "plan.remove": async ({ id }) => {
      await plans.remove(id);
      return { id };
    },
    "plan.restore": async ({ id }) => ({ entry: await plans.restore(id) }),

    "projection.list": async () => ({ projections: await projections.list() }),
    "projection.read": async ({ id }) => {
      const { entry, file } = await projections.read(id);
      return { entry, scenario: file.scenario, result: file.result };
    },
    "projection.save": async (input) => ({
      entry: await (await libraryOf(input.keptIn)).projections.keep(now(), input),
    }),
    "projection.duplicate": async ({ id, name }) => ({
      entry: await projections.duplicate(id, name),
    }),
    "projection.rename": async ({ id, name }) => ({ entry: await projections.rename(id, name) }),
    "projection.remove": async ({ id }) => {
      await projections.remove(id);
      return { id };
    },
    "projection.restore": async ({ id }) => ({ entry: await projections.restore(id) }),

    "calibration.list": async () => ({ calibrations: await calibrations.list() }),
    "calibration.read": async ({ id }) => {
      const { entry, file } = await calibrations.read(id);
      return { entry, result: file.result };
    },
    "calibration.save": async (input) => ({
      entry: await saveCalibration((await libraryOf(input.keptIn)).calibrations, now(), input),
    }),
    "calibration.duplicate": async ({ id, name }) => ({
      entry: await calibrations.duplicate(id, name),
    }),
    "calibration.rename": async ({ id, name }) => ({ entry: await calibrations.rename(id, name) }),
    "calibration.remove": async ({ id }) => {
      await calibrations.remove(id);
      return { id };
    },
    "calibration.restore": async ({ id }) => ({ entry: await calibrations.restore(id) }),

    "claims.list": async () => ({ claims: await claims.list() }),
    "claims.read": ({ id }) => claims.read(id),
    "claims.save": async ({ id, text }) => ({ entry: await claims.save(id, text) }),
    "claims.duplicate": async ({ id, name }) => ({ entry: await claims.duplicate(id, name) }),
    "claims.rename": async ({ id, name, newId }) => ({
      entry: await library.renameClaims(id, name, newId),
    }),
    "claims.remove": async ({ id }) => {
      await claims.remove(id);
      return { id };
    },
    "claims.restore": async ({ id }) => ({ entry: await claims.restore(id) }),

    "deck.list": async () => ({ decks: await decks.list() }),
    "deck.read": ({ id }) => readDeck(decks, id),
    "deck.save": async ({ id, deck }) => ({ entry: await decks.save(id, writeDeck(deck)) }),
    "deck.duplicate": async ({ id, name }) => ({ entry: await decks.duplicate(id, name) }),
    "deck.rename": async ({ id, name, newId }) => ({ entry: await decks.rename(id, name, newId) }),
    "deck.remove": async ({ id }) => {
      await decks.remove(id);
      return { id };
    },
    "deck.restore": async ({ id }) => ({ entry: await decks.restore(id) }),
  };
}
