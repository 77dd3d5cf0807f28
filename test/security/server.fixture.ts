import { request } from "node:http";
import type { IncomingHttpHeaders } from "node:http";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import path from "node:path";
import { onTestFinished } from "vitest";
import { CancelledError } from "../../engine/base/progress.js";
import type { ReplicationRunner } from "../../engine/simulator/port.js";
import { startServer } from "../../main/server/server.js";
import type { RunningServer } from "../../main/server/server.js";
import { dispatchOver } from "../contract/services.js";
import { temporaryFolder } from "../contract/temporary.js";

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Fixture {
  readonly server: RunningServer;
  readonly port: number;
  /** Simulations that wait to be cancelled, and those that were. */
  readonly calls: { running: number; cancelled: number };
  /** A well-behaved call, of which a test changes one thing. */
  readonly call: (change?: Partial<Call>) => Promise<Answer>;
  /** Sends bytes as they are and gives back everything that comes until the server hangs up. */
  readonly raw: (bytes: string) => Promise<string>;
}

interface Call {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string | Uint8Array | undefined;
}

export const SECRET_OUTSIDE = "outside the page's folder";

/** A server over real services and a page folder with a trap beside it and a link that leads there. */
export async function serverFixture(requestTimeoutMs = 30_000): Promise<Fixture> {
  const folder = await temporaryFolder();
  const page = path.join(folder, "page");
  await mkdir(path.join(page, "assets"), { recursive: true });
  await writeFile(path.join(page, "index.html"), "<!doctype html><title>page</title>");
  await writeFile(path.join(page, "assets", "app.js"), "export {};");
  await writeFile(path.join(folder, "secret.json"), SECRET_OUTSIDE);
  await symlink(path.join(folder, "secret.json"), path.join(page, "assets", "link.json"));

  const calls = { running: 0, cancelled: 0 };
  const runner: ReplicationRunner = {
    threads: 0,
    run: (_jobs, { signal, onProgress }) =>
      new Promise((_resolve, reject) => {
        calls.running += 1;
        onProgress({ stage: "waiting", fraction: 0 });
        signal.addEventListener("abort", () => {
          calls.cancelled += 1;
          reject(new CancelledError());
        });
      }),
    close: () => Promise.resolve(),
  };
  const server = await startServer({
    dispatch: dispatchOver(path.join(folder, "data"), { runner }),
    pageFolder: page,
    requestTimeoutMs,
  });
  onTestFinished(() => server.close());
  const { port: portText, host } = new URL(server.origin);
  const port = Number(portText);

  const call = (change: Partial<Call> = {}): Promise<Answer> => {
    const { method = "POST", path: target = "/api/system.info", body = "{}" } = change;
    const headers = {
      Host: host,
      Authorization: `Bearer ${server.token}`,
      "Content-Type": "application/json",
      ...change.headers,
    };
    const sent = Object.entries(headers).filter(([, value]) => value !== undefined);
    return new Promise((resolve, reject) => {
      const outgoing = request(
        {
          host: "127.0.0.1",
          port,
          method,
          path: target,
          headers: Object.fromEntries(sent),
          agent: false,
        },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
          incoming.on("end", () =>
            resolve({
              status: incoming.statusCode ?? 0,
              headers: incoming.headers,
              body: Buffer.concat(chunks).toString(),
            }),
          );
          incoming.on("error", reject);
        },
      );
      outgoing.on("error", reject);
      // Node would send a body with other methods too, but say nothing of its length.
      outgoing.end(["POST", "PUT", "PATCH"].includes(method) ? body : undefined);
    });
  };

  const raw = (bytes: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
      let answer = "";
      socket.on("data", (chunk) => (answer += chunk.toString()));
      socket.on("close", () => resolve(answer));
      socket.on("error", reject);
    });

  return { server, port, calls, call, raw };
}
