import type { ElectronApplication, Page } from "@playwright/test";
import { call, expect, OUR_PAGE, test } from "./electron.fixture.js";

/** Addresses handed to the system's browser, recorded instead of opened. */
async function recordOpened(app: ElectronApplication): Promise<() => Promise<string[]>> {
  await app.evaluate(({ app: electron, shell }) => {
    const opened: string[] = [];
    Reflect.set(electron, "openedByTest", opened);
    shell.openExternal = async (url) => void opened.push(url);
  });
  return () => app.evaluate(({ app: electron }) => Reflect.get(electron, "openedByTest"));
}

/** Runs code as the page's own script does: what Playwright evaluates itself is exempt from the policy. */
async function inPage<T>(page: Page, body: () => T): Promise<T> {
  return page.evaluate(
    (source) =>
      new Promise<T>((resolve, reject) => {
        // oxlint-disable-next-line no-eval -- the function's text, before the policy applies
        const run: () => T = (0, eval)(`(${source})`);
        setTimeout(() => {
          try {
            resolve(run());
          } catch (error) {
            reject(error instanceof Error ? error : new Error(String(error)));
          }
        }, 0);
      }),
    body.toString(),
  );
}

test("the page has no Node and a frozen bridge", async ({ desktop: { page } }) => {
  const found = await page.evaluate(() => {
    const names = ["require", "process", "module", "exports", "Buffer", "global", "ipcRenderer"];
    return {
      globals: names.filter((name) => name in globalThis),
      bridge: Object.keys(window.headroom ?? {}).toSorted(),
      frozen: Object.isFrozen(window.headroom),
    };
  });
  expect(found.globals).toEqual([]);
  expect(found.bridge).toEqual([
    "alert",
    "chooseFolder",
    "onCommand",
    "onEngineStatus",
    "onReply",
    "onSaved",
    "savePdf",
    "send",
    "showSaved",
  ]);
  expect(found.frozen).toBe(true);
});

test("the window is sandboxed and isolated", async ({ desktop: { app } }) => {
  const preferences = await app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    if (contents === undefined) throw new Error("no window");
    // Electron's own tests read it, its types leave it out; nothing else tells what really applies.
    return Reflect.apply(Reflect.get(contents, "getLastWebPreferences"), contents, []);
  });
  expect(preferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webviewTag: false,
    webSecurity: true,
  });
});

test("the policy blocks inline script, inline handlers and eval", async ({ desktop: { page } }) => {
  const result = await inPage(page, () => {
    const script = document.createElement("script");
    script.textContent = "window.inlineRan = true";
    document.body.append(script);
    const button = document.createElement("button");
    button.setAttribute("onclick", "window.handlerRan = true");
    document.body.append(button);
    button.click();
    let evaluated = "ran";
    try {
      // oxlint-disable-next-line no-eval -- it is what the policy has to stop
      (0, eval)("1");
    } catch (error) {
      evaluated = error instanceof Error ? error.name : "threw";
    }
    return { inline: "inlineRan" in window, handler: "handlerRan" in window, evaluated };
  });
  expect(result).toEqual({ inline: false, handler: false, evaluated: "EvalError" });
});

test("the page reaches no network", async ({ desktop: { page } }) => {
  const outcome = await page.evaluate(async () => {
    const attempts = ["https://example.org/", "http://127.0.0.1:9/", "file:///etc/hosts"];
    return Promise.all(
      attempts.map((url) =>
        fetch(url).then(
          () => "reached",
          (error: unknown) => (error instanceof TypeError ? "refused" : "odd"),
        ),
      ),
    );
  });
  expect(outcome).toEqual(["refused", "refused", "refused"]);
});

for (const url of [
  "https://example.org/elsewhere",
  "http://example.org/",
  "file:///etc/hosts",
  "javascript:document.body.replaceChildren()",
  "data:text/html,<title>gone</title>",
  "headroom://other/",
]) {
  test(`navigation to ${url} is refused`, async ({ desktop: { app, page } }) => {
    const opened = await recordOpened(app);
    await page.evaluate((address) => {
      const link = document.createElement("a");
      link.href = address;
      link.id = "hostile";
      link.textContent = "go";
      document.body.append(link);
      link.click();
    }, url);
    // A refused navigation leaves no trace to wait for; a call that is answered afterwards does.
    await expect.poll(async () => (await call(page, "system.info", {})).kind).toBe("result");
    expect(page.url()).toMatch(OUR_PAGE);
    expect(await page.locator("#hostile").count()).toBe(1);
    expect(await opened()).toEqual(url.startsWith("https://") ? [url] : []);
  });
}

