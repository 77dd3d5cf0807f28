import path from "node:path";
import { parseFailure } from "../../engine/contract/service.js";
import type { Dispatch } from "../../engine/contract/service.js";
import { createEngineHost } from "../../main/host/engine-host.js";
import { live } from "../contract/life.js";
import { overDispatch } from "../contract/transport.js";
import type { Transport } from "../contract/transport.js";
import { call, expect, test } from "./electron.fixture.js";

const direct: Transport = {
  name: "in process",
  open: async (dataFolder) => {
    const host = await createEngineHost({ dataFolder });
    return overDispatch(host.dispatch, () => host.close());
  },
};

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
  expect(steps).toEqual(await live(direct, path.join(home, "reference")));
});
