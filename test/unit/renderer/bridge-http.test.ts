import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { createClient } from "../../../engine/contract/client.js";
import type { WireReply } from "../../../engine/contract/wire.js";
import type { LinkStatus } from "../../../renderer/bridge/bridge.js";
import { createHttpBridge } from "../../../renderer/bridge/http.js";
import { takeToken } from "../../../renderer/bridge/token.js";

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** A real HTTP server on loopback; the bridge must not be able to tell it from Headroom's. */
async function serve(handler: Handler, port = 0): Promise<{ origin: string; port: number }> {
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => (body += chunk));
    request.on("end", () => handler(request, response, body));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { origin: `http://127.0.0.1:${address.port}`, port: address.port };
}

const line = (reply: WireReply): string => `${JSON.stringify(reply)}\n`;
const result = (output: unknown): string => line({ kind: "result", id: 0, output });
const ndjson = { "Content-Type": "application/x-ndjson" };

function open(origin: string, token: string | undefined = "secret") {
  const bridge = createHttpBridge({ origin, token, retryEveryMs: 20 });
  const states: LinkStatus["state"][] = [];
  bridge.onStatus(({ state }) => states.push(state));
  return { bridge, client: createClient(bridge.dispatch), states };
}

const event = (fraction: number): string =>
  line({ kind: "event", id: 0, event: { kind: "progress", stage: "Größe", fraction } });

const answer: Handler = (_request, response) => {
  const info = { version: "1", dataFolder: "/", threads: 1, recovered: [] };
  response.writeHead(200, ndjson).end(result(info));
};

