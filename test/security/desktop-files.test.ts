import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serveAppFile } from "../../main/desktop/app-files.js";
import { CONTENT_SECURITY_POLICY } from "../../main/host/page-files.js";

let outside: string;
let root: string;

beforeAll(async () => {
  outside = await mkdtemp(path.join(os.tmpdir(), "headroom-files-"));
  root = path.join(outside, "renderer");
  await mkdir(path.join(root, "assets"), { recursive: true });
  await writeFile(path.join(root, "index.html"), "<!doctype html><title>page</title>");
  await writeFile(path.join(root, "assets", "index-Ab_1-x.js"), "export {};");
  await writeFile(path.join(root, "assets", "data.bin"), "no type of ours");
  await mkdir(path.join(root, "folder.js"));
  await writeFile(path.join(outside, "secret.js"), "secret");
  await mkdir(path.join(outside, "renderer-twin"));
  await writeFile(path.join(outside, "renderer-twin", "secret.js"), "secret");
  await symlink(path.join(outside, "secret.js"), path.join(root, "link.js"));
  await symlink(outside, path.join(root, "up"));
  await symlink(path.join(outside, "renderer-twin"), path.join(root, "twin"));
  await symlink(path.join(root, "index.html"), path.join(root, "inner.html"));
  await symlink(path.join(root, "nowhere.js"), path.join(root, "dangling.js"));
});
afterAll(() => rm(outside, { recursive: true, force: true }));

const get = (url: string, method = "GET"): Promise<Response> => serveAppFile(root, { url, method });

describe("files of the page", () => {
  it.each([
    ["headroom://app/", "text/html; charset=utf-8"],
    ["headroom://app/index.html?x=1#y", "text/html; charset=utf-8"],
    ["headroom://app/assets/index-Ab_1-x.js", "text/javascript; charset=utf-8"],
    ["headroom://app/inner.html", "text/html; charset=utf-8"],
  ])("serves %s with its type and the policy", async (url, type) => {
    const response = await get(url);
    expect(response.status).toBe(200);
    expect(response.headers.get("Content-Type")).toBe(type);
    expect(response.headers.get("Content-Security-Policy")).toBe(CONTENT_SECURITY_POLICY);
    expect(response.headers.get("X-Content-Type-Options")).toBe("nosniff");
    expect((await response.text()).length).toBeGreaterThan(0);
  });

  it.each([
    "headroom://app/../secret.js",
    "headroom://app/assets/../../secret.js",
    "headroom://app/..%2fsecret.js",
    "headroom://app/%2e%2e/secret.js",
    "headroom://app/%2e%2e%2fsecret.js",
    "headroom://app/%252e%252e%252fsecret.js",
    "headroom://app/assets/..%5c..%5csecret.js",
    "headroom://app/..\\secret.js",
    "headroom://app/%00secret.js",
    "headroom://app/index.html%00.js",
    "headroom://app//etc/hosts.json",
    "headroom://app/%2fetc%2fhosts.json",
    "headroom://app/C:%5cWindows%5cwin.js",
    "headroom://app/C:/Windows/win.js",
    "headroom://app/index.html::$DATA",
    "headroom://app/%E0%A4%A",
    "headroom://app/%c0%ae%c0%ae/secret.js",
    "headroom://app/．．/secret.js",
    "headroom://app/link.js",
    "headroom://app/up/secret.js",
    "headroom://app/twin/secret.js",
    "headroom://app/dangling.js",
    "headroom://app/folder.js",
    "headroom://app/assets",
    "headroom://app/assets/",
    "headroom://app/assets/data.bin",
    "headroom://app/missing.js",
    "headroom://app/.hidden/config.json",
    "headroom://other/index.html",
    "headroom://app:80/index.html",
    "headroom://user@app/index.html",
    "file:///etc/hosts",
    "https://app/index.html",
    "not an address",
  ])("refuses %s", async (url) => {
    const response = await get(url);
    expect(response.status).toBe(404);
    expect(await response.text()).toBe("");
  });

  it.each(["POST", "PUT", "DELETE", "OPTIONS"])("refuses to %s", async (method) => {
    expect((await get("headroom://app/index.html", method)).status).toBe(405);
  });
});

describe("content security policy", () => {
  it("allows no inline script, no eval, no other host and no frame", () => {
    const directives = new Map(
      CONTENT_SECURITY_POLICY.split("; ").map((part) => {
        const [name, ...values] = part.split(" ");
        return [name, values.join(" ")] as const;
      }),
    );
    expect(directives.get("default-src")).toBe("'none'");
    expect(directives.get("script-src")).toBe("'self'");
    expect(directives.get("connect-src")).toBe("'self'");
    expect(directives.get("frame-src")).toBe("'none'");
    expect(CONTENT_SECURITY_POLICY).not.toMatch(/unsafe-eval|https?:|\*/);
  });
});
