import { expect, test } from "./browser.fixture.js";
import { exported, filmSeconds, openSvg } from "./exports.js";
import { openPane, scenarioEntry } from "./journey.js";
import { longPicture, picture } from "./pictures.js";

test("one deployment is simulated, looked into by pointer and keyboard, and kept", async ({
  app,
}) => {
  test.setTimeout(240_000);
  await scenarioEntry(app, "Autoscaled support").click();
  await openPane(app, "Simulate");
  await picture(app, "41-simulate-first");
  await app.getByRole("main").getByRole("button", { name: "Simulate", exact: true }).click();
  const view = app.getByRole("article", { name: "Simulation" });
  await expect(view).toBeVisible({ timeout: 120_000 });

  const heat = view.getByRole("figure").nth(1);
  const words = heat.locator("output.heat-words");
  const cells = heat.getByRole("group", { name: /Arrow keys tell a cell/ });
  await cells.focus();
  for (const key of ["ArrowRight", "ArrowUp", "ArrowUp"]) await app.keyboard.press(key);
  await expect(words).toHaveText(/In this time [\d,]+ sessions, p50 .*, p95 .*, p99 /);
  await picture(app, "41-simulate");
  await longPicture(app, "41-simulate-whole");

  // A drag marks a part: it is shown larger, every number is of it, or its sessions are listed.
  const all = await heat.locator("figcaption p").textContent();
  await cells.scrollIntoViewIfNeeded();
  const box = await cells.boundingBox();
  if (box === null) throw new Error("the heat map has no place on screen");
  await app.mouse.move(box.x + box.width * 0.4, box.y + box.height / 2);
  await app.mouse.down();
  await app.mouse.move(box.x + box.width * 0.7, box.y + box.height * 0.3, { steps: 4 });
  await app.mouse.up();
  await heat.getByRole("button", { name: "Zoom in" }).click();
  await expect(heat.locator("figcaption p")).not.toHaveText(all ?? "");
  const zoomed = await openSvg(app, await exported(heat, /^SVG/));
  expect(zoomed.words).toContain("Decoupled, simulated, not measured: seed 1");
  await heat.getByRole("button", { name: "Show all" }).click();
  await expect(heat.locator("figcaption p")).toHaveText(all ?? "");

  // The same by keyboard: a few cells are marked, and counted session by session.
  await cells.focus();
  await app.keyboard.press("ArrowUp");
  for (let at = 0; at < 8; at += 1) await app.keyboard.press("Shift+ArrowUp");
  await app.keyboard.press("Shift+ArrowRight");
  await app.keyboard.press("Enter");
  const inside = view.getByRole("region", { name: "Sessions inside" });
  await expect(inside).toContainText(/: [\d,]+ completed, 0 failed/, { timeout: 120_000 });
  await inside.getByRole("row").nth(1).getByRole("button").click();
  const one = inside.getByRole("figure", { name: /^Session [\d,]+ took/ });
  await expect(one).toContainText("Critical path, underlined", { timeout: 120_000 });
  await longPicture(app, "41-simulate-sessions");
  await inside.getByRole("button", { name: "Close" }).click();
  await expect(inside).toBeHidden();

  await heat.getByRole("combobox", { name: "Heat map of" }).selectOption("Tool browser");
  await expect(heat.getByRole("heading", { name: /^Tool browser: p95/ })).toBeVisible();
  await heat.getByRole("radio", { name: "Linear" }).locator("xpath=..").click();
  await picture(app, "41-simulate-linear");
  await openPane(app, "Compare");
  await openPane(app, "Simulate");
  await expect(heat.getByRole("radio", { name: "Linear" })).toBeChecked();
});

test("throughput is played, stopped, dragged through and saved as a film", async ({ app }) => {
  test.setTimeout(240_000);
  await scenarioEntry(app, "Autoscaled support").click();
  await openPane(app, "Simulate");
  await app.getByRole("main").getByRole("button", { name: "Simulate", exact: true }).click();
  const film = app.getByRole("article", { name: "Simulation" }).getByRole("figure").first();
  const moment = film.getByRole("slider", { name: "Moment" });
  await expect(moment).toBeVisible({ timeout: 120_000 });
  await film.getByRole("button", { name: "Play" }).click();
  await expect.poll(async () => Number(await moment.inputValue())).toBeGreaterThan(1);
  await film.getByRole("button", { name: "Pause" }).click();
  await moment.focus();
  await app.keyboard.press("Home");
  await expect(moment).toHaveValue("0");
  await app.keyboard.press("ArrowRight");
  await expect(moment).toHaveAttribute("aria-valuetext", /Brain: .* of .* busy, .* waiting/);
  await picture(app, "42-playback");

  const size = await openSvg(app, await exported(film, /^SVG/));
  const saved = await exported(film, /^WebM/);
  expect(filmSeconds(saved)).toBeCloseTo(12 - 1 / 15, 2);
  // An independent page plays it: our own allows no media.
  const screen = await app.context().newPage();
  const seen = await screen.evaluate(
    async (source) => {
      const video = document.createElement("video");
      video.src = source;
      await new Promise((resolve, reject) => {
        video.addEventListener("loadeddata", resolve);
        video.addEventListener("error", () => reject(new Error(video.error?.message)));
      });
      return { width: video.videoWidth, height: video.videoHeight };
    },
    `data:video/webm;base64,${saved.toString("base64")}`,
  );
  expect(seen).toEqual({ width: size.width, height: size.height });
  await screen.close();
});

test("a simulation is cancelled by Escape", async ({ app }) => {
  await scenarioEntry(app, "Autoscaled support").click();
  await openPane(app, "Simulate");
  await app.getByRole("main").getByRole("button", { name: "Simulate", exact: true }).click();
  await expect(app.getByRole("progressbar", { name: "Simulation" })).toBeVisible();
  await app.keyboard.press("Escape");
  await expect(
    app.locator(".pane:visible").getByText("The simulation was cancelled."),
  ).toBeVisible();
});
