import { createServer } from "node:http";
import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { createClient } from "../../../engine/contract/client.js";
import { createDispatch } from "../../../engine/contract/service.js";
import { createEngine } from "../../../engine/services/index.js";
import { servicePorts } from "../../contract/services.js";
import { temporaryFolder } from "../../contract/temporary.js";

const NAME = "ANTHROPIC_API_KEY";
/** Of no published shape, so that no pattern can catch it. */
const KEY = "plain-words-as-a-key";

async function engineWith(environment: Readonly<Record<string, string>>) {
  const ports = servicePorts(await temporaryFolder(), {
    keys: { read: async (name) => environment[name] },
  });
  const engine = createEngine(ports);
  onTestFinished(() => engine.close());
  return createClient(createDispatch(engine.services));
}

/** A model server that takes any key, says it back in an error, and remembers what it was sent. */
async function talkativeServer() {
  const keys: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    keys.push(request.headers.authorization);
    response.writeHead(401, { "content-type": "application/json" });
    const message = `no such key: ${request.headers.authorization ?? ""} ${KEY}`;
    response.end(
      JSON.stringify({ type: "error", error: { type: "authentication_error", message } }),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const { port } = z.object({ port: z.number() }).parse(server.address());
  return { keys, url: `http://127.0.0.1:${port}` };
}

test("a key given goes before the environment's, is forgotten on request, and is never told", async () => {
  const client = await engineWith({ [NAME]: "from-the-environment" });
  const source = async () => (await client.call("key.state", {})).keys[0]?.source;
  expect(await source()).toBe("environment");
  const written = await client.call("key.write", { key: NAME, text: `${KEY}\n` });
  expect(written.state).toMatchObject({ name: NAME, source: "process" });
  expect(written.state.message).toContain("this process only");
  expect(await source()).toBe("process");
  const { state } = await client.call("key.forget", { key: NAME });
  expect(state.source).toBe("environment");
  const all = JSON.stringify([written, state, await client.call("key.state", {})]);
  expect(all).not.toContain(KEY);
  expect(all).not.toContain("from-the-environment");
});

test("what cannot be a key is refused without being shown", async () => {
  const client = await engineWith({});
  for (const text of ["", "short", "two words-of-a-key", "kéy-with-an-accent"]) {
    const failure = await client.call("key.write", { key: NAME, text }).catch((e: unknown) => e);
    expect(failure).toMatchObject({ code: "invalid-input", problems: [{ path: "text" }] });
    if (text !== "") expect(JSON.stringify(failure)).not.toContain(text);
  }
});

test("the key in use reaches the model server, and not the log, even when the server says it", async () => {
  const server = await talkativeServer();
  const client = await engineWith({});
  await client.call("registry.write", {
    registry: {
      schema: "headroom/models/v1",
      models: {
        theirs: [{ version: "1", modelId: "m", server: server.url, keyName: NAME, prices: [] }],
      },
      aliases: {},
    },
  });
  await client.call("key.write", { key: NAME, text: KEY });
  const { session } = await client.call("session.start", {
    workload: "recommendation",
    model: "theirs",
  });
  expect(server.keys).toEqual([`Bearer ${KEY}`]);
  expect(session).toMatchObject({ status: "paused", message: expect.stringMatching(/and resume/) });
  const { text } = await client.call("session.export", { id: session.id });
  expect(text).toContain("no such key");
  expect(text).not.toContain(KEY);
});
