import { renderToStaticMarkup } from "react-dom/server";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { HeadroomError } from "../../../engine/contract/errors.js";
import { StaleBanner } from "../../../renderer/panes/compare/result-banners.js";
import { RunEndBanner } from "../../../renderer/panes/compare/run-end-banner.js";
import { StoreProvider } from "../../../renderer/state/use-app.js";
import { FakeEngine, page } from "./fake-engine.js";
import { articleText } from "./recorded.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("a run that breaks off after an edit is one banner, which says both", async () => {
  const engine = new FakeEngine();
  const { store } = page(engine);
  const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(500);
  await settle();
  await store.getState().startRun();
  store.getState().edit(articleText().replace('"seed": 1', '"seed": 7'));
  await settle();
  const { shown } = store.getState();
  if (shown === undefined) throw new Error("the first run has a result");
  const banners = (): string =>
    renderToStaticMarkup(
      // Drawn without a browser, a store is read as it began.
      <StoreProvider value={{ ...store, getInitialState: store.getState }}>
        <RunEndBanner />
        <StaleBanner shown={shown} />
      </StoreProvider>,
    );
  const countIn = (text: string, words: string): number => text.split(words).length - 1;
  expect(countIn(banners(), "Run again")).toBe(1);
  expect(banners()).toContain("The scenario has changed since this run.");

  engine.compare = () => Promise.reject(new HeadroomError("engine-crashed", "the engine ended"));
  await store.getState().startRun();
  expect(countIn(banners(), "Run again")).toBe(1);
  expect(banners()).toContain("The run was interrupted");
  expect(banners()).toContain("The figures below are of the scenario as it was.");
});
