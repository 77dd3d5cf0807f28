import { createServer } from "node:http";
import type { RequestListener } from "node:http";
import { afterEach, describe, expect, it, vi } from "vitest";
import { guardedFetch } from "../../../engine/agent/hands/http/guarded-fetch.js";
import type { Resolve } from "../../../engine/agent/hands/http/guarded-fetch.js";
import { httpFetchTool } from "../../../engine/agent/hands/http/http-fetch.js";
import { isPublicAddress } from "../../../engine/agent/hands/http/public-address.js";
import { checkTarget } from "../../../engine/agent/hands/http/target.js";
import { ToolFault } from "../../../engine/agent/hands/tool-fault.js";
import { SSRF_ADDRESSES, SSRF_RESOLUTIONS } from "./ssrf-vectors.js";
import { fc } from "../../property.js";

const signal = new AbortController().signal;
const PUBLIC = "93.184.216.34";

const resolveTo = (...addresses: string[]) =>
  vi.fn<Resolve>(async () =>
    addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
  );

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A server of this machine; `host` is a name for it that only its own tests resolve. */
async function serve(listener: RequestListener) {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(`${request.headers.host ?? ""}${request.url ?? ""}`);
    listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no address");
  const host = `service.example:${address.port}`;
  return { seen, host, url: `http://${host}`, port: address.port };
}

it("knows at least sixty vectors", () => {
  expect(SSRF_ADDRESSES.length).toBeGreaterThanOrEqual(60);
});

it.each(SSRF_ADDRESSES)("refuses %j before it is resolved", async (address) => {
  const resolve = resolveTo(PUBLIC);
  await expect(
    guardedFetch(address, { policy: {}, signal, maxBytes: 10, resolve }),
  ).rejects.toThrow(ToolFault);
  expect(resolve).not.toHaveBeenCalled();
});

it.each(SSRF_RESOLUTIONS.map((addresses) => ({ addresses })))(
  "refuses a public name that resolves to $addresses",
  async ({ addresses }) => {
    await expect(
      guardedFetch("http://rebind.example.com/", {
        policy: {},
        signal,
        maxBytes: 10,
        resolve: resolveTo(...addresses),
      }),
    ).rejects.toThrow("which is not on the public internet");
  },
);

it.each([
  "http://example.com/",
  "https://example.com:8443/a?b=c",
  "http://93.184.216.34/",
  "http://[2606:2800:220:1::1]/",
  "https://EXAMPLE.com./",
  "http://example.com\\@127.0.0.1/",
])("lets %j through", (address) => {
  expect(checkTarget(address, {}).host).toMatch(
    /^(example\.com|93\.184\.216\.34|2606:2800:220:1::1)$/,
  );
});

it("an IPv4 address is judged the same in every spelling", () => {
  fc.assert(
    fc.property(fc.nat({ max: 2 ** 32 - 1 }), (number) => {
      const parts = [24, 16, 8, 0].map((shift) => (number >>> shift) & 255);
      const dotted = parts.join(".");
      const isAllowed = (host: string): boolean => {
        try {
          checkTarget(`http://${host}/`, {});
          return true;
        } catch {
          return false;
        }
      };
      const spellings = [
        dotted,
        String(number),
        `0x${number.toString(16)}`,
        `0${number.toString(8)}`,
        parts.map((part) => `0${part.toString(8)}`).join("."),
        parts.map((part) => `0x${part.toString(16)}`).join("."),
      ];
      expect(new Set(spellings.map(isAllowed))).toEqual(new Set([isPublicAddress(dotted)]));
      expect(isPublicAddress(`::ffff:${dotted}`)).toBe(false);
    }),
  );
});

describe("policy", () => {
  const policy = { allowedHosts: ["docs.example.com", "*.example.org"] };

  it.each(["http://docs.example.com/", "http://a.example.org/", "http://a.b.example.org/"])(
    "allows %s",
    (address) => {
      expect(checkTarget(address, policy).isTrusted).toBe(false);
    },
  );

  it.each([
    "http://example.com/",
    "http://xdocs.example.com/",
    "http://docs.example.com.evil.net/",
    "http://example.org/",
    "http://evilexample.org/",
    "http://93.184.216.34/",
  ])("refuses %s", (address) => {
    expect(() => checkTarget(address, policy)).toThrow("is not one of the allowed hosts");
  });

  it("a trusted host is trusted on its own port alone", () => {
    const trusting = { trustedHosts: ["127.0.0.1:9000"] };
    expect(checkTarget("http://127.0.0.1:9000/", trusting).isTrusted).toBe(true);
    expect(() => checkTarget("http://127.0.0.1:9001/", trusting)).toThrow(ToolFault);
    expect(() => checkTarget("http://127.0.0.1/", trusting)).toThrow(ToolFault);
  });
});

