import { spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { listPackage } from "@electron/asar";
import { FuseV1Options, getCurrentFuseWire } from "@electron/fuses";
import type { Page } from "@playwright/test";
import { methods } from "../../engine/contract/methods.js";
import { call, environment, profileSwitch, ROOT, SWITCHES } from "./electron.fixture.js";
import { executableOf, expect, test } from "./packaged.fixture.js";

test("the package holds the build and the scenarios, and nothing else", ({ packaged }) => {
  const files = listPackage(path.join(packaged, "resources", "app.asar"), { isPack: false });
  const top = new Set(files.map((file) => file.split(path.sep)[1]));
  expect(top).toEqual(new Set(["node_modules", "out", "package.json", "scenarios"]));
  // Native modules alone; everything else is bundled, and what only tests need stays outside.
  expect(files).toContain("/node_modules/libsql/package.json");
  for (const tool of ["electron", "typescript", "vitest", "playwright"]) {
    expect(files).not.toContain(`/node_modules/${tool}/package.json`);
  }
  expect(files).toContain("/out/main/engine.js");
  expect(files).toContain("/out/main/simulation.js");
  expect(files).toContain("/scenarios/article.json");
  expect(files.filter((file) => /\.(map|ts|tsx)$/.test(file))).toEqual([]);
});

test("its fuses leave it no way to be another program", async ({ packaged }) => {
  const wire = await getCurrentFuseWire(executableOf(packaged));
  const off = [
    FuseV1Options.RunAsNode,
    FuseV1Options.EnableNodeOptionsEnvironmentVariable,
    FuseV1Options.EnableNodeCliInspectArguments,
    FuseV1Options.GrantFileProtocolExtraPrivileges,
  ];
  const on = [
    FuseV1Options.EnableCookieEncryption,
    FuseV1Options.EnableEmbeddedAsarIntegrityValidation,
    FuseV1Options.OnlyLoadAppFromAsar,
  ];
  // The wire holds the characters 0 and 1, as the executable does.
  const state = (fuse: FuseV1Options): string => String.fromCharCode(Number(wire[fuse]));
  expect(off.map(state)).toEqual(off.map(() => "0"));
  expect(on.map(state)).toEqual(on.map(() => "1"));
});

test("it shows its window and simulates in threads inside the archive", async ({
  home,
  shipped: { page },
}) => {
  const info = await answer(page, "system.info", {});
  expect(info).toMatchObject({ dataFolder: path.join(home, "data") });
  // The page is told to be visible only once the window is.
  await expect.poll(() => page.evaluate(() => document.visibilityState)).toBe("visible");

  const { scenario } = methods["scenario.read"].output.parse(
    await answer(page, "scenario.read", { id: "article" }),
  );
  const settings = { scenario, requests: 2000, replications: 2, seed: 1 };
  expect(await answer(page, "compare", settings)).toMatchObject({ table: expect.any(Array) });
  await page.screenshot({ path: path.join(ROOT, "artefacts/electron-packaged.png") });
});

test("its tools run: sandbox, threads, DuckDB and an MCP server of its own", async ({
  home,
  shipped: { page },
}) => {
  const tables = path.join(home, "tables");
  await mkdir(tables);
  await writeFile(path.join(tables, "orders.csv"), "id,usd\n1,20\n2,22\n");
  const texts = path.join(home, "texts");
  await mkdir(texts);
  await writeFile(path.join(texts, "refunds.md"), "A refund takes three working days.");
  const everything = path.join(
    ROOT,
    "node_modules/@modelcontextprotocol/server-everything/dist/index.js",
  );
  await answer(page, "settings.write", {
    settings: {
      live: {
        tools: { dataFolder: tables, documentsFolder: texts },
        policy: { bash: "allow" },
        mcpServers: [
          {
            transport: "stdio",
            name: "everything",
            command: "node",
            args: [everything],
            policy: "allow",
          },
        ],
      },
    },
  });
  const prompt = [
    'bash {"command": "echo sandboxed > kept.txt && cat kept.txt"}',
    'read_file {"path": "kept.txt"}',
    'sql_query {"sql": "select sum(usd) as sum from orders"}',
    'search_documents {"query": "refund"}',
    'everything_echo {"message": "heard"}',
  ].join("\n");
  const { session } = methods["session.start"].output.parse(
    await answer(page, "session.start", { prompt, model: "rehearsal-instant" }),
  );
  const { events } = methods["session.show"].output.parse(
    await answer(page, "session.show", { id: session.id }),
  );
  const said = JSON.stringify(events.at(-1)?.event);
  for (const answered of [
    /bash answered: .*sandboxed/,
    /read_file answered: .*sandboxed/,
    /sql_query answered: .*42/,
    /search_documents answered: .*three working days/,
    /everything_echo answered: .*heard/,
  ]) {
    expect(said).toMatch(answered);
  }
});

/** What the packaged engine answers to a call of its page. */
async function answer(page: Page, method: string, input: unknown): Promise<unknown> {
  const reply = await call(page, method, input);
  if (reply.kind !== "result") throw new Error(`${method}: ${JSON.stringify(reply)}`);
  return reply.output;
}

test("it refuses to be a plain Node", async ({ home, packaged }) => {
  const child = spawn(
    executableOf(packaged),
    [...SWITCHES, profileSwitch(home), "-p", "'as ' + 'node'"],
    {
      env: { ...environment(home), ELECTRON_RUN_AS_NODE: "1" },
      stdio: ["ignore", "pipe", "ignore"],
    },
  );
  const closed = new Promise((resolve) => child.once("close", resolve));
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
  // A Node would have printed and ended well within this; Headroom opens its window and stays.
  const outcome = await Promise.race([
    closed,
    new Promise((resolve) => setTimeout(() => resolve("running"), 2500)),
  ]);
  child.kill("SIGTERM");
  await closed;
  expect({ outcome, said }).toEqual({ outcome: "running", said: "" });
});
