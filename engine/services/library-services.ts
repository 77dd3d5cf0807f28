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
): Pick<Services, Exclude<keyof typeof libraryMethods, `drive.${string}` | "scenario.replay">> {
  const { scenarios, runs, plans, projections, studies, calibrations, claims, decks, drafts } =
    library;
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
    "scenario.save": async ({ keptIn, id, scenario }) => {
      const its = await libraryOf(keptIn);
      const entry = await its.scenarios.save(id, scenario);
      await its.remember(entry.id);
      return { entry };
    },
    "scenario.import": async ({ keptIn, name, text }) => {
      const its = await libraryOf(keptIn);
      const entry = await its.scenarios.import(name, text);
      await its.remember(entry.id);
      return { entry };
    },
    "scenario.duplicate": async ({ keptIn, id, name }) => ({
      entry: await (await libraryOf(keptIn)).scenarios.duplicate(id, name),
    }),
    "scenario.rename": async ({ keptIn, id, name, newId }) => ({
      entry: await (await libraryOf(keptIn)).renameScenario(id, name, newId),
    }),
    "scenario.remove": async ({ keptIn, id }) => {
      await (await libraryOf(keptIn)).scenarios.remove(id);
      return { id };
    },
    "scenario.restore": async ({ keptIn, id }) => ({
      entry: await (await libraryOf(keptIn)).scenarios.restore(id),
    }),

    "draft.write": async ({ keptIn, id, text }) => {
      const draft = { text, savedAt: now().toISOString() };
      await (await libraryOf(keptIn)).drafts.write(id, draft);
      return draft;
    },
    "draft.discard": async ({ keptIn, id }) => {
      await (await libraryOf(keptIn)).drafts.erase(id);
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
    "run.duplicate": async ({ keptIn, id, name }) => ({
      entry: await (await libraryOf(keptIn)).runs.duplicate(id, name),
    }),
    "run.rename": async ({ keptIn, id, name }) => ({
      entry: await (await libraryOf(keptIn)).runs.rename(id, name),
    }),
    "run.remove": async ({ keptIn, id }) => {
      await (await libraryOf(keptIn)).runs.remove(id);
      return { id };
    },
    "run.restore": async ({ keptIn, id }) => ({
      entry: await (await libraryOf(keptIn)).runs.restore(id),
    }),

    "plan.list": async () => ({ plans: await plans.list() }),
    "plan.read": async ({ id }) => {
      const { entry, file } = await plans.read(id);
      return { entry, scenario: file.scenario, result: file.result };
    },
    "plan.save": async (input) => ({
      entry: await (await libraryOf(input.keptIn)).plans.keep(now(), input),
    }),
    "plan.duplicate": async ({ keptIn, id, name }) => ({
      entry: await (await libraryOf(keptIn)).plans.duplicate(id, name),
    }),
    "plan.rename": async ({ keptIn, id, name }) => ({
      entry: await (await libraryOf(keptIn)).plans.rename(id, name),
    }),
    "plan.remove": async ({ keptIn, id }) => {
      await (await libraryOf(keptIn)).plans.remove(id);
      return { id };
    },
    "plan.restore": async ({ keptIn, id }) => ({
      entry: await (await libraryOf(keptIn)).plans.restore(id),
    }),

    "projection.list": async () => ({ projections: await projections.list() }),
    "projection.read": async ({ id }) => {
      const { entry, file } = await projections.read(id);
      return { entry, scenario: file.scenario, result: file.result };
    },
    "projection.save": async (input) => ({
      entry: await (await libraryOf(input.keptIn)).projections.keep(now(), input),
    }),
    "projection.duplicate": async ({ keptIn, id, name }) => ({
      entry: await (await libraryOf(keptIn)).projections.duplicate(id, name),
    }),
    "projection.rename": async ({ keptIn, id, name }) => ({
      entry: await (await libraryOf(keptIn)).projections.rename(id, name),
    }),
    "projection.remove": async ({ keptIn, id }) => {
      await (await libraryOf(keptIn)).projections.remove(id);
      return { id };
    },
    "projection.restore": async ({ keptIn, id }) => ({
      entry: await (await libraryOf(keptIn)).projections.restore(id),
    }),

    "study.list": async () => ({ studies: await studies.list() }),
    "study.read": async ({ id }) => {
      const { entry, file } = await studies.read(id);
      return { entry, scenario: file.scenario, result: file.result };
    },
    "study.save": async (input) => ({
      entry: await (await libraryOf(input.keptIn)).studies.keep(now(), input),
    }),
    "study.duplicate": async ({ keptIn, id, name }) => ({
      entry: await (await libraryOf(keptIn)).studies.duplicate(id, name),
    }),
    "study.rename": async ({ keptIn, id, name }) => ({
      entry: await (await libraryOf(keptIn)).studies.rename(id, name),
    }),
    "study.remove": async ({ keptIn, id }) => {
      await (await libraryOf(keptIn)).studies.remove(id);
      return { id };
    },
    "study.restore": async ({ keptIn, id }) => ({
      entry: await (await libraryOf(keptIn)).studies.restore(id),
    }),

    "calibration.list": async () => ({ calibrations: await calibrations.list() }),
    "calibration.read": async ({ id }) => {
      const { entry, file } = await calibrations.read(id);
      return { entry, result: file.result };
    },
    "calibration.save": async (input) => ({
      entry: await saveCalibration((await libraryOf(input.keptIn)).calibrations, now(), input),
    }),
    "calibration.duplicate": async ({ keptIn, id, name }) => ({
      entry: await (await libraryOf(keptIn)).calibrations.duplicate(id, name),
    }),
    "calibration.rename": async ({ keptIn, id, name }) => ({
      entry: await (await libraryOf(keptIn)).calibrations.rename(id, name),
    }),
    "calibration.remove": async ({ keptIn, id }) => {
      await (await libraryOf(keptIn)).calibrations.remove(id);
      return { id };
    },
    "calibration.restore": async ({ keptIn, id }) => ({
      entry: await (await libraryOf(keptIn)).calibrations.restore(id),
    }),

    "claims.list": async () => ({ claims: await claims.list() }),
    "claims.read": ({ id }) => claims.read(id),
    "claims.save": async ({ keptIn, id, text }) => ({
      entry: await (await libraryOf(keptIn)).claims.save(id, text),
    }),
    "claims.duplicate": async ({ keptIn, id, name }) => ({
      entry: await (await libraryOf(keptIn)).claims.duplicate(id, name),
    }),
    "claims.rename": async ({ keptIn, id, name, newId }) => ({
      entry: await (await libraryOf(keptIn)).renameClaims(id, name, newId),
    }),
    "claims.remove": async ({ keptIn, id }) => {
      await (await libraryOf(keptIn)).claims.remove(id);
      return { id };
    },
    "claims.restore": async ({ keptIn, id }) => ({
      entry: await (await libraryOf(keptIn)).claims.restore(id),
    }),

    "deck.list": async () => ({ decks: await decks.list() }),
    "deck.read": ({ id }) => readDeck(decks, id),
    "deck.save": async ({ keptIn, id, deck }) => ({
      entry: await (await libraryOf(keptIn)).decks.save(id, writeDeck(deck)),
    }),
    "deck.duplicate": async ({ keptIn, id, name }) => ({
      entry: await (await libraryOf(keptIn)).decks.duplicate(id, name),
    }),
    "deck.rename": async ({ keptIn, id, name, newId }) => ({
      entry: await (await libraryOf(keptIn)).decks.rename(id, name, newId),
    }),
    "deck.remove": async ({ keptIn, id }) => {
      await (await libraryOf(keptIn)).decks.remove(id);
      return { id };
    },
    "deck.restore": async ({ keptIn, id }) => ({
      entry: await (await libraryOf(keptIn)).decks.restore(id),
    }),
  };
}
