import { networkInterfaces } from "node:os";
import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { METHOD_NAMES } from "../../engine/contract/methods.js";
import { MINIMAL } from "../contract/minimal.js";
import { samplesOf } from "../unit/agent/telemetry.fixture.js";
import { SECRET_OUTSIDE, serverFixture } from "./server.fixture.js";

/** What a browser sends to open a WebSocket. */
function upgrade(host: string, extra = ""): string {
  return (
    `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
    `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n${extra}\r\n`
  );
}

describe("the token", () => {
  it("opens the engine to whoever holds it", async () => {
    const { call } = await serverFixture();
    const { status, body } = await call();
    expect(status).toBe(200);
    expect(JSON.parse(body)).toMatchObject({ version: "0.0.0-test" });
  });

  it("is another one at every launch, of 32 random bytes", async () => {
    const [one, two] = [await serverFixture(), await serverFixture()];
    expect(one.server.token).not.toBe(two.server.token);
    expect(Buffer.from(one.server.token, "base64url")).toHaveLength(32);
    expect(
      (await one.call({ headers: { Authorization: `Bearer ${two.server.token}` } })).status,
    ).toBe(401);
  });

  it.each([
    ["missing", () => undefined],
    ["empty", () => ""],
    ["without its scheme", (token: string) => token],
    ["under another scheme", (token: string) => `Basic ${token}`],
    ["shortened", (token: string) => `Bearer ${token.slice(0, -1)}`],
    ["lengthened", (token: string) => `Bearer ${token}x`],
    ["in another case", (token: string) => `Bearer ${token.toUpperCase()}`],
  ])("refuses one that is %s", async (_what, header) => {
    const { call, server } = await serverFixture();
    const { status, body } = await call({ headers: { Authorization: header(server.token) } });
    expect(status).toBe(401);
    expect(JSON.parse(body)).toMatchObject({ failure: { code: "refused" } });
  });

  it("is asked for on every method, and on paths that are none", async () => {
    const { call } = await serverFixture();
    const headers = { Authorization: undefined };
    for (const name of [...METHOD_NAMES, "no.such", "", "../api/system.info"]) {
      expect((await call({ path: `/api/${name}`, headers })).status).toBe(401);
    }
    for (const path of ["/api", "/API/system.info", "/api?x", "/api/system.info?a=b"]) {
      expect((await call({ path, headers })).status).toBe(401);
    }
  });

  it("is never told by a GET, a HEAD or a refusal, and not taken from the address", async () => {
    const { call, server } = await serverFixture();
    const headers = { Authorization: undefined };
    const answers = await Promise.all([
      call({ method: "GET", path: "/", headers }),
      call({ method: "GET", path: "/assets/app.js", headers }),
      call({ method: "GET", path: "/api/system.info" }),
      call({ method: "HEAD", path: "/", headers }),
      call({ method: "OPTIONS", path: "/api/system.info" }),
      call({ method: "TRACE", path: "/" }),
      call({ path: `/api/system.info?token=${server.token}`, headers }),
    ]);
    for (const { body, headers: sent } of answers) {
      expect(body + JSON.stringify(sent)).not.toContain(server.token);
    }
    expect(answers.at(-1)?.status).toBe(401);
  });
});

describe("Host, Origin and Sec-Fetch-Site", () => {
  it.each(["localhost", "evil.example", "127.0.0.1", "[::1]", "127.0.0.1.evil.example", "127.1"])(
    "refuses the name %s, whatever its port, even for the page",
    async (name) => {
      const { call, port } = await serverFixture();
      for (const host of [name, `${name}:${port + 1}`, `${name}:80`]) {
        expect((await call({ headers: { Host: host } })).status).toBe(403);
        expect((await call({ method: "GET", path: "/", headers: { Host: host } })).status).toBe(
          403,
        );
      }
    },
  );

  it.each([
    "null",
    "http://evil.example",
    "https://127.0.0.1",
    "http://localhost",
    "headroom://app",
    "",
    "http://127.0.0.1.evil.example",
  ])("refuses the origin %s", async (origin) => {
    const { call, server, port } = await serverFixture();
    expect((await call({ headers: { Origin: origin } })).status).toBe(403);
    expect((await call({ headers: { Origin: `${origin}:${port}` } })).status).toBe(403);
    expect((await call({ headers: { Origin: `${server.origin}/` } })).status).toBe(403);
  });

  it("accepts its own origin, and answers no preflight", async () => {
    const { call, server } = await serverFixture();
    expect((await call({ headers: { Origin: server.origin } })).status).toBe(200);
    const preflight = await call({ method: "OPTIONS", headers: { Origin: "http://evil.example" } });
    expect(preflight.status).toBe(403);
    expect(preflight.headers["access-control-allow-origin"]).toBeUndefined();
  });

  it.each(["cross-site", "same-site", "anything"])("refuses Sec-Fetch-Site: %s", async (site) => {
    const { call } = await serverFixture();
    const headers = { "Sec-Fetch-Site": site };
    expect((await call({ headers })).status).toBe(403);
    expect((await call({ method: "GET", path: "/", headers })).status).toBe(403);
    const script = { ...headers, "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "script" };
    expect((await call({ method: "GET", path: "/assets/app.js", headers: script })).status).toBe(
      403,
    );
  });

  it("lets a link in another page open the page, and nothing else", async () => {
    const { call } = await serverFixture();
    const headers = {
      "Sec-Fetch-Site": "cross-site",
      "Sec-Fetch-Mode": "navigate",
      "Sec-Fetch-Dest": "document",
    };
    expect((await call({ method: "GET", path: "/", headers })).status).toBe(200);
    expect((await call({ headers })).status).toBe(403);
    const frame = { ...headers, "Sec-Fetch-Dest": "iframe" };
    expect((await call({ method: "GET", path: "/", headers: frame })).status).toBe(403);
  });
});

describe("upgrades", () => {
  it("are refused: by the same checks first, and then because there is nothing to upgrade to", async () => {
    const { raw, port } = await serverFixture();
    const own = `127.0.0.1:${port}`;
    expect(await raw(upgrade(own))).toMatch(/^HTTP\/1\.1 404 /);
    expect(await raw(upgrade("evil.example"))).toMatch(/^HTTP\/1\.1 403 /);
    expect(await raw(upgrade(own, "Origin: http://evil.example\r\n"))).toMatch(/^HTTP\/1\.1 403 /);
  });

  it("does no tunnel", async () => {
    const { raw } = await serverFixture();
    expect(
      await raw("CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n"),
    ).not.toContain("200");
  });
});

describe("the page", () => {
  it("is served with a policy that allows no foreign or inline script", async () => {
    const { call } = await serverFixture();
    const { status, headers } = await call({ method: "GET", path: "/" });
    expect(status).toBe(200);
    expect(headers["content-type"]).toBe("text/html; charset=utf-8");
    const policy = String(headers["content-security-policy"]);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["referrer-policy"]).toBe("no-referrer");
    expect(headers["access-control-allow-origin"]).toBeUndefined();
  });

  it.each([
    "/../secret.json",
    "/%2e%2e/secret.json",
    "/%2e%2e%2fsecret.json",
    "/..%2fsecret.json",
    "/..%5csecret.json",
    "/..\\secret.json",
    "/%252e%252e/secret.json",
    "/assets/../../secret.json",
    "/assets/..%00/secret.json",
    "/assets/app.js%00.html",
    "/assets/link.json",
    "//etc/passwd",
    "/etc/passwd",
    "/%2fetc%2fpasswd",
    "/C:/secret.json",
    "/.index.html",
    "/assets/",
    "/assets",
    "/%",
    "/%ff",
    "/index.html/",
    "/assets/app.js::$DATA",
  ])("holds %s back", async (target) => {
    const { call } = await serverFixture();
    const { status, body } = await call({ method: "GET", path: target });
    expect([400, 404]).toContain(status);
    expect(body).not.toContain(SECRET_OUTSIDE);
  });

  it("cannot be reached through an absolute address in the request line", async () => {
    const { raw, port } = await serverFixture();
    const answer = await raw(
      `GET http://evil.example/ HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 404 /);
  });

  it("cannot be written", async () => {
    const { call } = await serverFixture();
    for (const method of ["PUT", "DELETE", "PATCH", "POST"]) {
      const headers = { "Content-Type": method === "DELETE" ? undefined : "application/json" };
      expect((await call({ method, path: "/index.html", headers })).status).toBe(405);
    }
  });
});

