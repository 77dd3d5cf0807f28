import { describe, expect, it } from "vitest";
import { Settings } from "../../../engine/contract/settings.js";
import { runCommand } from "../../../renderer/panes/shell/commands/actions.js";
import { browserAlerts } from "../../../renderer/state/alerts.js";
import { TOUR } from "../../../renderer/state/welcome.js";
import { FakeEngine, page } from "./fake-engine.js";
import { recordedResult } from "./recorded.js";

/** An engine over a data folder in which nothing was done yet. */
function fresh(): FakeEngine {
  const engine = new FakeEngine();
  engine.settings = Settings.parse({});
  return engine;
}

class SlowReader extends FakeEngine {
  override services(): ReturnType<FakeEngine["services"]> {
    const all = super.services();
    const read: (typeof all)["scenario.read"] = async (input, context) => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      return all["scenario.read"](input, context);
    };
    return { ...all, "scenario.read": read };
  }
}

describe("the first run", () => {
  it("computes the article without a press, shows it, and begins the tour there", async () => {
    const engine = fresh();
    const { store, stop } = page(engine);
    await expect.poll(() => store.getState().tourStep).toBe(0);
    expect(store.getState().route).toMatchObject({ pane: "overview", scenarioId: "article" });
    expect(store.getState().shown?.result).toEqual(recordedResult());
    expect(engine.calls.filter((name) => name === "compare")).toHaveLength(1);
    expect(engine.settings).toMatchObject({ firstRunDone: true, tourDone: false });
    expect(store.getState().past).toEqual([]);
    stop();
  });

  it("waits for a scenario that takes longer to read than all else", async () => {
    const engine = new SlowReader();
    engine.settings = Settings.parse({});
    const { store, stop } = page(engine);
    await expect.poll(() => store.getState().tourStep).toBe(0);
    expect(engine.calls.filter((name) => name === "compare")).toHaveLength(1);
    stop();
  });

  it("is once: another start computes nothing, and neither does a folder with runs", async () => {
    const engine = fresh();
    const first = page(engine);
    await expect.poll(() => first.store.getState().tourStep).toBe(0);
    first.store.getState().endTour();
    const again = page(engine);
    await expect.poll(() => again.store.getState().shown).toBeDefined();
    expect(again.store.getState().tourStep).toBeUndefined();
    engine.settings = Settings.parse({});
    const old = page(engine);
    await expect.poll(() => engine.settings.firstRunDone).toBe(true);
    await expect.poll(() => old.store.getState().shown).toBeDefined();
    expect(engine.calls.filter((name) => name === "compare")).toHaveLength(1);
  });

  it("can be cancelled, is not begun again, and then there is no tour", async () => {
    const engine = fresh();
    engine.compare = (_input, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError")));
      });
    const { store } = page(engine);
    await expect.poll(() => store.getState().jobs[0]?.state).toBe("running");
    store.getState().cancelWork("run");
    await expect.poll(() => store.getState().jobs).toEqual([]);
    expect(store.getState().tourStep).toBeUndefined();
    const again = page(engine);
    await expect.poll(() => again.store.getState().document.kind).toBe("open");
    expect(engine.calls.filter((name) => name === "compare")).toHaveLength(1);
  });

  it("leaves a link to something else alone", async () => {
    const engine = fresh();
    const { store } = page(engine, "/scenario/article");
    await expect.poll(() => engine.settings.firstRunDone).toBe(true);
    expect(store.getState().route.pane).toBe("scenario");
    expect(engine.calls).not.toContain("compare");
  });
});

describe("the tour", () => {
  it("goes to the pane of each step and back, and is remembered when it ends", async () => {
    const engine = fresh();
    const { store } = page(engine);
    await expect.poll(() => store.getState().tourStep).toBe(0);
    for (const [at, { pane }] of TOUR.entries()) {
      store.getState().goToTourStep(at);
      expect(store.getState()).toMatchObject({ tourStep: at, route: { pane } });
    }
    store.getState().goToTourStep(TOUR.length);
    expect(store.getState().tourStep).toBeUndefined();
    await expect.poll(() => engine.settings.tourDone).toBe(true);
  });

  it("is opened again by its command", async () => {
    const { store } = page(new FakeEngine());
    await expect.poll(() => store.getState().document.kind).toBe("open");
    runCommand("help.tour", store.getState());
    expect(store.getState()).toMatchObject({ tourStep: 0, route: { pane: "overview" } });
  });
});

describe("notifications of the system", () => {
  it("tell the end of work, unless the settings say not to", async () => {
    const { store, alerts } = page(new FakeEngine());
    await expect.poll(() => store.getState().document.kind).toBe("open");
    await store.getState().startRun();
    expect(alerts).toEqual(["The run of The article is finished."]);
    await store.getState().changeSettings({ notifications: false });
    await store.getState().startProjection();
    expect(alerts).toHaveLength(1);
    await store.getState().undo();
    expect(store.getState().settings.notifications).toBe(true);
  });

  it("are asked for by a press alone, and shown only while the page is not in front", async () => {
    const made: string[] = [];
    const asked: string[] = [];
    class Notification extends EventTarget {
      static permission = "default";
      static async requestPermission(): Promise<string> {
        asked.push("asked");
        Notification.permission = "granted";
        return "granted";
      }
      constructor(_title: string, { body }: { body: string }) {
        super();
        made.push(body);
      }
    }
    let isInFront = false;
    const alerts = browserAlerts({
      Notification,
      document: { hasFocus: () => isInFront },
      focus: () => {},
    });
    alerts.show("not allowed yet");
    expect([alerts.permission(), made, asked]).toEqual(["ask", [], []]);
    await alerts.ask();
    alerts.show("away");
    isInFront = true;
    alerts.show("in front");
    expect([made, asked]).toEqual([["away"], ["asked"]]);
  });
});
