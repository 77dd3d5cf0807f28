import { HeadroomError } from "../../contract/errors.js";
import type { keyMethods, KeyState } from "../../contract/key-methods.js";
import type { Services } from "../../contract/service.js";
import type { KeyPort } from "../../agent/ports.js";
import type { LiveEngine } from "./live-engine.js";

/** As header values go: no spaces, nothing that is not ASCII. The text itself is in no message. */
const KEY = /^[\x21-\x7e]{6,4096}$/;

/** Keys given to this process, over those of the environment. They end with it. */
export class ProcessKeys implements KeyPort {
  readonly #environment: KeyPort;
  readonly #given = new Map<string, string>();

  constructor(environment: KeyPort) {
    this.#environment = environment;
  }

  get names(): string[] {
    return [...this.#given.keys()];
  }

  async read(name: string): Promise<string | undefined> {
    return this.#given.get(name) ?? this.#environment.read(name);
  }

  write(name: string, key: string): void {
    this.#given.set(name, key);
  }

  forget(name: string): void {
    this.#given.delete(name);
  }

  async state(name: string): Promise<KeyState> {
    if (this.#given.has(name)) {
      const message = `Kept for this process only, and gone when it ends. For every one, set ${name} in the environment`;
      return { name, source: "process", message };
    }
    const key = await this.#environment.read(name);
    return key === undefined || key === ""
      ? { name, source: "none", message: `Set ${name} in the environment` }
      : { name, source: "environment", message: `${name} is set in the environment` };
  }
}

/** The methods of keys. */
export function keyServices(
  live: LiveEngine,
  keys: ProcessKeys,
): Pick<Services, keyof typeof keyMethods> {
  return {
    "key.state": async () => {
      const { models } = await live.registry.read();
      const needed = Object.values(models).flatMap((versions) =>
        versions.flatMap(({ keyName }) => (keyName === undefined ? [] : [keyName])),
      );
      const names = [...new Set([...needed, ...keys.names])].toSorted();
      return { keys: await Promise.all(names.map((name) => keys.state(name))) };
    },
    "key.write": async ({ key: name, text }) => {
      const key = text.trim();
      if (!KEY.test(key)) {
        const expected = "6 to 4096 characters without spaces";
        throw new HeadroomError("invalid-input", "this is not a key", [
          { path: "text", expected, found: `${key.length} characters, not shown` },
        ]);
      }
      live.neverShow(key);
      keys.write(name, key);
      return { state: await keys.state(name) };
    },
    "key.forget": async ({ key: name }) => {
      keys.forget(name);
      return { state: await keys.state(name) };
    },
  };
}
