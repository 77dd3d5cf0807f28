import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import type { PresetFile } from "../../../engine/contract/preset.js";
import { presetRows } from "../../../renderer/panes/settings/presets/preset-rows.js";
import { PresetLists } from "../../../renderer/panes/settings/presets/presets-panel.js";
import { StoreProvider } from "../../../renderer/state/use-app.js";
import { FakeEngine, page } from "./fake-engine.js";

const HOUR = {
  schema: "headroom/preset/v1",
  kind: "gpu-price",
  preset: {
    id: "h100-sxm",
    name: "H100",
    gpu: "h100-sxm",
    lowUsdPerHour: 2,
    highUsdPerHour: 2.5,
    source: "Our contract",
    date: "2026-11",
  },
} satisfies PresetFile;

async function opened() {
  const engine = new FakeEngine();
  const { store } = page(engine);
  const state = store.getState;
  await state().loadPresets();
  return { engine, store, state };
}

describe("presets of the workspace in the settings", () => {
  it("begin as a copy, are checked as they are typed, and every step has its way back", async () => {
    const { engine, state } = await opened();
    state().copyPreset(HOUR);
    const text = state().presetDraft?.text ?? "";
    expect(JSON.parse(text)).toEqual(HOUR);
    state().typePreset(text.replace("2.5", "1"));
    expect(state().presetDraft?.problems).toMatchObject([{ path: "preset.highUsdPerHour" }]);
    await state().savePreset();
    expect(engine.ownPresets.size).toBe(0);

    const dearer = text.replace("2.5", "3");
    state().typePreset(dearer);
    await state().savePreset();
    expect(state().presetDraft).toBeUndefined();
    expect([...engine.ownPresets.values()]).toEqual([dearer]);
    await state().undo();
    expect(engine.ownPresets.size).toBe(0);
    await state().redo();
    expect([...engine.ownPresets.values()]).toEqual([dearer]);

    const [entry] = state().presets?.own ?? [];
    if (entry === undefined) throw new Error("the preset is not listed");
    await state().editPreset(entry.id);
    state().typePreset(text);
    await state().savePreset();
    expect([...engine.ownPresets.values()]).toEqual([text]);
    await state().undo();
    expect([...engine.ownPresets.values()]).toEqual([dearer]);
    await state().removePreset(entry);
    expect(engine.ownPresets.size).toBe(0);
    await state().undo();
    expect([...engine.ownPresets.values()]).toEqual([dearer]);
  });

  it("are told from those that came with Headroom, and a damaged file is named with its ways out", async () => {
    const { engine, store, state } = await opened();
    engine.ownPresets.set("h100-sxm", JSON.stringify(HOUR));
    engine.ownPresets.set("broken", "{");
    const { preset } = HOUR;
    engine.presets = { gpuPrices: [preset, { ...preset, id: "l40s", name: "L40S" }] };
    await state().refreshPresets();
    const { presets } = state();
    if (presets === undefined) throw new Error("there are no presets");
    const rows = presetRows(presets, "gpu-price", "en-US");
    expect(rows.map(({ own, figures }) => [own?.id, figures])).toEqual([
      ["h100-sxm", "2.00 – 2.50"],
      [undefined, "2.00 – 2.50"],
    ]);
    const html = renderToStaticMarkup(
      <StoreProvider value={store}>
        <PresetLists presets={presets} />
      </StoreProvider>,
    );
    expect(html).toContain("broken.json cannot be read");
    expect(html).toContain("Mend the text");
    await state().editPreset("broken");
    expect(state().presetDraft?.problems).toHaveLength(1);
  });
});