test("no window opens, and only https leaves for the browser", async ({
  desktop: { app, page },
}) => {
  const opened = await recordOpened(app);
  const results = await page.evaluate(() =>
    [
      "https://example.org/docs",
      "http://example.org/",
      "file:///etc/hosts",
      "headroom://app/",
      "",
    ].map((url) => window.open(url) === null),
  );
  expect(results).toEqual([true, true, true, true, true]);
  await expect.poll(opened).toEqual(["https://example.org/docs"]);
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
});

test("frames and webviews show nothing", async ({ desktop: { app, page } }) => {
  await page.evaluate(() => {
    for (const [name, url] of [
      ["iframe", "https://example.org/"],
      ["iframe", "headroom://app/index.html"],
      ["webview", "https://example.org/"],
    ] as const) {
      const element = document.createElement(name);
      element.setAttribute("src", url);
      document.body.append(element);
    }
  });
  expect((await call(page, "system.info", {})).kind).toBe("result");
  const contents = await app.evaluate(({ webContents }) =>
    webContents.getAllWebContents().map((each) => ({
      type: each.getType(),
      frames: each.mainFrame.frames.map((frame) => frame.origin),
    })),
  );
  expect(contents.map((each) => each.type)).toEqual(["window"]);
  // Both frames exist, and hold the empty page of a refused load, whose origin is nobody's.
  expect(contents[0]?.frames).toEqual(["null", "null"]);
});

test("every permission is denied", async ({ desktop: { page } }) => {
  const answers = await page.evaluate(async () => {
    const names = [
      "camera",
      "microphone",
      "geolocation",
      "notifications",
      "clipboard-read",
      "midi",
    ];
    const states = await Promise.all(
      names.map(async (name) => {
        // TypeScript's list of names lags behind the browser's.
        const descriptor: PermissionDescriptor = Object.assign({ name: "geolocation" } as const, {
          name,
        });
        return (await navigator.permissions.query(descriptor)).state;
      }),
    );
    const position = await new Promise<string>((resolve) => {
      navigator.geolocation.getCurrentPosition(
        () => resolve("granted"),
        (error) =>
          resolve(error.code === error.PERMISSION_DENIED ? "denied" : `code ${error.code}`),
      );
    });
    return { states, position, notification: await Notification.requestPermission() };
  });
  expect(answers).toEqual({
    states: Array.from({ length: 6 }, () => "denied"),
    position: "denied",
    notification: "denied",
  });
});

test("the scheme serves nothing outside the page's folder", async ({ desktop: { page } }) => {
  const statuses = await page.evaluate(async () => {
    const paths = [
      "/../../package.json",
      "/%2e%2e/%2e%2e/package.json",
      "/..%2f..%2fpackage.json",
      "/%252e%252e%252fpackage.json",
      "/..%5c..%5cpackage.json",
      "/%00index.html",
      "//etc/hosts",
      "/../main/desktop.js",
      "/../preload/preload.cjs",
      "/missing.js",
    ];
    return Promise.all(paths.map(async (path) => (await fetch(`headroom://app${path}`)).status));
  });
  expect(new Set(statuses)).toEqual(new Set([404]));
  const page200 = await page.evaluate(async () => {
    const response = await fetch("headroom://app/index.html");
    return [response.status, response.headers.get("x-content-type-options")];
  });
  expect(page200).toEqual([200, "nosniff"]);
});

test("a message from anywhere but the page is refused", async ({ desktop: { app, page } }) => {
  await page.evaluate(() => document.body.append(document.createElement("iframe")));
  const request = { kind: "call", id: 77, method: "system.info", input: {} };
  // The handler is called as Electron calls it, with frames that really exist: a subframe of the page,
  // and the top frame of another window.
  const answered = await app.evaluate(async ({ BrowserWindow, ipcMain }, message) => {
    const [window] = BrowserWindow.getAllWindows();
    if (window === undefined) throw new Error("no window");
    const frame = window.webContents.mainFrame;
    const other = new BrowserWindow({ show: false });
    await other.loadURL("headroom://app/index.html");
    const senders = [frame.frames[0], other.webContents.mainFrame, null, frame];
    const replies: number[] = [];
    const post = window.webContents.send.bind(window.webContents);
    for (const senderFrame of senders) {
      let count = 0;
      window.webContents.send = (channel: string, ...rest: unknown[]) => {
        // The page's own first calls may still be under way.
        const [reply] = rest;
        const isOurs =
          typeof reply === "object" && reply !== null && "id" in reply && reply.id === message.id;
        if (channel === "headroom:reply" && isOurs) count += 1;
        post(channel, ...rest);
      };
      ipcMain.emit("headroom:request", { sender: window.webContents, senderFrame }, message);
      await new Promise((resolve) => setTimeout(resolve, 300));
      replies.push(count);
    }
    window.webContents.send = post;
    other.destroy();
    return replies;
  }, request);
  expect(answered).toEqual([0, 0, 0, 1]);
});