describe("a connection", () => {
  it("goes to the address that was checked: a name is asked once, and never again", async () => {
    const { url, host, seen } = await serve((_, response) => response.end("hello"));
    const resolve = vi
      .fn<Resolve>()
      .mockResolvedValueOnce([{ address: "127.0.0.1", family: 4 }])
      .mockRejectedValue(new Error("asked a second time"));
    const fetched = await guardedFetch(`${url}/a`, {
      policy: { trustedHosts: [host] },
      signal,
      maxBytes: 100,
      resolve,
    });
    expect(fetched.body.toString()).toBe("hello");
    expect(resolve).toHaveBeenCalledTimes(1);
    expect(seen).toEqual([`${host}/a`]);
  });

  it("goes to another of the addresses that were checked where one cannot be reached", async () => {
    const { url, host } = await serve((_, response) => response.end("hello"));
    const fetched = await guardedFetch(url, {
      policy: { trustedHosts: [host] },
      signal,
      maxBytes: 100,
      resolve: resolveTo("::1", "127.0.0.1"),
    });
    expect(fetched.body.toString()).toBe("hello");
  });

  it.each([
    ["to a private address", "http://127.0.0.1/admin"],
    ["to the metadata service", "http://169.254.169.254/latest/"],
    ["to a name of this network", "//metadata.google.internal/x"],
    ["to a file", "file:///etc/passwd"],
    ["with a user name", "http://user@example.com/"],
    ["to nowhere", "http://["],
  ])("is not redirected %s", async (_, location) => {
    const { url, host, seen } = await serve((__, response) =>
      response.writeHead(302, { location }).end(),
    );
    await expect(
      guardedFetch(url, {
        policy: { trustedHosts: [host] },
        signal,
        maxBytes: 100,
        resolve: resolveTo("127.0.0.1"),
      }),
    ).rejects.toThrow(ToolFault);
    expect(seen).toHaveLength(1);
  });

  it("is not redirected to the same machine on another port, nor for ever", async () => {
    const inner = await serve((_, response) => response.end("inner secret"));
    const outer = await serve((_, response) =>
      response.writeHead(307, { location: `http://127.0.0.1:${inner.port}/` }).end(),
    );
    const loop = await serve((_, response) =>
      response.writeHead(301, { location: "/again" }).end(),
    );
    const options = { signal, maxBytes: 100, resolve: resolveTo("127.0.0.1") };
    await expect(
      guardedFetch(outer.url, { ...options, policy: { trustedHosts: [outer.host] } }),
    ).rejects.toThrow(ToolFault);
    expect(inner.seen).toEqual([]);
    await expect(
      guardedFetch(loop.url, { ...options, policy: { trustedHosts: [loop.host] } }),
    ).rejects.toThrow("redirects more than 5 times");
    expect(loop.seen).toHaveLength(6);
  });

  it("is closed once the body is too long, and says so", async () => {
    const { url, host } = await serve((_, response) => {
      const flood = setInterval(() => response.write("x".repeat(10_000)), 1);
      response.on("close", () => clearInterval(flood));
    });
    const fetched = await guardedFetch(url, {
      policy: { trustedHosts: [host] },
      signal,
      maxBytes: 25_000,
      resolve: resolveTo("127.0.0.1"),
    });
    expect(fetched).toMatchObject({ isCut: true });
    expect(fetched.body.length).toBe(25_000);
  });

  it("takes nothing packed", async () => {
    const { url, host } = await serve((_, response) =>
      response.writeHead(200, { "content-encoding": "gzip" }).end("x"),
    );
    await expect(
      guardedFetch(url, {
        policy: { trustedHosts: [host] },
        signal,
        maxBytes: 100,
        resolve: resolveTo("127.0.0.1"),
      }),
    ).rejects.toThrow("answers packed with gzip");
  });

  it("ends when it is cut off, even while the body drips", async () => {
    const { url, host } = await serve((_, response) => response.write("x"));
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 50);
    await expect(
      guardedFetch(url, {
        policy: { trustedHosts: [host] },
        signal: stop.signal,
        maxBytes: 100,
        resolve: resolveTo("127.0.0.1"),
      }),
    ).rejects.toThrow("abort");
  });

  it("the tool answers with status and text, and refuses what is no text", async () => {
    const { url, host } = await serve((request, response) =>
      response
        .writeHead(200, { "content-type": request.url === "/image" ? "image/png" : "text/plain" })
        .end("hi"),
    );
    const tool = httpFetchTool({ trustedHosts: [host] }, resolveTo("127.0.0.1"));
    const unused = (): Promise<never> => Promise.reject(new Error("a fetch keeps nothing"));
    const effects = { append: unused, appendOnce: unused, find: unused };
    const state = { get: unused, set: unused, effects };
    const context = { idempotencyKey: "k", session: "s", signal, state };
    expect(await tool.execute({ url: `${url}/page` }, context)).toBe(`200 ${url}/page\n\nhi`);
    await expect(tool.execute({ url: `${url}/image` }, context)).rejects.toThrow(
      "is image/png, not a text",
    );
  });
});
