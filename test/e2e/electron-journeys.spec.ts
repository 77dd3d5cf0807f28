import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Page } from "@playwright/test";
import { ROOT } from "./electron.fixture.js";
import { startAtCompare } from "./journey.js";
import type { Host } from "./journeys/host.js";
import { JOURNEY_LIMIT_MS, JOURNEYS } from "./journeys/index.js";
import { expect, test as base } from "./packaged.fixture.js";
import { ENGINE_ROLE, processTree } from "./process-tree.js";
import { saveInDialog } from "./dialogs.js";

const test = base.extend<{ readonly host: Host }>({
  host: async ({ shipped: { pid, page }, home }, provide) => {
    let files = 0;
    await startAtCompare(page);
    await provide({
      page,
      dataFolder: path.join(home, "data"),
      crash: async () => {
        const engine = (await processTree(pid)).find(({ role }) => role === ENGINE_ROLE);
        if (engine === undefined) throw new Error("there is no engine");
        process.kill(engine.pid, "SIGKILL");
      },
      recover: () => expect(page.getByRole("contentinfo")).toContainText("Engine ready"),
      pdf: async (choice) => {
        files += 1;
        const file = path.join(home, `saved-${files}.pdf`);
        await choice.click();
        await saveInDialog(file);
        await expect(page.getByText(`Saved ${file}.`)).toBeVisible();
        return readFile(file);
      },
      // The page is the same one: sizes, themes and what axe says of them are Chromium's part.
      picture: (name) => shot(page, name),
      longPicture: (name) => shot(page, name),
    });
  },
});

async function shot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: path.join(ROOT, `artefacts/screenshots/desktop-${name}.png`) });
}

for (const [title, journey] of JOURNEYS) {
  test(`packaged desktop: ${title}`, async ({ host }) => {
    test.setTimeout(JOURNEY_LIMIT_MS);
    await journey(host);
  });
}