test("a PDF is made for the page alone, and for nothing but a name and a paper", async ({
  desktop: { app, page },
}) => {
  await page.evaluate(() => document.body.append(document.createElement("iframe")));
  const outcome = await app.evaluate(async ({ BrowserWindow, dialog, ipcMain }) => {
    const [window] = BrowserWindow.getAllWindows();
    if (window === undefined) throw new Error("no window");
    const asked: string[] = [];
    dialog.showSaveDialog = async (_window: unknown, options?: { defaultPath?: string }) => {
      asked.push((options?.defaultPath ?? "").split(/[\\/]/).at(-1) ?? "");
      return { canceled: true, filePath: "" };
    };
    const other = new BrowserWindow({ show: false });
    await other.loadURL("headroom://app/index.html");
    const { mainFrame } = window.webContents;
    const good = { name: "a-result", paper: "A4" };
    // The handler is called as Electron calls it; its own map is the only way to it from here.
    const handle: unknown = Reflect.get(ipcMain, "_invokeHandlers").get("headroom:pdf");
    if (typeof handle !== "function") throw new Error("nobody makes PDFs");
    const attempt = async (senderFrame: unknown, request: unknown): Promise<string> => {
      try {
        const reply: unknown = await Reflect.apply(handle, undefined, [{ senderFrame }, request]);
        return JSON.stringify(reply);
      } catch (error) {
        return `refused: ${error instanceof Error ? error.name : "?"}`;
      }
    };
    const foreign = [mainFrame.frames[0], other.webContents.mainFrame, null];
    const misshapen = [
      undefined,
      "a-result",
      { name: "../../etc/passwd", paper: "A4" },
      { name: "a/b", paper: "A4" },
      { name: "", paper: "A4" },
      { name: "a".repeat(101), paper: "A4" },
      { name: "a-result", paper: "A0" },
      { name: "a-result", paper: { width: 1, height: 1 } },
      { ...good, file: "/tmp/elsewhere.pdf" },
    ];
    const replies = {
      foreign: await Promise.all(foreign.map((frame) => attempt(frame, good))),
      misshapen: await Promise.all(misshapen.map((request) => attempt(mainFrame, request))),
      ours: await attempt(mainFrame, good),
    };
    other.destroy();
    return { ...replies, asked };
  });
  expect(outcome).toEqual({
    foreign: Array.from({ length: 3 }, () => "refused: Error"),
    misshapen: Array.from({ length: 9 }, () => expect.stringMatching(/^refused: /)),
    ours: '{"state":"cancelled"}',
    // Neither a foreign frame nor a misshapen request got as far as the user.
    asked: ["a-result.pdf"],
  });
});

test("bad calls are answered, not ignored", async ({ desktop: { page } }) => {
  const unknown = await call(page, "system.format", {});
  expect(unknown).toMatchObject({ kind: "error", failure: { code: "not-found" } });
  const inherited = await call(page, "constructor", {});
  expect(inherited).toMatchObject({ kind: "error", failure: { code: "not-found" } });
  const mistyped = await call(page, "scenario.read", { id: "../../etc/passwd" });
  expect(mistyped).toMatchObject({
    kind: "error",
    failure: { code: "invalid-input", problems: [{ path: "id" }] },
  });
  const extra = await call(page, "system.info", { more: 1 });
  expect(extra).toMatchObject({
    kind: "error",
    failure: { code: "invalid-input", problems: [{ path: "more" }] },
  });
});

test("a page can have nothing notified but a short sentence", async ({
  desktop: { app, page },
}) => {
  await app.evaluate(({ BrowserWindow, Notification }) => {
    const notified: string[] = [];
    Object.assign(globalThis, { notified });
    Notification.isSupported = () => true;
    Notification.prototype.show = function show() {
      notified.push(this.body);
    };
    for (const window of BrowserWindow.getAllWindows()) window.isFocused = () => false;
  });
  await page.evaluate(() => {
    const bridge = window.headroom;
    if (bridge === undefined) throw new Error("the page has no bridge");
    for (const text of [undefined, 7, {}, "", "x".repeat(301), "The run is finished."]) {
      Reflect.apply(Reflect.get(bridge, "alert"), undefined, [text]);
    }
  });
  const notified = (): Promise<unknown> =>
    app.evaluate((): unknown => Reflect.get(globalThis, "notified"));
  await expect.poll(notified).toEqual(["The run is finished."]);
});
