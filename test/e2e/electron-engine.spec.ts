import { readFile } from "node:fs/promises";
import path from "node:path";
import type { ElectronApplication, Page } from "@playwright/test";
import { systemClock } from "../../engine/agent/clock.js";
import { LibsqlLog } from "../../engine/agent/log/libsql-log.js";
import {
  call,
  enginePid,
  expect,
  ROOT,
  seenStates,
  test,
  watchStatus,
} from "./electron.fixture.js";

/** Kills the engine as the system would when memory runs out: no signal handler, no farewell. */
async function killEngine(app: ElectronApplication): Promise<void> {
  let pid: number | undefined;
  await expect.poll(async () => (pid = await enginePid(app))).toBeDefined();
  if (pid !== undefined) process.kill(pid, "SIGKILL");
}

async function waitForState(page: Page, state: string): Promise<void> {
  await expect.poll(async () => (await seenStates(page)).at(-1), { timeout: 20_000 }).toBe(state);
}

test("a killed engine is told, restarted, and the next call works; a quit lets go of sessions", async ({
  desktop: { app, page, quit },
  home,
}) => {
  expect((await call(page, "system.info", {})).kind).toBe("result");
  await watchStatus(page);
  await killEngine(app);
  await expect.poll(async () => seenStates(page)).toContain("crashed");
  // Asked while there is no engine: waits for the new one instead of failing.
  expect((await call(page, "system.info", {})).kind).toBe("result");
  await waitForState(page, "ready");
  expect(await seenStates(page)).toEqual(["ready", "crashed", "starting", "ready"]);

  // This one soon waits for a human, held by the engine.
  const start = { workload: "customer-support", seed: 1, detach: true };
  expect((await call(page, "session.start", start)).kind).toBe("result");
  const listed = async (): Promise<unknown> => call(page, "session.list", {});
  await expect
    .poll(listed, { timeout: 60_000 })
    .toMatchObject({ output: { sessions: [{ status: "waiting" }] } });
  await quit();
  const log = new LibsqlLog(path.join(home, "data/sessions/sessions.db"), systemClock);
  // Whoever wakes it need not wait until a lease has run out.
  expect(await log.list()).toMatchObject([{ holder: null, outcome: null }]);
  await log.close();
});

test("a call that the engine worked on is rejected when it dies", async ({
  desktop: { app, page },
}) => {
  const text = await readFile(path.join(ROOT, "scenarios/article.json"), "utf8");
  const scenario: unknown = JSON.parse(text);
  // One that still waits for the engine's start would go to the next.
  const begun = page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        window.headroom?.onReply(({ kind }) => kind === "event" && resolve());
      }),
  );
  // Minutes of work: it is not done by the time a busy machine finds the process to kill.
  const reply = call(page, "compare", { scenario, requests: 1_000_000, replications: 200 });
  await begun;
  await killEngine(app);
  expect(await reply).toMatchObject({ kind: "error", failure: { code: "engine-crashed" } });
  expect((await call(page, "system.info", {})).kind).toBe("result");
});

test("an engine that keeps dying is given up, and a reload starts it again", async ({
  desktop: { app, page },
}) => {
  test.setTimeout(90_000);
  await watchStatus(page);
  for (let crash = 1; crash <= 5; crash++) {
    // Counted: the last state known may still be that of the engine killed before.
    await expect
      .poll(async () => (await seenStates(page)).filter((state) => state === "ready").length)
      .toBe(crash);
    await killEngine(app);
  }
  await waitForState(page, "failed");
  const refused = await call(page, "system.info", {});
  expect(refused).toMatchObject({ kind: "error", failure: { code: "unavailable" } });
  await page.reload();
  expect((await call(page, "system.info", {})).kind).toBe("result");
});

test("a long call reports progress and cancels", async ({ desktop: { page } }) => {
  const text = await readFile(path.join(ROOT, "scenarios/article.json"), "utf8");
  const outcome = await page.evaluate(
    (source) =>
      new Promise<{ code: string; cancelMs: number }>((resolve, reject) => {
        const bridge = window.headroom;
        if (bridge === undefined) {
          reject(new Error("the page has no bridge"));
          return;
        }
        let cancelledAt = 0;
        bridge.onReply((reply) => {
          if (reply.id !== 2_000_000) return;
          if (reply.kind === "event" && cancelledAt === 0) {
            cancelledAt = performance.now();
            bridge.send({ kind: "cancel", id: 2_000_000 });
          }
          if (reply.kind === "error") {
            resolve({ code: reply.failure.code, cancelMs: performance.now() - cancelledAt });
          }
          if (reply.kind === "result") reject(new Error("it finished before it was cancelled"));
        });
        const input = { scenario: JSON.parse(source), requests: 1_000_000, replications: 20 };
        bridge.send({ kind: "call", id: 2_000_000, method: "compare", input });
      }),
    text,
  );
  test
    .info()
    .annotations.push({ type: "cancel", description: `${outcome.cancelMs.toFixed(0)} ms` });
  expect(outcome.code).toBe("cancelled");
});

test("quitting waits for a save under way", async ({ desktop: { page, quit }, launch }) => {
  const text = "not yet a scenario";
  const input = { id: "article", text };
  const sent = page.evaluate((value) => {
    window.headroom?.send({ kind: "call", id: 3_000_000, method: "draft.write", input: value });
  }, input);
  await sent;
  await quit();
  const next = await launch();
  const reply = await call(next.page, "scenario.read", { id: "article" });
  expect(reply).toMatchObject({ kind: "result", output: { draft: { text } } });
});
