import type { CallOutcome, Reconciliation, Tool, ToolContext } from "../tool.js";
import { limitResult } from "./result-limit.js";
import { ToolFault } from "./tool-fault.js";

/** What is asked of a tool, with the input already checked. */
export type ToolRequest =
  | { readonly kind: "execute"; readonly input: Record<string, unknown> }
  | { readonly kind: "reconcile" };

export type ToolAnswer =
  | CallOutcome
  | { readonly kind: "reconciled"; readonly found: Reconciliation };

/** Runs one attempt where it stands: same code in this process, a thread or a child. Never throws. */
export async function attempt(
  tool: Tool,
  request: ToolRequest,
  context: ToolContext,
): Promise<ToolAnswer> {
  try {
    if (request.kind === "reconcile")
      return tool.replay === "reconcilable"
        ? { kind: "reconciled", found: await tool.reconcile(context.idempotencyKey, context) }
        : unknownFate(`${tool.name} cannot tell whether a call took place`);
    const result: unknown = await tool.execute(request.input, context);
    if (typeof result !== "string")
      throw new ToolFault("threw", `expected a text as its result, found ${typeof result}`, true);
    return { kind: "result", ...limitResult(result, tool.limits.maxResultBytes) };
  } catch (error) {
    return request.kind === "reconcile" ? unknownFate(messageOf(error)) : faultOf(tool, error);
  }
}

/** A fault of `tool`, in the words that the model reads. */
export function fault(
  tool: string,
  kind: Extract<CallOutcome, { kind: "fault" }>["fault"],
  message: string,
  mayHaveHappened = false,
): CallOutcome {
  return { kind: "fault", fault: kind, message: `${tool}: ${message}`, mayHaveHappened };
}

/** Nobody can say whether the call took place. */
export function unknownFate(message: string): ToolAnswer {
  return { kind: "reconciled", found: { happened: "unknown", message } };
}

function faultOf(tool: Tool, error: unknown): CallOutcome {
  const message = limitResult(messageOf(error), tool.limits.maxResultBytes).result;
  return error instanceof ToolFault
    ? fault(tool.name, error.fault, message, error.mayHaveHappened)
    : fault(tool.name, "threw", message);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
