import { CLAIMS_MAX_BYTES, readClaimsOrThrow } from "../contract/claims.js";
import { HeadroomError } from "../contract/errors.js";
import type { ClaimsEntry } from "../contract/methods.js";
import type { Collection } from "./store/collection.js";
import { idFromName } from "./store/ids.js";
import { describeDamage } from "./store/json-file.js";
import { copyName, renamedText, restoreLast, storeRenamed } from "./store/naming.js";
import { readRegularFile } from "./store/read-file.js";

export const CLAIMS_ENDING = ".claims.json";

interface StoredClaims {
  readonly entry: ClaimsEntry;
  readonly text: string;
}

/**
 * Shipped claim sets, which lie beside the shipped scenarios and never change, and the user's own. One
 * of the user's hides a shipped one of the same id.
 */
export class ClaimsLibrary {
  readonly #own: Collection;
  readonly #shipped: Collection | undefined;

  constructor(own: Collection, shipped: Collection | undefined) {
    this.#own = own;
    this.#shipped = shipped;
  }

  /** Shipped ones first, each part in order of id. */
  async list(): Promise<ClaimsEntry[]> {
    const own = await this.#own.ids();
    const shipped = ((await this.#shipped?.ids()) ?? []).filter((id) => !own.includes(id));
    const stored = await Promise.all([...shipped, ...own].map((id) => this.#find(id)));
    return stored.flatMap((one) => (one === undefined ? [] : [one.entry]));
  }

  /** Throws `not-found`. A file that is no claim set is given as it stands, so that it can be mended. */
  async read(id: string): Promise<StoredClaims> {
    const stored = await this.#find(id);
    if (stored === undefined) throw new HeadroomError("not-found", `there is no claim set ${id}`);
    return stored;
  }

  /** Saves under `id` where it is the user's own; a shipped id, and none, make a new one named by itself. */
  async save(id: string | undefined, text: string): Promise<ClaimsEntry> {
    const { name } = readClaimsOrThrow(text, "the text");
    if (id !== undefined && (await this.#own.has(id))) {
      await this.#own.replace(id, text);
      return (await this.read(id)).entry;
    }
    const shipped = new Set(await this.#shipped?.ids());
    const stem = idFromName(name, "claims");
    const created = await this.#own.createNamed(stem, text, (taken) => shipped.has(taken));
    return (await this.read(created)).entry;
  }

  /** Copies a claim set to a new one of the user's, under a name that no other has where none is given. */
  async duplicate(id: string, name: string | undefined): Promise<ClaimsEntry> {
    const { entry, text } = await this.read(id);
    const to = name ?? copyName(entry.name, new Set((await this.list()).map((one) => one.name)));
    return this.save(undefined, renamedText(text, to, id + CLAIMS_ENDING));
  }

  /** Gives a claim set of the user's another name, and its file the id that goes with it. */
  async rename(id: string, name: string, newId: string | undefined): Promise<ClaimsEntry> {
    const stored = await readStored(this.#own.fileOf(id), id, "user");
    if (stored === undefined) throw await this.#notOwn(id);
    const text = renamedText(stored.text, name, id + CLAIMS_ENDING);
    const shipped = new Set(await this.#shipped?.ids());
    const place = { id, newId, stem: idFromName(name, "claims") };
    const now = await storeRenamed(this.#own, place, text, (taken) => shipped.has(taken));
    if (now !== id) await this.#own.erase(id);
    return (await this.read(now)).entry;
  }

  /** Moves a claim set to the trash. */
  async remove(id: string): Promise<void> {
    if ((await this.#own.remove(id)) === undefined) throw await this.#notOwn(id);
  }

  async restore(id: string): Promise<ClaimsEntry> {
    await restoreLast(this.#own, id, "claim set");
    return (await this.read(id)).entry;
  }

  /** Why there is none of the user's to change: not one at all, or one that came with Headroom. */
  async #notOwn(id: string): Promise<HeadroomError> {
    await this.read(id);
    return new HeadroomError("conflict", `${id} came with Headroom: duplicate it to change it`);
  }

  async #find(id: string): Promise<StoredClaims | undefined> {
    return (
      (await readStored(this.#own.fileOf(id), id, "user")) ??
      (this.#shipped === undefined
        ? undefined
        : readStored(this.#shipped.fileOf(id), id, "shipped"))
    );
  }
}

async function readStored(
  file: string,
  id: string,
  origin: ClaimsEntry["origin"],
): Promise<StoredClaims | undefined> {
  const reading = await readRegularFile(file, CLAIMS_MAX_BYTES);
  if (reading.bytes === undefined) {
    if (reading.missing) return undefined;
    return { entry: damaged(id, origin, describeDamage([reading.problem])), text: "" };
  }
  const text = new TextDecoder().decode(reading.bytes);
  try {
    return { entry: { id, name: readClaimsOrThrow(reading.bytes, file).name, origin }, text };
  } catch (error) {
    if (!(error instanceof HeadroomError)) throw error;
    return { entry: damaged(id, origin, describeDamage(error.problems)), text };
  }
}

/** A file that cannot be read is listed with its damage, under its id for a name. */
function damaged(id: string, origin: ClaimsEntry["origin"], why: string): ClaimsEntry {
  return { id, name: id, origin, damage: `${id}${CLAIMS_ENDING} cannot be read: ${why}` };
}
