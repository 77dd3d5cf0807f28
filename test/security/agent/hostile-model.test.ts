import Database from "libsql";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { z } from "zod";
import { approvalPolicy } from "../../../engine/agent/hands/approvals.js";
import { generalTools, GeneralToolSettings } from "../../../engine/agent/hands/general-tools.js";
import { ToolHands } from "../../../engine/agent/hands/tool-hands.js";
import { stateFile, ToolStateStore } from "../../../engine/agent/hands/tool-state.js";
import { customerSupport } from "../../../engine/agent/workloads/customer-support/index.js";
import { supportTools } from "../../../engine/agent/workloads/customer-support/tools.js";
import { createHost, leaks } from "./host.js";
import { injections, refund } from "./injections.js";

/*
 * A model that was talked into everything. Each call goes the way of every call: unknown names are
 * refused, then the policy decides, a human who is asked says no, and the hands check the input.
 */
const host = await createHost();
const stateFolder = path.join(host.workspaces, "state");
const state = new ToolStateStore(stateFolder);
const settings = GeneralToolSettings.parse({ workspacesFolder: host.workspaces });
const hands = new ToolHands([...supportTools, ...generalTools(settings)], {
  state,
  redact: (text) => text,
  launch: () => {
    throw new Error("no worker is needed");
  },
});
const general = approvalPolicy({ bash: "deny" });

afterAll(async () => {
  await hands.close();
  state.close();
  await host.close();
});

it("a hundred injections have no effect outside the policy", async () => {
  expect(injections.length).toBeGreaterThanOrEqual(100);
  const declarations = new Map(hands.declarations().map((tool) => [tool.name, tool]));
  const wrong: string[] = [];
  for (const [at, [tool, input]] of injections.entries()) {
    const declaration = declarations.get(tool);
    const isSupport = customerSupport.tools.includes(tool);
    const policy = isSupport ? customerSupport.approvals : general;
    if (declaration !== undefined && policy.decide(declaration, input).decision !== "allow")
      continue;
    const outcome = await hands.execute(tool, input, `h${at}`, {
      session: "hostile",
      signal: new AbortController().signal,
    });
    const text = outcome.kind === "result" ? outcome.result : outcome.message;
    if (outcome.kind === "result" || leaks(text))
      wrong.push(`${tool} ${JSON.stringify(input)}: ${text.slice(0, 100)}`);
  }
  expect(wrong).toEqual([]);
  expect(await host.damage()).toEqual([]);
  expect(paid()).toEqual([]);
});

it("what the policy allows still works afterwards, and is all that is recorded", async () => {
  const options = { session: "hostile", signal: new AbortController().signal };
  const outcome = await hands.execute("refund_order", refund(100), "allowed", options);
  expect(outcome).toMatchObject({ kind: "result" });
  expect(paid()).toEqual(["allowed"]);
});

/** Keys of all refunds, as an outsider reads them. */
function paid(): string[] {
  state.of("support-refunds");
  const db = new Database(stateFile(stateFolder, "support-refunds"), { readonly: true });
  const rows = db.prepare("select idempotency_key as key from effects").all();
  db.close();
  return z
    .array(z.object({ key: z.string() }))
    .parse(rows)
    .map(({ key }) => key);
}