describe("the HTTP bridge", () => {
  it("posts the input with the token and asks for lines", async () => {
    const seen: unknown[] = [];
    const { origin } = await serve(({ method, url, headers }, response, body) => {
      seen.push(method, url, headers.authorization, headers.accept, JSON.parse(body));
      response.writeHead(200, ndjson).end(result({ id: "article" }));
    });
    const { client, states } = open(origin);
    expect(await client.call("draft.discard", { id: "article" })).toEqual({ id: "article" });
    expect(seen).toEqual([
      "POST",
      "/api/draft.discard",
      "Bearer secret",
      "application/x-ndjson",
      { id: "article" },
    ]);
    expect(states).toEqual(["starting", "ready"]);
  });

  it("passes events on as they come, also when a line arrives in pieces and splits a character", async () => {
    const { origin } = await serve((_request, response) => {
      const bytes = Buffer.from(event(0.25) + event(0.5) + result({ theme: "dark" }));
      response.writeHead(200, ndjson);
      // Byte by byte: "ö" and "ß" are two bytes each.
      let at = 0;
      const next = (): void => {
        if (at === bytes.length) response.end();
        else response.write(bytes.subarray(at, (at += 1)), () => setImmediate(next));
      };
      next();
    });
    const { bridge } = open(origin);
    const events: unknown[] = [];
    const output = await bridge.dispatch(
      "settings.read",
      {},
      {
        signal: new AbortController().signal,
        onEvent: (one) => events.push(one),
      },
    );
    expect(output).toEqual({ theme: "dark" });
    expect(events).toEqual([
      { kind: "progress", stage: "Größe", fraction: 0.25 },
      { kind: "progress", stage: "Größe", fraction: 0.5 },
    ]);
  });

  it("joins a result that comes in parts, in order with its events, and rests between the lines", async () => {
    const part = (items: number[]): string =>
      line({ kind: "part", id: 0, path: ["list"], json: JSON.stringify(items) });
    const { origin } = await serve((_request, response) => {
      const lines = part([1, 2]) + event(0.5) + part([3]) + result({ list: [], of: "a" });
      response.writeHead(200, ndjson).end(lines);
    });
    const log: unknown[] = [];
    const rest = async (): Promise<void> => void log.push("rest");
    const bridge = createHttpBridge({ origin, token: "secret", rest });
    const { signal } = new AbortController();
    const onEvent = (): void => void log.push("event");
    const output = await bridge.dispatch("settings.read", {}, { signal, onEvent });
    expect(output).toEqual({ list: [1, 2, 3], of: "a" });
    // Before each of four lines, and before each of two parts.
    expect(log).toEqual(["rest", "rest", "event", "rest", "rest", "rest", "rest"]);
  });

  it("hands on nothing of what has come once the call is cancelled", async () => {
    const { origin } = await serve((_request, response) => {
      response.writeHead(200, ndjson).end(event(0.25) + event(0.5) + result({}));
    });
    const own = new AbortController();
    const seen: unknown[] = [];
    const rest = async (): Promise<void> => {
      if (seen.length === 1) own.abort();
    };
    const bridge = createHttpBridge({ origin, token: "secret", rest });
    const onEvent = (one: unknown): void => void seen.push(one);
    const call = bridge.dispatch("settings.read", {}, { signal: own.signal, onEvent });
    await expect(call).rejects.toMatchObject({ code: "cancelled" });
    expect(seen).toHaveLength(1);
  });

  it("throws the failure the server tells, with its problems, whatever the status", async () => {
    const problems = [{ path: "brain.replicas", expected: "a number of at least 1", found: "0" }];
    const failure = { code: "invalid-input" as const, message: "not valid", problems };
    const { origin } = await serve((_request, response) => {
      response.writeHead(400, ndjson).end(line({ kind: "error", id: 0, failure }));
    });
    const { client } = open(origin);
    await expect(client.call("settings.read", {})).rejects.toMatchObject(failure);
  });

  it("cancels by hanging up", async () => {
    let hungUp = false;
    const { origin } = await serve((_request, response) => {
      response.writeHead(200, ndjson);
      response.write(line({ kind: "event", id: 0, event: 1 }));
      response.on("close", () => (hungUp = true));
    });
    const { bridge } = open(origin);
    const controller = new AbortController();
    const call = bridge.dispatch(
      "compare",
      {},
      {
        signal: controller.signal,
        onEvent: () => controller.abort(),
      },
    );
    await expect(call).rejects.toMatchObject({ code: "cancelled" });
    await expect.poll(() => hungUp).toBe(true);
  });

  it("says that a server is gone, and finds it again by itself", async () => {
    const first = await serve(answer);
    const { client, states } = open(first.origin);
    await client.call("system.info", {});
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
    await expect(client.call("system.info", {})).rejects.toMatchObject({ code: "unavailable" });
    expect(states.at(-1)).toBe("unreachable");
    await serve(answer, first.port);
    await expect.poll(() => states.at(-1)).toBe("ready");
  });

  it("takes an answer that breaks off as an interruption, not as a result", async () => {
    const { origin } = await serve((_request, response) => {
      response.writeHead(200, ndjson);
      response.write(line({ kind: "event", id: 0, event: 1 }), () => response.destroy());
    });
    const { client, states } = open(origin);
    await expect(client.call("settings.read", {})).rejects.toMatchObject({ code: "unavailable" });
    expect(states).toContain("unreachable");
  });

  it.each([401, 403])(
    "asks for a token when %d says that it has none that counts",
    async (status) => {
      const { origin } = await serve((_request, response) => response.writeHead(status).end());
      const { client, states } = open(origin);
      await expect(client.call("settings.read", {})).rejects.toMatchObject({ code: "unavailable" });
      expect(states.at(-1)).toBe("unauthorised");
    },
  );

  it("calls nothing without a token", async () => {
    let calls = 0;
    const { origin } = await serve((_request, response) => {
      calls += 1;
      response.end();
    });
    const bridge = createHttpBridge({ origin, token: undefined });
    const call = createClient(bridge.dispatch).call("settings.read", {});
    await expect(call).rejects.toMatchObject({ code: "unavailable" });
    expect(calls).toBe(0);
  });

  it("does not take a page of something else for an answer", async () => {
    const { origin } = await serve((_request, response) => response.end("<!doctype html>\n"));
    const { client } = open(origin);
    await expect(client.call("settings.read", {})).rejects.toMatchObject({ code: "internal" });
  });
});

/** Takes the token from an address and a storage that stand in for a page's. */
const place = (hash: string, stored: string | null = null) => {
  const kept = new Map<string, string>(stored === null ? [] : [["headroom.token", stored]]);
  const shown: string[] = [];
  const token = takeToken({
    location: { hash, pathname: "/", search: "" },
    history: { replaceState: (_data, _unused, url) => void shown.push(url) },
    storage: {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, value),
    },
  });
  return { token, shown, kept };
};

describe("the token", () => {
  it("goes from the address to this tab's storage", () => {
    const { token, shown, kept } = place("#token=abc-_123");
    expect(token).toBe("abc-_123");
    expect(shown).toEqual(["/"]);
    expect(kept.get("headroom.token")).toBe("abc-_123");
  });

  it("leaves a deep link behind", () => {
    expect(place("#token=abc&to=/scenario/article").shown).toEqual(["/#/scenario/article"]);
  });

  it("is found again after a reload, and does not touch an address without one", () => {
    expect(place("#/compare/article", "abc")).toMatchObject({ token: "abc", shown: [] });
    expect(place("#/compare/article").token).toBeUndefined();
  });
});
