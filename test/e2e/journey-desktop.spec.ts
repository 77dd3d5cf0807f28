import path from "node:path";
import { ROOT } from "./electron.fixture.js";
import {
  cancelButton,
  chooseTheme,
  editor,
  openPane,
  replaceText,
  result,
  runButton,
  runToResult,
  seeFirstScreen,
  seeWholeResult,
  startAtCompare,
} from "./journey.js";
import { expect, test } from "./packaged.fixture.js";
import { ENGINE_ROLE, processTree } from "./process-tree.js";

/** The steps of `browser.spec.ts` that the desktop's own bridge, engine process and package could break. */

test("from the first screen to the whole result, in the desktop window", async ({
  shipped: { page },
}) => {
  const started = performance.now();
  await startAtCompare(page);
  await seeFirstScreen(page);
  console.log(`first screen after the window: ${(performance.now() - started).toFixed(0)} ms`);
  const runStarted = performance.now();
  await runToResult(page);
  console.log(`the article's run: ${(performance.now() - runStarted).toFixed(0)} ms`);
  await seeWholeResult(page);
  for (const theme of ["Light", "Dark"] as const) {
    await chooseTheme(page, theme);
    const name = `desktop-result-${theme.toLowerCase()}.png`;
    await page.screenshot({ path: path.join(ROOT, "artefacts/screenshots", name) });
  }
});

test("an engine that dies in mid-run is told, and nothing typed is lost", async ({
  shipped: { pid, page },
}) => {
  await startAtCompare(page);
  await seeFirstScreen(page);
  await openPane(page, "Scenario");
  const text = await editor(page).innerText();
  expect(text).toContain("headroom/scenario/v1");
  const scenario = {
    schema: "headroom/scenario/v1",
    name: "Long",
    run: { requests: 5_000_000, replications: 20 },
    workloads: [{ name: "w", arrivals: { poisson: { ratePerSecond: 1 } } }],
    brain: { kind: "slots", replicas: 2, serviceMs: { exponential: { mean: 1000 } } },
    coupled: { replicas: 2 },
  };
  await replaceText(page, JSON.stringify(scenario));
  await expect(page.getByText("Edited, draft kept")).toBeVisible();
  await openPane(page, "Compare");
  await runButton(page).click();
  await expect(cancelButton(page)).toBeVisible();
  await page.waitForTimeout(500);
  const engine = (await processTree(pid)).find(({ role }) => role === ENGINE_ROLE);
  if (engine === undefined) throw new Error("there is no engine");
  process.kill(engine.pid, "SIGKILL");
  await expect(page.getByText(/The run was interrupted: /)).toBeVisible();
  await page.screenshot({
    path: path.join(ROOT, "artefacts/screenshots/desktop-interrupted.png"),
  });
  await expect(page.getByRole("contentinfo")).toContainText("Engine ready");
  await openPane(page, "Scenario");
  await expect(editor(page)).toContainText('"Long"');
  await replaceText(page, JSON.stringify({ ...scenario, run: { requests: 500, replications: 3 } }));
  await runButton(page).click();
  await expect(result(page)).toBeVisible();
});
