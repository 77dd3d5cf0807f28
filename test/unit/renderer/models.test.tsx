import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { HeadroomError } from "../../../engine/contract/errors.js";
import {
  ModelRegistry,
  ModelVersion,
  readRegistry,
} from "../../../engine/contract/model-registry.js";
import { shapeOf } from "../../../engine/contract/shape.js";
import { RegistryEditor } from "../../../renderer/panes/settings/models/models-panel.js";
import { withChanges, withModelName } from "../../../renderer/panes/settings/models/models-form.js";
import {
  newModel,
  nextPrice,
  nextVersion,
  pinnedText,
  priceOf,
  removal,
  unpinned,
  versionRows,
} from "../../../renderer/panes/settings/models/model-rows.js";
import { isOvertaken, pinsOf, registryText } from "../../../renderer/state/models-parts.js";
import { StoreProvider } from "../../../renderer/state/use-app.js";
import { FakeEngine, page } from "./fake-engine.js";

const PRICE = { inputUsd: 2, outputUsd: 10, cacheReadUsd: 0.1, cacheWriteUsd: 2.5 };

const registry = (): ModelRegistry =>
  ModelRegistry.parse({
    schema: "headroom/models/v1",
    models: {
      large: [
        {
          version: "1",
          modelId: "large-id",
          server: "https://api.example",
          keyName: "EXAMPLE_KEY",
          prices: [
            { from: "2026-01-01", ...PRICE, source: "a price list" },
            { from: "2026-06-01", ...PRICE, inputUsd: 3 },
          ],
        },
        { version: "2", modelId: "large-2", server: "https://api.example" },
      ],
      local: [{ version: "1", modelId: "l", server: "rehearsal", deprecatedFrom: "2026-12-01" }],
    },
    aliases: {
      production: {
        model: "large",
        version: "1",
        canary: { model: "local", version: "1", share: 0.1 },
      },
    },
  });

/** An engine that keeps one registry and refuses a write over another revision. */
function keeping(first: ModelRegistry) {
  const engine = new FakeEngine();
  const kept = { registry: first, revision: 1 };
  const stored = () => ({ registry: kept.registry, revision: String(kept.revision) });
  engine.sessions = {
    "registry.read": async () => stored(),
    "registry.write": async ({ registry: next, revision }) => {
      if (revision !== String(kept.revision))
        throw new HeadroomError("conflict", "changed elsewhere");
      kept.registry = next;
      kept.revision += 1;
      return stored();
    },
  };
  return { engine, kept };
}

async function opened(first = registry()) {
  const { engine, kept } = keeping(first);
  const given = page(engine);
  await given.store.getState().loadModels();
  const state = () => given.store.getState();
  const change = (to: (text: string) => string): void =>
    state().editModels(to(state().registry?.text ?? ""), "a price", "models");
  return { ...given, engine, kept, state, change };
}

const dearer = (text: string): string => text.replace('"inputUsd": 3', '"inputUsd": 4');

describe("the model registry on screen", () => {
  it("is stored by one press, and says so once it is", async () => {
    const { state, change, kept } = await opened();
    change(dearer);
    expect(kept.registry).toEqual(registry());
    await state().saveModels();
    expect(kept.registry.models["large"]?.[0]?.prices.at(-1)?.inputUsd).toBe(4);
    expect(state().registry?.text).toBe(state().registry?.savedText);
  });

  it("is undone and redone in the window's one history, after it was stored too", async () => {
    const { state, change, kept } = await opened();
    change(dearer);
    await state().saveModels();
    await state().undo();
    expect(state().registry?.text).toBe(registryText(registry()));
    await state().saveModels();
    expect(kept.registry).toEqual(registry());
    await state().redo();
    expect(state().registry?.text).toBe(dearer(registryText(registry())));
  });

  it("is not stored while it has problems, each at its field", async () => {
    const { state, change, kept } = await opened();
    change((text) => text.replace('"inputUsd": 3', '"inputUsd": -3'));
    expect(state().registry?.problems).toEqual([
      {
        path: "models.large[0].prices[1].inputUsd",
        expected: "a number of at least 0",
        found: "-3",
      },
    ]);
    await state().saveModels();
    expect(kept.revision).toBe(1);
  });

  it("does not overwrite what was stored elsewhere since unless it is told to", async () => {
    const { state, change, kept } = await opened();
    change(dearer);
    kept.registry = { ...registry(), aliases: {} };
    kept.revision = 7;
    await state().saveModels();
    expect(kept.registry.aliases).toEqual({});
    const document = state().registry;
    if (document === undefined) throw new Error("no registry");
    expect(isOvertaken(document)).toBe(true);
    expect(document.text).toBe(dearer(registryText(registry())));

    state().discardModels();
    expect(state().registry?.text).toBe(registryText({ ...registry(), aliases: {} }));
    await state().undo();
    state().keepModels();
    await state().saveModels();
    expect(kept.registry.aliases).toEqual(registry().aliases);
  });

  it("takes over what was stored elsewhere where nothing was typed", async () => {
    const { state, kept } = await opened();
    kept.registry = { ...registry(), aliases: {} };
    kept.revision = 2;
    await state().loadModels();
    expect(state().registry?.text).toBe(registryText(kept.registry));
  });

  it("keeps what was typed over a reload, with what it was made from", async () => {
    const { engine, change, shelf, kept } = await opened();
    change(dearer);
    kept.revision = 2;
    const again = page(engine);
    for (const [id, item] of shelf) again.shelf.set(id, item);
    await again.store.getState().loadModels();
    const document = again.store.getState().registry;
    expect(document?.text).toBe(dearer(registryText(registry())));
    expect(document === undefined ? undefined : isOvertaken(document)).toBe(true);
  });

  it("is drawn with its versions, the prices of today and its aliases", async () => {
    const { store, state } = await opened();
    const document = state().registry;
    if (document === undefined) throw new Error("no registry");
    const html = renderToStaticMarkup(
      <StoreProvider value={store}>
        <RegistryEditor document={document} />
      </StoreProvider>,
    );
    for (const part of ["large", "api.example", "Rehearsal, no model", "Edit large 2"]) {
      expect(html).toContain(part);
    }
    expect(html).toMatch(/aria-label="Share of the canary of production, %"[^>]*value="10"/);
  });
});

