import { readFile } from "node:fs/promises";
import { z } from "zod";
import { KeyName } from "../../../engine/contract/model-registry.js";
import type { KeyStore } from "../../../engine/services/ports.js";
import { replaceFile } from "../../../engine/services/store/atomic-write.js";
import { diskFileSystem } from "../../../engine/services/store/file-system.js";

/** The part of Electron's `safeStorage` that is used. */
export interface SafeStorage {
  isEncryptionAvailable(): boolean;
  /** Of Linux alone: `basic_text` is a password that everybody knows. */
  getSelectedStorageBackend?(): string;
  encryptString(text: string): Buffer;
  decryptString(encrypted: Buffer): string;
}

/** Ciphertext in base64, by the key's name. */
const KeyFile = z.strictObject({
  schema: z.literal("headroom/keys/v1"),
  keys: z.record(KeyName, z.base64()),
});

const UNPROTECTED = new Set(["basic_text", "unknown"]);

/**
 * Keys in a file, encrypted with what the operating system keeps for this user. Where it keeps nothing,
 * nothing is written.
 */
export class SafeKeyStore implements KeyStore {
  readonly #storage: SafeStorage;
  readonly #file: string;
  /** Changes follow each other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(storage: SafeStorage, file: string) {
    this.#storage = storage;
    this.#file = file;
  }

  async refusal(): Promise<string | undefined> {
    const backend = this.#storage.getSelectedStorageBackend?.();
    const advice = "Give it to this process alone, or set it in the environment";
    if (backend !== undefined && UNPROTECTED.has(backend)) {
      return `This system offers no protected key store (${backend}): install and unlock one, such as GNOME Keyring or KWallet. ${advice}`;
    }
    if (this.#storage.isEncryptionAvailable()) return undefined;
    return `This system's key store is not available. ${advice}`;
  }

  async read(name: string): Promise<string | undefined> {
    const encrypted = (await this.#load())[name];
    if (encrypted === undefined || (await this.refusal()) !== undefined) return undefined;
    try {
      return this.#storage.decryptString(Buffer.from(encrypted, "base64"));
    } catch {
      // Encrypted for another user or computer: as good as none, until it is given again.
      return undefined;
    }
  }

  async keep(name: string, key: string): Promise<void> {
    const refusal = await this.refusal();
    if (refusal !== undefined) throw new Error(refusal);
    const encrypted = this.#storage.encryptString(key).toString("base64");
    await this.#change((keys) => ({ ...keys, [name]: encrypted }));
  }

  async forget(name: string): Promise<void> {
    await this.#change((keys) =>
      Object.fromEntries(Object.entries(keys).filter(([other]) => other !== name)),
    );
  }

  async names(): Promise<string[]> {
    return Object.keys(await this.#load());
  }

  /** A file that is missing or damaged holds no key: whoever has one can give it again. */
  async #load(): Promise<Record<string, string>> {
    try {
      const parsed = KeyFile.safeParse(JSON.parse(await readFile(this.#file, "utf8")));
      return parsed.data?.keys ?? {};
    } catch {
      return {};
    }
  }

  #change(to: (keys: Record<string, string>) => Record<string, string>): Promise<void> {
    const changed = this.#last.then(() => this.#rewrite(to));
    this.#last = changed.catch(() => undefined);
    return changed;
  }

  async #rewrite(to: (keys: Record<string, string>) => Record<string, string>): Promise<void> {
    const before = await this.#load();
    const keys = to(before);
    if (JSON.stringify(keys) === JSON.stringify(before)) return;
    const text = JSON.stringify({ schema: "headroom/keys/v1", keys });
    await replaceFile(diskFileSystem, this.#file, `${text}\n`);
  }
}
