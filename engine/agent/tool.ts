import type { z } from "zod";
import type { CallFault, ReplayClass } from "../contract/session.js";

export interface ToolLimits {
  readonly timeoutMs: number;
  /** Longer results are cut, and say so. */
  readonly maxResultBytes: number;
  /** Further attempts after a failure. Only where repeating is harmless: `read` and `idempotent`. */
  readonly retries: number;
}

/** What a tool keeps between calls, in its own namespace. Values are JSON texts. */
export interface ToolState {
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string): Promise<void>;
  readonly effects: EffectLedger;
}

/** The side effects of a namespace, in order, each durable when its promise resolves. */
export interface EffectLedger {
  /** Records an effect, whatever was recorded under the key before: for effects that cannot be made once. */
  append(idempotencyKey: string, result: string): Promise<void>;
  /**
   * Records an effect unless the key has one, and resolves with the result that stands. One transaction:
   * of two processes with the same key, one records.
   */
  appendOnce(idempotencyKey: string, result: string): Promise<string>;
  /** The result of the first effect under the key. */
  find(idempotencyKey: string): Promise<string | undefined>;
}

export interface ToolContext {
  /** The same for every attempt of one call. */
  readonly idempotencyKey: string;
  readonly signal: AbortSignal;
  readonly session: string;
  readonly state: ToolState;
}

/** What asking the outside world about an idempotency key told. */
export type Reconciliation =
  | { readonly happened: "yes"; readonly result: string }
  | { readonly happened: "no" }
  | { readonly happened: "unknown"; readonly message: string };

interface ToolBase<Input extends z.ZodObject> {
  /** `^[a-zA-Z0-9_-]{1,64}$`, as the Messages protocol wants it. */
  readonly name: string;
  /** What the model is told. */
  readonly description: string;
  readonly input: Input;
  readonly limits: ToolLimits;
  /** Tools that name the same namespace share state. */
  readonly stateNamespace: string;
  readonly runsIn: "in-process" | "worker-thread" | "child-process";
  /** Calls that may run at the same time. */
  readonly workers: number;
  /** Makes ready what calls need. Called before the first call of the tool in a process. */
  provision?(resources: Readonly<Record<string, string>>): Promise<void>;
  /** Resolves with what the model is told; throws what went wrong. */
  execute(input: z.output<Input>, context: ToolContext): Promise<string>;
}

/** One tool as a module declares it. */
export type Tool<Input extends z.ZodObject = z.ZodObject> = ToolBase<Input> &
  (
    | {
        readonly replay: "read";
        /** How long a result may be served again for the same input; unset: never. */
        readonly cacheTtlMs?: number;
      }
    | { readonly replay: "idempotent" | "never" }
    | {
        readonly replay: "reconcilable";
        reconcile(idempotencyKey: string, context: ToolContext): Promise<Reconciliation>;
      }
  );

/** A tool as brains see it. */
export interface ToolDeclaration {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the input, of type `object`. */
  readonly inputSchema: Readonly<Record<string, unknown>> & { readonly type: "object" };
  readonly replay: ReplayClass;
  readonly limits: ToolLimits;
  readonly workers: number;
  readonly cacheTtlMs: number | undefined;
}

/** How one attempt at a call ended. */
export type CallOutcome =
  | { readonly kind: "result"; readonly result: string; readonly truncated: boolean }
  | {
      readonly kind: "fault";
      readonly fault: CallFault;
      readonly message: string;
      /** Whether the tool may have done its work all the same: a timeout, a killed process. */
      readonly mayHaveHappened: boolean;
    };

export interface CallOptions {
  readonly session: string;
  readonly signal: AbortSignal;
}

/** All tools of one engine, each with its workers and its state. */
export interface Hands {
  /** Known tools; may grow as MCP servers connect. */
  declarations(): readonly ToolDeclaration[];
  provision(resources: Readonly<Record<string, string>>): Promise<void>;
  /** What is wrong with an input, in words; undefined where the tool would take it. */
  refusal(name: string, input: unknown): string | undefined;
  /** Checks the input, runs one attempt within the tool's limits, and never throws. */
  execute(
    name: string,
    input: unknown,
    idempotencyKey: string,
    options: CallOptions,
  ): Promise<CallOutcome>;
  /** Only for `reconcilable` tools; for others, and when it fails, the answer is `unknown`. */
  reconcile(name: string, idempotencyKey: string, options: CallOptions): Promise<Reconciliation>;
  close(): Promise<void>;
}

/** Whether a call may run: decided before it starts, for every call. */
export interface ApprovalPolicy {
  decide(
    tool: ToolDeclaration,
    input: unknown,
  ): {
    readonly decision: "allow" | "ask" | "deny";
    /** Shown to whoever is asked, and to the model when denied. */
    readonly reason: string;
  };
}
