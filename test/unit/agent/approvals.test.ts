import { expect, it } from "vitest";
import { approvalPolicy, DEFAULT_BY_REPLAY } from "../../../engine/agent/hands/approvals.js";
import { ReplayClass } from "../../../engine/contract/session.js";
import type { ToolDeclaration } from "../../../engine/agent/tool.js";
import { fc } from "../../property.js";

const tool = (name: string, replay: ReplayClass): ToolDeclaration => ({
  name,
  description: "",
  inputSchema: { type: "object" },
  replay,
  limits: { timeoutMs: 1, maxResultBytes: 1, retries: 0 },
  workers: 1,
  cacheTtlMs: undefined,
});

it.each(ReplayClass.options)(
  "decides a tool of class %s by its class when no rule names it",
  (replay) => {
    const { decision, reason } = approvalPolicy().decide(tool("x", replay), {});
    expect(decision).toBe(DEFAULT_BY_REPLAY[replay]);
    expect(reason).toContain(`"${replay}"`);
  },
);

it("allows by itself only what a crash cannot make happen twice", () => {
  expect(DEFAULT_BY_REPLAY).toEqual({
    read: "allow",
    idempotent: "allow",
    reconcilable: "ask",
    never: "ask",
  });
});

it("a tool's own rule wins over its class, and a changed class over the default", () => {
  const policy = approvalPolicy({ a: "deny", b: "allow" }, { read: "ask" });
  expect(policy.decide(tool("a", "read"), {}).decision).toBe("deny");
  expect(policy.decide(tool("b", "never"), {}).decision).toBe("allow");
  expect(policy.decide(tool("c", "read"), {}).decision).toBe("ask");
});

it("a rule may look at the input", () => {
  const policy = approvalPolicy({
    pay: (input) =>
      JSON.stringify(input).includes("9")
        ? { decision: "ask", reason: "a nine" }
        : { decision: "allow", reason: "no nine" },
  });
  expect(policy.decide(tool("pay", "never"), { amount: 9 })).toEqual({
    decision: "ask",
    reason: "a nine",
  });
  expect(policy.decide(tool("pay", "never"), { amount: 1 }).decision).toBe("allow");
});

it("names of the language's own are no rules, and any name gets a decision of its class", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.constantFrom("constructor", "__proto__", "toString", "hasOwnProperty"),
        fc.string(),
      ),
      fc.constantFrom(...ReplayClass.options),
      (name, replay) => {
        expect(approvalPolicy().decide(tool(name, replay), {}).decision).toBe(
          DEFAULT_BY_REPLAY[replay],
        );
      },
    ),
  );
});
