import { readdir, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { once } from "node:events";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createClient } from "../../../engine/contract/client.js";
import { createDispatch } from "../../../engine/contract/service.js";
import { createEngine } from "../../../engine/services/index.js";
import { servicePorts } from "../../contract/services.js";
import { temporaryFolder } from "../../contract/temporary.js";

/** Of no published shape: only whoever holds it can know it for a secret. */
const KEY = "the-quick-brown-key-of-lazy-dogs";

/** A server, and everything it was sent. */
async function listening(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const bodies: string[] = [];
  const authorizations = new Set<string | undefined>();
  const server = createServer((request, response) => {
    authorizations.add(request.headers.authorization);
    let body = "";
    request.setEncoding("utf8").on("data", (part: string) => (body += part));
    request.on("end", () => {
      bodies.push(body);
      answer(request, response);
    });
  }).listen(0, "127.0.0.1");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  return { url: `http://127.0.0.1:${port}`, bodies, authorizations };
}

test("the key in use is in no log, trace, export, figure or message, though user and server say it", async () => {
  const model = await listening((_, response) => {
    response.writeHead(401, { "content-type": "application/json" });
    const message = `no such key: ${KEY}`;
    response.end(
      JSON.stringify({ type: "error", error: { type: "authentication_error", message } }),
    );
  });
  const collector = await listening((_, response) => response.end("{}"));
  const folder = await temporaryFolder();
  const engine = createEngine(
    servicePorts(folder, {
      keys: { read: async (name) => (name === "SHOP_KEY" ? KEY : undefined) },
      otlpEndpoint: collector.url,
    }),
  );
  const client = createClient(createDispatch(engine.services));
  const { registry } = await client.call("registry.read", {});
  registry.models["shop"] = [
    { version: "1", modelId: `model-${KEY}`, server: model.url, keyName: "SHOP_KEY", prices: [] },
  ];
  await client.call("registry.write", { registry });
  const heard: unknown[] = [];
  const message = `My key is ${KEY}, keep it.`;
  const started = await client.call(
    "session.start",
    { workload: "customer-support", model: "shop", message },
    { onEvent: (event) => heard.push(event) },
  );
  const { id } = started.session;
  const shown = await client.call("session.show", { id });
  const { text: exported } = await client.call("session.export", { id });
  const { text: metrics } = await client.call("system.metrics", {});
  await engine.close();
  const sessions = path.join(folder, "sessions");
  const files = await Promise.all(
    (await readdir(sessions)).map((name) => readFile(path.join(sessions, name), "latin1")),
  );
  // It was used, and everybody had something to say.
  expect([...model.authorizations]).toEqual([`Bearer ${KEY}`]);
  expect(shown.session.message).toContain("refuses the key");
  expect(exported).toContain("My key is [redacted known-secret]");
  expect(collector.bodies.join("")).toContain("chat model-[redacted known-secret]");
  const said = { heard, shown, exported, metrics, traces: collector.bodies, files, ended: started };
  for (const [where, what] of Object.entries(said)) {
    expect(JSON.stringify(what), where).not.toContain(KEY);
  }
});
