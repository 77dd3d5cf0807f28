import path from "node:path";
import { z } from "zod";
import { CLAIMS_MAX_BYTES } from "../contract/claims.js";
import { DECK_MAX_BYTES } from "../contract/deck.js";
import type { Problem } from "../contract/errors.js";
import { ItemId } from "../contract/item-id.js";
import { PRESET_MAX_BYTES } from "../contract/preset.js";
import { SCENARIO_MAX_BYTES } from "../contract/scenario-file.js";
import { calibrationLibrary } from "./calibration-library.js";
import type { CalibrationLibrary } from "./calibration-library.js";
import { CLAIMS_ENDING, claimsLibrary } from "./claims-library.js";
import type { ClaimsLibrary } from "./claims-library.js";
import type { DataFolder } from "./data-folder.js";
import { deckLibrary, followClaims } from "./deck-library.js";
import type { DeckLibrary } from "./deck-library.js";
import { Drafts } from "./drafts.js";
import { LibraryFiles } from "./library-files.js";
import type { TextKind } from "./library-files.js";
import { DriveLibrary } from "./live/drive/library.js";
import type { ServicePorts } from "./ports.js";
import { presetLibrary } from "./preset-library.js";
import type { PresetLibrary } from "./preset-library.js";
import { planLibrary, projectionLibrary, runLibrary, studyLibrary } from "./result-library.js";
import type { PlanLibrary, ProjectionLibrary, RunLibrary, StudyLibrary } from "./result-library.js";
import { ScenarioLibrary } from "./scenario-library.js";
import { Collection, modifiedAt } from "./store/collection.js";
import type { FolderFault } from "./store/collection.js";
import { StoredDocument } from "./store/document.js";
import { RECORD_MAX_BYTES } from "./store/record-library.js";

const MOST_RECENTS = 20;

/** Ids, last used first. */
const Recents = z.strictObject({ ids: z.array(ItemId) });

/** The folders of what a team shares. */
export const FOLDERS = [
  "scenarios",
  "runs",
  "plans",
  "projections",
  "studies",
  "calibrations",
  "claims",
  "decks",
  "drives",
  "presets",
] as const;

/** Where a library lies: what a team shares, and what stays on this machine. */
export interface LibraryFolders {
  /** Of the {@link FOLDERS}. */
  readonly folder: string;
  /** Of drafts, the trash and what was opened last: on the same disk, so that a move is one step. */
  readonly localFolder: string;
}

const named = (
  items: Collection,
  maxBytes: number,
  library: { problemsIn(id: string, source: string | Uint8Array): readonly Problem[] },
): TextKind => ({
  items,
  maxBytes,
  problemsIn: async (id, source) => library.problemsIn(id, source),
});

const record = (
  items: Collection,
  library: { problemsIn(source: string | Uint8Array): readonly Problem[] },
): TextKind => ({
  items,
  maxBytes: RECORD_MAX_BYTES,
  problemsIn: async (_id, source) => library.problemsIn(source),
});

/** Everything that is kept in one folder. Creating one touches no file. */
export class Library {
  readonly folders: LibraryFolders;
  readonly scenarios: ScenarioLibrary;
  readonly claims: ClaimsLibrary;
  readonly runs: RunLibrary;
  readonly plans: PlanLibrary;
  readonly decks: DeckLibrary;
  readonly projections: ProjectionLibrary;
  readonly studies: StudyLibrary;
  readonly calibrations: CalibrationLibrary;
  readonly drives: DriveLibrary;
  readonly presets: PresetLibrary;
  readonly drafts: Drafts;
  /** All of it as text. */
  readonly files: LibraryFiles;
  /** Of the scenarios: trace files are looked up here too. */
  readonly scenariosFolder: string;
  readonly #recents: StoredDocument<typeof Recents>;
  readonly #kinds: readonly Collection[];

