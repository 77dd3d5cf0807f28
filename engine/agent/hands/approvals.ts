import type { ReplayClass } from "../../contract/session.js";
import type { Decision } from "../../contract/settings.js";
import type { ApprovalPolicy } from "../tool.js";

/** A decision for every call of a tool, or one for each input, with what to tell whoever is asked. */
export type ApprovalRule =
  | Decision
  | ((input: unknown) => { readonly decision: Decision; readonly reason: string });

/**
 * What calls may do without a rule of their own: reading, and what can be repeated or looked up, may
 * run; what can be neither undone nor found out afterwards is asked for.
 */
export const DEFAULT_BY_REPLAY: Readonly<Record<ReplayClass, Decision>> = {
  read: "allow",
  idempotent: "allow",
  reconcilable: "ask",
  never: "ask",
};

const WORDS: Readonly<Record<Decision, string>> = {
  allow: "is allowed",
  ask: "asks a human each time",
  deny: "is not allowed",
};

/** What `policy` decides, but for tools that `ruleOf` has a rule of the user's own for. */
export function withUserRules(
  policy: ApprovalPolicy,
  ruleOf: (tool: string) => Decision | undefined,
): ApprovalPolicy {
  return {
    decide: (tool, input) => {
      const rule = ruleOf(tool.name);
      return rule === undefined
        ? policy.decide(tool, input)
        : { decision: rule, reason: `by the settings ${tool.name} ${WORDS[rule]}` };
    },
  };
}

/**
 * Decides each call by the rule of its tool, else by the tool's replay class. Pure: the same call gets
 * the same answer in every process, so that a resumed session does not ask twice.
 */
export function approvalPolicy(
  rules: Readonly<Record<string, ApprovalRule>> = {},
  byReplay: Readonly<Partial<Record<ReplayClass, Decision>>> = {},
): ApprovalPolicy {
  const defaults = { ...DEFAULT_BY_REPLAY, ...byReplay };
  return {
    decide: (tool, input) => {
      // A model chooses the name: `constructor` is no rule.
      const rule = Object.hasOwn(rules, tool.name) ? rules[tool.name] : undefined;
      if (typeof rule === "function") return rule(input);
      if (rule !== undefined) return { decision: rule, reason: `${tool.name} ${WORDS[rule]} here` };
      const decision = defaults[tool.replay];
      return {
        decision,
        reason: `a tool of replay class "${tool.replay}" ${WORDS[decision]} unless a rule names it`,
      };
    },
  };
}