describe("a call", () => {
  it.each([
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "scenario",
    "simulate.",
    "simulate/x",
  ])("of %s finds no method", async (name) => {
    const { call } = await serverFixture();
    const { status, body } = await call({ path: `/api/${name}` });
    expect(status).toBe(404);
    expect(JSON.parse(body)).toMatchObject({ failure: { code: "not-found" } });
  });

  it("is made by POST", async () => {
    const { call } = await serverFixture();
    expect((await call({ method: "GET" })).status).toBe(405);
    expect((await call({ method: "PUT" })).status).toBe(405);
  });

  it.each([
    undefined,
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/jsonp",
  ])("must be JSON, not %s", async (type) => {
    const { call } = await serverFixture();
    expect((await call({ headers: { "Content-Type": type } })).status).toBe(415);
  });

  it.each([
    ["truncated", "{"],
    ["empty", ""],
    ["not UTF-8", Uint8Array.of(0x7b, 0xff, 0x7d)],
    ["no JSON", "NaN"],
    ["a list", "[]"],
    ["null", "null"],
    ["an unknown field", '{"colour":1}'],
    ["a polluting field", '{"__proto__":{"polluted":true}}'],
    ["very deep", `${"[".repeat(10_000)}${"]".repeat(10_000)}`],
  ])("with a body that is %s is the caller's fault", async (_what, body) => {
    const { call } = await serverFixture();
    const { status, body: answer } = await call({ body });
    expect(status).toBe(400);
    expect(JSON.parse(answer)).toMatchObject({ failure: { code: "invalid-input" } });
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  it("names path, expected and found of what is wrong in its input", async () => {
    const { call } = await serverFixture();
    const scenario = { ...MINIMAL, workloads: [] };
    const { status, body } = await call({
      path: "/api/simulate",
      body: JSON.stringify({ scenario }),
    });
    expect(status).toBe(400);
    expect(JSON.parse(body)).toMatchObject({
      failure: { problems: [{ path: "scenario.workloads", found: "an array of 0" }] },
    });
  });

  it.each([16_000_001, 50_000_000])("of %i bytes is cut off", async (size) => {
    const { call } = await serverFixture();
    // The server may hang up while the client still sends; either way nothing is taken in.
    const outcome = await call({ body: `{"text":"${"x".repeat(size)}"}` }).then(
      ({ status }) => status,
      () => "hung up",
    );
    expect([413, "hung up"]).toContain(outcome);
    expect((await call()).status).toBe(200);
  });

  it("streams events and the result as lines where it asks for them", async () => {
    const { call } = await serverFixture();
    const { headers, body } = await call({ headers: { Accept: "application/x-ndjson" } });
    expect(headers["content-type"]).toBe("application/x-ndjson");
    expect(JSON.parse(body)).toMatchObject({ kind: "result", output: { version: "0.0.0-test" } });
    const bad = await call({ path: "/api/run.read", headers: { Accept: "application/x-ndjson" } });
    expect(bad.status).toBe(400);
    expect(JSON.parse(bad.body)).toMatchObject({
      kind: "error",
      failure: { code: "invalid-input" },
    });
  });
});

describe("the connection", () => {
  it("cancels its call when it closes", async () => {
    const { port, server, calls } = await serverFixture();
    const body = JSON.stringify({ scenario: MINIMAL });
    const socket = connect(port, "127.0.0.1");
    socket.write(
      `POST /api/simulate HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${server.token}\r\n` +
        `Accept: application/x-ndjson\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    await new Promise((resolve) => socket.once("data", resolve));
    expect(calls).toEqual({ running: 1, cancelled: 0 });
    socket.destroy();
    await expect.poll(() => calls.cancelled).toBe(1);
  });

  it("does not outlive the server, and its calls are cancelled", async () => {
    const { call, server, calls } = await serverFixture();
    const open = call({ path: "/api/simulate", body: JSON.stringify({ scenario: MINIMAL }) }).catch(
      () => "hung up",
    );
    await expect.poll(() => calls.running).toBe(1);
    await server.close();
    expect(await open).toBe("hung up");
    await expect.poll(() => calls.cancelled).toBe(1);
  });

  it("ends for a client that sends its request too slowly", async () => {
    const { port, raw } = await serverFixture(300);
    const head = raw("POST /api/system.info HTTP/1.1\r\nHost: x");
    const body = raw(
      `POST /api/system.info HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{`,
    );
    expect(await head).toMatch(/408|^$/);
    expect(await body).toMatch(/401|408|^$/);
  });

  it("can be had on loopback alone", async () => {
    const { port } = await serverFixture();
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ internal, family }) => !internal && family === "IPv4");
    for (const { address } of others) {
      const outcome = await Promise.race([
        new Promise((resolve) => {
          const socket = connect(port, address, () => resolve("connected"));
          socket.on("error", () => resolve("refused"));
        }),
        delay(2000, "refused"),
      ]);
      expect(outcome).toBe("refused");
    }
  });
});

describe("/metrics", () => {
  it("is for whoever has the token, in the text format of Prometheus", async () => {
    const { call } = await serverFixture();
    for (const path of ["/metrics", "/METRICS", "/metrics?x=1", "/metrics/"]) {
      for (const method of ["GET", "POST", "HEAD"]) {
        const refused = await call({ method, path, headers: { Authorization: undefined } });
        expect(refused.status).toBe(401);
        expect(refused.body).not.toContain("headroom_");
      }
    }
    const { status, headers, body } = await call({ method: "GET", path: "/metrics" });
    expect(status).toBe(200);
    expect(headers["content-type"]).toBe("text/plain; version=0.0.4; charset=utf-8");
    expect(samplesOf(body).get("headroom_log_append_duration_seconds_count")).toBe(0);
  });

  it("is not for another site's script", async () => {
    const { call } = await serverFixture();
    const headers = { Origin: "http://evil.example" };
    expect((await call({ method: "GET", path: "/metrics", headers })).status).toBe(403);
  });
});