  constructor(ports: ServicePorts, data: DataFolder, folders: LibraryFolders) {
    const { folder, localFolder } = folders;
    const { shippedFolder } = ports;
    const trash = path.join(localFolder, "trash");
    const own = (name: (typeof FOLDERS)[number], ending?: string): Collection =>
      new Collection(ports, path.join(folder, name), path.join(trash, name), ending);
    const shipped = (ending?: string): Collection | undefined =>
      shippedFolder === undefined
        ? undefined
        : new Collection(ports, shippedFolder, path.join(trash, "shipped"), ending);
    const lie = {
      scenario: own("scenarios"),
      run: own("runs"),
      plan: own("plans"),
      projection: own("projections"),
      study: own("studies"),
      calibration: own("calibrations"),
      claims: own("claims", CLAIMS_ENDING),
      deck: own("decks"),
      drive: own("drives"),
      preset: own("presets"),
    };
    const drafts = new Collection(
      ports,
      path.join(localFolder, "drafts"),
      path.join(trash, "drafts"),
    );
    this.folders = folders;
    this.#kinds = Object.values(lie);
    const { keepBeside } = data;
    this.scenariosFolder = lie.scenario.folder;
    this.drafts = new Drafts(drafts, data.setAside);
    this.scenarios = new ScenarioLibrary(lie.scenario, shipped(), this.drafts, keepBeside);
    this.claims = claimsLibrary(lie.claims, shipped(CLAIMS_ENDING), keepBeside);
    this.runs = runLibrary(lie.run);
    this.plans = planLibrary(lie.plan);
    this.decks = deckLibrary(lie.deck, keepBeside);
    this.projections = projectionLibrary(lie.projection);
    this.studies = studyLibrary(lie.study);
    this.calibrations = calibrationLibrary(lie.calibration);
    this.drives = new DriveLibrary(lie.drive, ports.now);
    this.presets = presetLibrary(lie.preset, keepBeside);
    this.files = new LibraryFiles(keepBeside, {
      scenario: {
        items: lie.scenario,
        maxBytes: SCENARIO_MAX_BYTES,
        problemsIn: (id, source) => this.scenarios.problemsIn(id, source),
        restored: (id, stamp) => this.drafts.restore(id, stamp),
      },
      claims: named(lie.claims, CLAIMS_MAX_BYTES, this.claims),
      deck: named(lie.deck, DECK_MAX_BYTES, this.decks),
      preset: named(lie.preset, PRESET_MAX_BYTES, this.presets),
      run: record(lie.run, this.runs),
      plan: record(lie.plan, this.plans),
      projection: record(lie.projection, this.projections),
      study: record(lie.study, this.studies),
      calibration: record(lie.calibration, this.calibrations),
      drive: record(lie.drive, this.drives),
    });
    const recents = path.join(localFolder, "recents.json");
    this.#recents = new StoredDocument(ports, data.note, recents, Recents, { ids: [] });
  }

  /** Folders that are there and cannot be read: their lists are empty meanwhile. */
  async unreadable(): Promise<FolderFault[]> {
    const faults = await Promise.all(this.#kinds.map((items) => items.fault()));
    return faults.filter((fault) => fault !== undefined);
  }

  /** Scenarios that are there, last used first. */
  async recent(): Promise<string[]> {
    const present = new Set((await this.scenarios.list()).map(({ id }) => id));
    return (await this.#recents.read()).ids.filter((id) => present.has(id));
  }

  /** Reads the files that recover by themselves, so that what is damaged is known. */
  async noteDamage(): Promise<void> {
    await this.#recents.read();
  }

  /** A full disk must not keep anyone from opening a scenario, so a failure to remember is let go. */
  async remember(id: string, instead?: string): Promise<void> {
    const { folder, localFolder } = this.folders;
    // To look at a scenario must not make a workspace's folder anew that was taken away meanwhile.
    if (folder !== localFolder && (await modifiedAt(folder)) === undefined) return;
    await this.#recents
      .update(({ ids }) => ({
        ids: [id, ...ids.filter((other) => other !== id && other !== instead)].slice(
          0,
          MOST_RECENTS,
        ),
      }))
      .catch(() => undefined);
  }

  /** Gives a scenario another name, and what was made of it the id that its file then has. */
  async renameScenario(id: string, name: string, newId: string | undefined) {
    const entry = await this.scenarios.rename(id, name, newId, async (from, to) => {
      for (const records of [this.runs, this.plans, this.projections, this.studies]) {
        await records.followScenario(from, to);
      }
    });
    await this.remember(entry.id, id);
    return entry;
  }

  /** Gives a claim set another name, and the slides of its audit the id that its file then has. */
  async renameClaims(id: string, name: string, newId: string | undefined) {
    const entry = await this.claims.rename(id, name, newId);
    await followClaims(this.decks, id, entry.id);
    return entry;
  }
}
