import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseFailure } from "../../engine/contract/service.js";
import type { Dispatch } from "../../engine/contract/service.js";
import { createEngineHost } from "../../main/host/engine-host.js";
import { live } from "../contract/life.js";
import { overDispatch } from "../contract/transport.js";
import type { Transport } from "../contract/transport.js";
import { WELCOMED } from "./browser.fixture.js";
import { call, expect, test } from "./electron.fixture.js";

const direct: Transport = {
  name: "in process",
  open: async (dataFolder) => {
    const host = await createEngineHost({ dataFolder });
    return overDispatch(host.dispatch, () => host.close());
  },
};

/**
 * Electron's V8 and this Node's differ in the last bit of Math.exp and its kin. A simulation's figures
 * do not show it; the many steps of a fit to a dozen requests do, so a calibration is compared in all
 * but its numbers here, and to the last bit by the parity test of one V8 (test/contract).
 */
function acrossEngines(outcome: { readonly step: string }): unknown {
  // Where keys can be kept is the one thing that a desktop knows and a plain process does not.
  if (outcome.step.endsWith(" key.state")) {
    return JSON.stringify(outcome, (name, value: unknown) => (name === "storage" ? "" : value));
  }
  // The window opens its scenario by itself, at a moment of its own: what was recent is compared, not in which order.
  if (outcome.step.endsWith(" recent.list")) {
    return JSON.stringify(outcome, (name, value: unknown) =>
      name === "ids" && Array.isArray(value)
        ? value.map(String).toSorted((a, b) => a.localeCompare(b))
        : value,
    );
  }
  if (!/ calibrat(e|ion\.[a-z]+)$/.test(outcome.step)) return outcome;
  const text = JSON.stringify(outcome, (_key, value: unknown) =>
    typeof value === "number" ? "a number" : value,
  );
  return text.replaceAll(/\d+(\.\d+)?/g, "0");
}

test("every method answers over IPC as the engine does itself", async ({ desktop, home }) => {
  const dispatch: Dispatch = async (name, input) => {
    const reply = await call(desktop.page, name, input);
    if (reply.kind === "error") throw parseFailure(reply.failure);
    return reply.kind === "result" ? reply.output : undefined;
  };
  const ipc: Transport = {
    name: "IPC",
    open: () => Promise.resolve(overDispatch(dispatch, () => Promise.resolve())),
  };
  const steps = await live(ipc, path.join(home, "data"));
  const ofReference = path.join(home, "reference");
  await mkdir(ofReference);
  // The window's data folder is one that was welcomed already.
  await writeFile(path.join(ofReference, "settings.json"), WELCOMED);
  const reference = await live(direct, ofReference);
  expect(steps.map(acrossEngines)).toEqual(reference.map(acrossEngines));
});
