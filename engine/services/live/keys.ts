import { HeadroomError } from "../../contract/errors.js";
import type { keyMethods, KeyState } from "../../contract/key-methods.js";
import type { Services } from "../../contract/service.js";
import type { KeyPort } from "../../agent/ports.js";
import type { KeyStore } from "../ports.js";
import type { LiveEngine } from "./live-engine.js";

/** As header values go: no spaces, nothing that is not ASCII. The text itself is in no message. */
const KEY = /^[\x21-\x7e]{6,4096}$/;

/** Of a host that has no way to keep a key safe. */
export const NO_KEY_STORE: KeyStore = {
  refusal: async () =>
    "Only the desktop app can keep keys, where the operating system protects them. Elsewhere they are set in the environment",
  read: async () => undefined,
  keep: async () => undefined,
  forget: async () => undefined,
  names: async () => [],
};

/** Keys given to this process go before those the operating system keeps, and these before the environment's. */
export class Keys implements KeyPort {
  readonly #environment: KeyPort;
  readonly #store: KeyStore;
  readonly #given = new Map<string, string>();

  constructor(environment: KeyPort, store: KeyStore) {
    this.#environment = environment;
    this.#store = store;
  }

  async names(): Promise<string[]> {
    return [...this.#given.keys(), ...(await this.#store.names())];
  }

  async read(name: string): Promise<string | undefined> {
    return (
      this.#given.get(name) ??
      (await this.#store.read(name)) ??
      (await this.#environment.read(name))
    );
  }

  /** Why a key cannot be kept beyond this process. */
  refusal(): Promise<string | undefined> {
    return this.#store.refusal();
  }

  give(name: string, key: string): void {
    this.#given.set(name, key);
  }

  /** Throws `unavailable` where the operating system does not protect it; it is then not taken at all. */
  async keep(name: string, key: string): Promise<void> {
    const refusal = await this.#store.refusal();
    if (refusal !== undefined) {
      throw new HeadroomError("unavailable", `the key was not kept. ${refusal}`);
    }
    await this.#store.keep(name, key);
    this.#given.delete(name);
  }

  async forget(name: string): Promise<void> {
    this.#given.delete(name);
    await this.#store.forget(name);
  }

  async state(name: string): Promise<KeyState> {
    if (this.#given.has(name)) {
      const message = `Held by this process only, and gone when it ends. For every one, set ${name} in the environment`;
      return { name, source: "process", message };
    }
    if ((await this.#store.read(name)) !== undefined) {
      const message = "Kept on this computer, encrypted by the operating system";
      return { name, source: "kept", message };
    }
    const key = await this.#environment.read(name);
    return key === undefined || key === ""
      ? { name, source: "none", message: `Set ${name} in the environment` }
      : { name, source: "environment", message: `${name} is set in the environment` };
  }
}

/** The methods of keys. */
export function keyServices(live: LiveEngine, keys: Keys): Pick<Services, keyof typeof keyMethods> {
  return {
    "key.state": async () => {
      const { models } = await live.registry.read();
      const needed = Object.values(models).flatMap((versions) =>
        versions.flatMap(({ keyName }) => (keyName === undefined ? [] : [keyName])),
      );
      const names = [...new Set([...needed, ...(await keys.names())])].toSorted();
      const refusal = await keys.refusal();
      const message =
        refusal ?? "Keys can be kept on this computer, encrypted by the operating system";
      return {
        keys: await Promise.all(names.map((name) => keys.state(name))),
        storage: { available: refusal === undefined, message },
      };
    },
    "key.write": async ({ key: name, text, keep }) => {
      const key = text.trim();
      if (!KEY.test(key)) {
        const expected = "6 to 4096 characters without spaces";
        throw new HeadroomError("invalid-input", "this is not a key", [
          { path: "text", expected, found: `${key.length} characters, not shown` },
        ]);
      }
      live.neverShow(key);
      if (keep) await keys.keep(name, key);
      else keys.give(name, key);
      return { state: await keys.state(name) };
    },
    "key.forget": async ({ key: name }) => {
      await keys.forget(name);
      return { state: await keys.state(name) };
    },
  };
}
