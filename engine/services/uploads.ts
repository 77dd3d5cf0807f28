import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { HeadroomError } from "../contract/errors.js";
import type { Services } from "../contract/service.js";
import { UPLOAD_MAX_BYTES } from "../contract/uploads.js";
import type { ServicePorts } from "./ports.js";
import { errorCode, writing } from "./store/file-system.js";
import { readRegularFile } from "./store/read-file.js";

/** What a window left behind that was closed in the middle. */
const LEFTOVER_AGE_MS = 24 * 3_600_000;

/** Long texts on their way in: files that stay only until they were read. */
export class Uploads {
  readonly #ports: Pick<ServicePorts, "fs" | "now">;
  readonly #folder: string;

  constructor(ports: Pick<ServicePorts, "fs" | "now" | "dataFolder">) {
    this.#ports = ports;
    this.#folder = path.join(ports.dataFolder, "uploads");
  }

  /** `upload.append` and `upload.remove`. */
  services(): Pick<Services, "upload.append" | "upload.remove"> {
    return {
      "upload.append": async ({ id, at, text }) => ({ id, bytes: await this.append(id, at, text) }),
      "upload.remove": async ({ id }) => {
        await this.#erase(this.#fileOf(id));
        return { id };
      },
    };
  }

  /** Writes a part and gives the bytes so far. Throws `conflict` where parts before it are missing. */
  async append(id: string, at: number, text: string): Promise<number> {
    const bytes = Buffer.from(text, "utf8");
    if (at + bytes.length > UPLOAD_MAX_BYTES) {
      const expected = `at most ${UPLOAD_MAX_BYTES} bytes in all`;
      throw new HeadroomError("invalid-input", "the text is too long", [
        { path: "text", expected, found: `${at + bytes.length} bytes` },
      ]);
    }
    const file = this.#fileOf(id);
    if (at === 0) await this.#begin();
    else {
      const size = await sizeOf(file);
      if (size !== at) {
        const found = `${size ?? 0} bytes of it are here, not ${at}`;
        throw new HeadroomError("conflict", `the upload ${id} cannot go on: ${found}`);
      }
    }
    await writing(file, async () => {
      const handle = await this.#ports.fs.open(file, at === 0 ? "w" : "r+", 0o600);
      try {
        await handle.write(bytes, 0, bytes.length, at);
      } finally {
        await handle.close();
      }
    });
    return at + bytes.length;
  }

  /** The whole text. Throws `not-found` where there is none, `invalid-input` where it is no text. */
  async read(id: string): Promise<string> {
    const reading = await readRegularFile(this.#fileOf(id), UPLOAD_MAX_BYTES);
    if (reading.bytes === undefined) {
      throw new HeadroomError("not-found", `there is no upload ${id}`);
    }
    return new TextDecoder().decode(reading.bytes);
  }

  /** The text line by line, without line feeds: it need not fit into memory. Throws `not-found` where there is none. */
  async *lines(id: string): AsyncGenerator<string, void> {
    const file = this.#fileOf(id);
    if ((await sizeOf(file)) === undefined) {
      throw new HeadroomError("not-found", `there is no upload ${id}`);
    }
    // A line may be as long as the text: its pieces are put together once.
    let pieces: string[] = [];
    const chunks: AsyncIterable<string> = createReadStream(file, { encoding: "utf8" });
    for await (const chunk of chunks) {
      const [end = "", ...more] = chunk.split("\n");
      pieces.push(end);
      for (const next of more) {
        yield pieces.join("");
        pieces = [next];
      }
    }
    yield pieces.join("");
  }

  #fileOf(id: string): string {
    return path.join(this.#folder, `${id}.part`);
  }

  /** Makes the folder and takes out of it what nobody will come back for. */
  async #begin(): Promise<void> {
    await writing(this.#folder, () =>
      this.#ports.fs.mkdir(this.#folder, { recursive: true, mode: 0o700 }),
    );
    const oldest = this.#ports.now().getTime() - LEFTOVER_AGE_MS;
    for (const name of await readdir(this.#folder)) {
      const file = path.join(this.#folder, name);
      const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: Infinity }));
      if (name.endsWith(".part") && mtimeMs < oldest) await this.#erase(file);
    }
  }

  async #erase(file: string): Promise<void> {
    await writing(file, async () => {
      try {
        await this.#ports.fs.unlink(file);
      } catch (error) {
        if (errorCode(error) !== "ENOENT") throw error;
      }
    });
  }
}

async function sizeOf(file: string): Promise<number | undefined> {
  return stat(file).then(
    ({ size }) => size,
    () => undefined,
  );
}
