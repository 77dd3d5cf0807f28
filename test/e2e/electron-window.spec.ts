import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { ElectronApplication } from "@playwright/test";
import {
  call,
  environment,
  expect,
  OUR_PAGE,
  profileSwitch,
  ROOT,
  SWITCHES,
  test,
} from "./electron.fixture.js";

interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function bounds(app: ElectronApplication): Promise<Bounds | undefined> {
  return app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds());
}

test("the window opens with its page, painted and answered", async ({ launch }) => {
  const started = performance.now();
  const { app, page } = await launch();
  await page.waitForLoadState("domcontentloaded");
  const reply = await call(page, "system.info", {});
  const interactiveMs = performance.now() - started;
  test
    .info()
    .annotations.push({ type: "interactive", description: `${interactiveMs.toFixed(0)} ms` });
  console.log(`launch to interactive: ${interactiveMs.toFixed(0)} ms`);
  expect(reply).toMatchObject({ kind: "result", output: { version: expect.any(String) } });
  expect(page.url()).toMatch(OUR_PAGE);
  expect(await page.title()).toContain("Headroom");
  await expect
    .poll(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible()))
    .toBe(true);
  await page.screenshot({ path: path.join(ROOT, "artefacts/electron-window.png") });
});

test("before its first paint the window has the theme's own ground", async ({
  desktop: { app },
}) => {
  const colours = await app.evaluate(({ BrowserWindow, nativeTheme }) => {
    const [window] = BrowserWindow.getAllWindows();
    const found: (string | undefined)[] = [];
    for (const theme of ["dark", "light"] as const) {
      nativeTheme.themeSource = theme;
      nativeTheme.emit("updated");
      found.push(window?.getBackgroundColor().toLowerCase());
    }
    return found;
  });
  expect(colours).toEqual(["#0e1013", "#f6f7f9"]);
});

test("a second launch shows the first window and ends", async ({ desktop: { app }, home }) => {
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
  const executable = await app.evaluate(() => process.execPath);
  const second = spawn(executable, [...SWITCHES, profileSwitch(home), ROOT], {
    env: environment(home),
    stdio: "ignore",
  });
  const code = await new Promise((resolve) => second.once("exit", resolve));
  expect(code).toBe(0);
  await expect
    .poll(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible()))
    .toBe(true);
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
});

test("the window comes back where it was, at its last address", async ({ launch }) => {
  const wanted = { x: 60, y: 40, width: 1000, height: 700 };
  const first = await launch();
  const address = "#/audit/article?claims=article";
  await first.page.evaluate((hash) => (location.hash = hash), address);
  await expect(
    first.page.getByRole("main").getByRole("combobox", { name: "Claim set" }),
  ).toHaveValue("article");
  await first.app.evaluate(({ BrowserWindow }, target) => {
    BrowserWindow.getAllWindows()[0]?.setBounds(target);
  }, wanted);
  await expect.poll(() => bounds(first.app)).toEqual(wanted);
  await first.quit();
  const second = await launch();
  expect(await bounds(second.app)).toEqual(wanted);
  await expect(
    second.page.getByRole("main").getByRole("combobox", { name: "Claim set" }),
  ).toHaveValue("article");
  expect(await second.page.evaluate(() => location.hash)).toBe(address);
});

test("a place that no display shows any more is forgotten", async ({ launch, home }) => {
  const first = await launch();
  await first.quit();
  const file = path.join(home, "profile", "window.json");
  const kept: Record<string, unknown> = JSON.parse(await readFile(file, "utf8"));
  await writeFile(file, JSON.stringify({ ...kept, x: 90_000, y: 90_000 }));
  const second = await launch();
  const found = await bounds(second.app);
  expect(found?.x).toBeLessThan(10_000);
  expect(found?.y).toBeLessThan(10_000);
});

for (const [what, content] of [
  ["a truncated file", '{"x":1,"y"'],
  ["numbers out of range", '{"x":1e9,"y":0,"width":-5,"height":1e300,"maximised":false}'],
  ["another type", '"large"'],
] as const) {
  test(`a damaged window state does not keep the window from opening: ${what}`, async ({
    launch,
    home,
  }) => {
    const first = await launch();
    await first.quit();
    await writeFile(path.join(home, "profile", "window.json"), content);
    const second = await launch();
    const found = await bounds(second.app);
    expect(found?.width).toBeGreaterThanOrEqual(800);
  });
}

test("a page whose process dies is loaded again", async ({ desktop: { app, page } }) => {
  expect((await call(page, "system.info", {})).kind).toBe("result");
  const reloaded = app.evaluate(
    ({ BrowserWindow }) =>
      new Promise<string | undefined>((resolve) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents;
        contents?.once("did-finish-load", () => resolve(contents.getURL()));
        contents?.forcefullyCrashRenderer();
      }),
  );
  expect(await reloaded).toMatch(OUR_PAGE);
});
