import { expect, onTestFinished, test } from "vitest";
import { createClient } from "../../../engine/contract/client.js";
import { createDispatch } from "../../../engine/contract/service.js";
import { createEngine } from "../../../engine/services/index.js";
import { servicePorts } from "../../contract/services.js";
import { temporaryFolder } from "../../contract/temporary.js";

test("live sessions teach the times of their model and their tools, by version and origin", async () => {
  const engine = createEngine(servicePorts(await temporaryFolder()));
  onTestFinished(() => engine.close());
  const client = createClient(createDispatch(engine.services));
  expect(await client.call("session.times", {})).toEqual({ models: [], tools: [], unread: 0 });
  for (const path of ["a.txt", "b.txt"]) {
    await client.call("session.start", {
      prompt: `write_file {"path": "${path}", "content": "x"}`,
      tools: ["write_file"],
      model: "rehearsal-instant",
      onTurnEnd: "end",
    });
  }
  const { models, tools, unread } = await client.call("session.times", {});
  expect(unread).toBe(0);
  expect(models).toMatchObject([
    { name: "rehearsal-instant", version: "1", origin: "rehearsal", sessions: 2 },
  ]);
  // Each session: an answer that calls the tool, and one that ends the turn.
  expect(models[0]?.ttftMs.count).toBe(4);
  expect(models[0]?.ttftMs.meanMs).toBeGreaterThan(0);
  expect(tools).toMatchObject([{ tool: "write_file", timeMs: { count: 2 } }]);
  const newest = await client.call("session.times", { most: 1 });
  expect(newest.models).toMatchObject([{ sessions: 1 }]);
}, 60_000);
