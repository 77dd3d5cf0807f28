import path from "node:path";
import { CLAIMS_MAX_BYTES, readClaimsOrThrow } from "../contract/claims.js";
import { HeadroomError } from "../contract/errors.js";
import type { ClaimsEntry } from "../contract/methods.js";
import type { ServicePorts } from "./ports.js";
import { Collection } from "./store/collection.js";
import { idFromName } from "./store/ids.js";
import { describeDamage } from "./store/json-file.js";
import { readRegularFile } from "./store/read-file.js";

const ENDING = ".claims.json";

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

  constructor(ports: Pick<ServicePorts, "dataFolder" | "shippedFolder" | "fs" | "now">) {
    const { dataFolder, shippedFolder } = ports;
    const trash = path.join(dataFolder, "trash", "claims");
    this.#own = new Collection(ports, path.join(dataFolder, "claims"), trash, ENDING);
    this.#shipped =
      shippedFolder === undefined
        ? undefined
        : new Collection(ports, shippedFolder, path.join(dataFolder, "trash", "shipped"), ENDING);
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
  return { id, name: id, origin, damage: `${id}${ENDING} cannot be read: ${why}` };
}