describe("an edit of the registry", () => {
  const read = (text: string) => {
    const { registry: parsed, problems } = readRegistry(text);
    expect(problems).toEqual([]);
    return parsed;
  };
  const text = registryText(registry());

  it("of a version's or a model's name takes the aliases along", () => {
    const path = ["models", "large", 0, "version"];
    const renamed = read(withChanges(text, [{ path, value: "stable" }]));
    expect(renamed?.aliases["production"]?.version).toBe("stable");
    const moved = read(withModelName(text, ["models", "local"], "own"));
    expect(moved?.aliases["production"]?.canary).toEqual({
      model: "own",
      version: "1",
      share: 0.1,
    });
    expect(Object.keys(moved?.models ?? {})).toEqual(["large", "own"]);
  });

  it("adds a version and a model that are valid as they come", () => {
    const { large } = registry().models;
    const next = nextVersion(large, { ...large?.[0], deprecatedFrom: "2026-01-01" });
    const added = read(
      withChanges(text, [
        { path: ["models", "large", 2], value: next },
        { path: ["models", "fresh"], value: newModel("fresh") },
      ]),
    );
    expect(added?.models["large"]?.[2]).toEqual({ ...large?.[0], version: "3" });
    expect(added?.models["fresh"]?.[0]?.modelId).toBe("fresh");
  });

  it("removes a version, and with its last one the model", () => {
    const without = (model: string, at: number) =>
      readRegistry(withChanges(text, [removal(registry(), { model, at })]));
    expect(without("large", 1).registry?.models["large"]).toHaveLength(1);
    // The alias that meant it has to mean another one first.
    expect(without("local", 0).problems.map(({ path }) => path)).toEqual([
      "aliases.production.canary.version",
    ]);
  });

  it("gives a new price a day of its own, and leaves the old ones", () => {
    const prices = registry().models["large"]?.[0]?.prices;
    expect(nextPrice(prices, "2026-11-22")).toEqual({ from: "2026-11-22", ...PRICE, inputUsd: 3 });
    expect(nextPrice(prices, "2026-06-01")).toMatchObject({ from: "2026-06-02" });
    expect(nextPrice([], "2026-11-22")).toMatchObject({ from: "2026-11-22", inputUsd: 0 });
    expect(priceOf(prices, "2026-05-31")?.["inputUsd"]).toBe(2);
    expect(priceOf(prices, "2025-12-31")).toBeUndefined();
  });

  it("shows what it can of a text that is wrong anywhere", () => {
    const broken = { models: { a: [{ version: 3, prices: "none" }, null], b: 7 }, aliases: [] };
    expect(versionRows(broken, "2026-01-01").map(({ model, at }) => `${model} ${at}`)).toEqual([
      "a 0",
      "a 1",
    ]);
  });
});

describe("what may be written", () => {
  const text = registryText(registry());
  const refused = (path: readonly (string | number)[], value: string): string[] =>
    readRegistry(withChanges(text, [{ path, value }])).problems.map((problem) => problem.path);

  it("names no version twice, and begins one price a day", () => {
    expect(readRegistry(text).problems).toEqual([]);
    expect(refused(["models", "large", 1, "version"], "1")).toEqual(["models.large[1].version"]);
    expect(refused(["models", "large", 0, "prices", 1, "from"], "2026-01-01")).toEqual([
      "models.large[0].prices[1].from",
    ]);
  });

  it("calls a model as a model may be called, and says how", () => {
    const { problems } = readRegistry(withModelName(text, ["models", "local"], "No Name"));
    expect(problems[0]).toMatchObject({
      path: 'models["No Name"]',
      expected: expect.stringContaining("lower-case letters"),
    });
  });

  it("has a field in the form for all that a version can say", () => {
    const shape = shapeOf(ModelVersion);
    expect(shape.kind === "object" ? Object.keys(shape.fields) : []).toEqual([
      "version",
      "modelId",
      "server",
      "keyName",
      "prices",
      "latency",
      "deprecatedFrom",
    ]);
  });
});

describe("sessions that pin a version", () => {
  const pinned = (version: string, status: "idle" | "ended" | "paused") => ({
    status,
    model: { requested: "production", name: "large", version, modelId: "large-id" },
  });

  it("are counted while they may go on, and told before it is taken away, by form or by text", () => {
    const pins = pinsOf([
      pinned("1", "idle"),
      pinned("1", "paused"),
      pinned("1", "ended"),
      pinned("2", "ended"),
      { status: null, model: null },
    ]);
    expect(pins).toEqual({ "large 1": 2 });
    expect(pinnedText(2)).toMatch(/^2 sessions .* could not go on\.$/);
    expect(pinnedText(0)).toMatch(/^No session/);
    expect(pinnedText(undefined)).toContain("could not be counted");
    const before = registry();
    const { large = [] } = before.models;
    const now = { ...before, models: { ...before.models, large: large.slice(1) } };
    expect(unpinned(before, now, pins)).toEqual([{ target: "large 1", sessions: 2 }]);
    expect(unpinned(before, before, pins)).toEqual([]);
    expect(unpinned(before, { ...now, models: {} }, pins)).toHaveLength(1);
  });
});
