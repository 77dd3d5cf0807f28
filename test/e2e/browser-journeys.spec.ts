import { serve, test as base } from "./browser.fixture.js";
import type { Host } from "./journeys/host.js";
import { JOURNEY_LIMIT_MS, JOURNEYS } from "./journeys/index.js";
import { longPicture, picture } from "./pictures.js";

const test = base.extend<{ readonly host: Host }>({
  host: async ({ app: page, served, dataFolder }, provide) => {
    let server = served;
    await provide({
      page,
      dataFolder,
      crash: () => server.kill(),
      recover: async () => {
        const [, route = ""] = page.url().split("#");
        server = await serve(dataFolder);
        await page.goto(`${server.address}&to=${encodeURIComponent(route)}`);
      },
      pdf: async (choice) => {
        // The browser prints with its own dialog; the page stays laid out for paper until that is closed.
        await page.evaluate(() => {
          window.printed = new Promise((resolve) => (window.print = resolve));
        });
        await choice.click();
        await page.evaluate(() => window.printed);
        const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
        await page.evaluate(() => window.dispatchEvent(new Event("afterprint")));
        return pdf;
      },
      picture: (name) => picture(page, name),
      longPicture: (name) => longPicture(page, name),
    });
    await server.kill();
  },
});

declare global {
  interface Window {
    /** Resolves once the page asks to be printed. */
    printed?: Promise<void>;
  }
}

for (const [title, journey] of JOURNEYS) {
  test(`Chromium: ${title}`, async ({ host }) => {
    test.setTimeout(JOURNEY_LIMIT_MS);
    await journey(host);
  });
}
