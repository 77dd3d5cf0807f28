import type { ZodError } from "zod";
import { formatProblem } from "../../contract/errors.js";
import { toProblems } from "../../contract/problems.js";
import type {
  CallOptions,
  CallOutcome,
  Hands,
  Reconciliation,
  Tool,
  ToolContext,
  ToolDeclaration,
} from "../tool.js";
import { attempt, fault, unknownFate } from "./attempt.js";
import type { ToolAnswer, ToolRequest } from "./attempt.js";
import { declare } from "./declare.js";
import { Slots } from "./slots.js";
import type { ToolStateStore } from "./tool-state.js";
import { WorkerGroup } from "./worker-group.js";
import type { LaunchWorker } from "./worker-group.js";

export interface HandsSettings {
  readonly state: ToolStateStore;
  /** Takes secrets out of results and messages: they go to the log from here. */
  readonly redact: (text: string) => string;
  /** Starts the thread or process of a tool that asks for one. */
  readonly launch: LaunchWorker;
}

interface Hand {
  readonly tool: Tool;
  readonly declaration: ToolDeclaration;
  readonly slots: Slots;
  /** Undefined where the tool runs in this process. */
  readonly workers: WorkerGroup | undefined;
  /** Resolved once the tool is provisioned here; unset before the first call and after a failure. */
  ready: Promise<void> | undefined;
}

/** All tools of one engine. Tools come and go with {@link add} and {@link remove}, as MCP servers do. */
export class ToolHands implements Hands {
  private readonly settings: HandsSettings;
  private readonly hands = new Map<string, Hand>();
  private resources: Readonly<Record<string, string>> = {};

  constructor(tools: readonly Tool[], settings: HandsSettings) {
    this.settings = settings;
    for (const tool of tools) this.add(tool);
  }

  /**
   * Makes a tool callable. Throws where the name is taken or not one that the Messages protocol allows.
   * @param inputSchema What models are told the input is, where that is not the tool's own zod schema.
   */
  add(tool: Tool, inputSchema?: ToolDeclaration["inputSchema"]): void {
    if (this.hands.has(tool.name)) throw new Error(`there is a tool "${tool.name}" already`);
    this.replace(tool, inputSchema);
  }

  /** {@link add}, in the place of the tool of that name if there is one, whose calls under way finish. */
  replace(tool: Tool, inputSchema?: ToolDeclaration["inputSchema"]): void {
    this.hands.get(tool.name)?.workers?.retire();
    this.hands.set(tool.name, {
      tool,
      declaration: declare(tool, inputSchema),
      slots: new Slots(tool.workers),
      workers:
        tool.runsIn === "in-process" ? undefined : new WorkerGroup(tool, this.settings.launch),
      ready: undefined,
    });
  }

  /** Calls under way finish; further ones find no such tool. */
  remove(name: string): void {
    this.hands.get(name)?.workers?.retire();
    this.hands.delete(name);
  }

  declarations(): readonly ToolDeclaration[] {
    return [...this.hands.values()].map(({ declaration }) => declaration);
  }

  /** What tools may ask for when they are provisioned, which is before the first call of each. */
  async provision(resources: Readonly<Record<string, string>>): Promise<void> {
    this.resources = resources;
    for (const hand of this.hands.values()) hand.ready = undefined;
  }

  refusal(name: string, input: unknown): string | undefined {
    const parsed = this.hands.get(name)?.tool.input.safeParse(input);
    if (parsed?.success !== false) return undefined;
    return this.settings.redact(`${name}: ${notValid(parsed.error, input)}`);
  }

  async execute(
    name: string,
    input: unknown,
    idempotencyKey: string,
    options: CallOptions,
  ): Promise<CallOutcome> {
    const hand = this.hands.get(name);
    if (hand === undefined)
      return fault(name, "unknown-tool", `no such tool. There are: ${this.names()}`);
    const parsed = hand.tool.input.safeParse(input);
    if (!parsed.success)
      return this.redacted(fault(name, "invalid-input", notValid(parsed.error, input)));
    const answer = await this.run(
      hand,
      { kind: "execute", input: parsed.data },
      idempotencyKey,
      options,
    );
    return answer.kind === "reconciled"
      ? fault(name, "threw", "answered another question than was asked", true)
      : this.redacted(answer);
  }

  async reconcile(
    name: string,
    idempotencyKey: string,
    options: CallOptions,
  ): Promise<Reconciliation> {
    const hand = this.hands.get(name);
    if (hand === undefined)
      return { happened: "unknown", message: `there is no tool "${name}" any more` };
    if (hand.tool.replay !== "reconcilable")
      return { happened: "unknown", message: `${name} cannot tell whether a call took place` };
    const answer = await this.run(hand, { kind: "reconcile" }, idempotencyKey, options);
    if (answer.kind === "fault")
      return { happened: "unknown", message: this.settings.redact(answer.message) };
    if (answer.kind !== "reconciled")
      return { happened: "unknown", message: `${name} answered another question than was asked` };
    return answer.found;
  }

  /** Ends every worker, whatever it does. */
  async close(): Promise<void> {
    const all = [...this.hands.values()];
    this.hands.clear();
    await Promise.all(all.map(async ({ workers }) => workers?.close()));
  }

  private async run(
    hand: Hand,
    request: ToolRequest,
    idempotencyKey: string,
    { session, signal }: CallOptions,
  ): Promise<ToolAnswer> {
    const { tool } = hand;
    let release: () => void;
    try {
      release = await hand.slots.acquire(signal);
    } catch {
      return fault(tool.name, "cancelled", "cancelled before it started");
    }
    if (signal.aborted) {
      release();
      return fault(tool.name, "cancelled", "cancelled before it started");
    }
    const stop = new AbortController();
    // Work that was begun and cut off may have had its effect, unless it only reads.
    const mayHaveHappened = tool.replay !== "read";
    const cut = new Promise<ToolAnswer>((resolve) => {
      stop.signal.addEventListener("abort", () =>
        resolve(
          stop.signal.reason === "timeout"
            ? fault(
                tool.name,
                "timeout",
                `took longer than ${tool.limits.timeoutMs} ms`,
                mayHaveHappened,
              )
            : fault(tool.name, "cancelled", "cancelled while it ran", mayHaveHappened),
        ),
      );
    });
    const timer = setTimeout(() => stop.abort("timeout"), tool.limits.timeoutMs);
    const cancel = (): void => stop.abort("cancelled");
    signal.addEventListener("abort", cancel, { once: true });
    try {
      const context = { idempotencyKey, session, signal: stop.signal };
      // A tool may ignore the signal: then nobody waits for it any longer.
      return await Promise.race([this.work(hand, request, context), cut]);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", cancel);
      release();
    }
  }

  private async work(
    hand: Hand,
    request: ToolRequest,
    context: Omit<ToolContext, "state">,
  ): Promise<ToolAnswer> {
    const { tool, workers } = hand;
    try {
      // Awaited here: a worker that cannot be started is this call's fault, not the session's.
      if (workers !== undefined) return await workers.run(request, this.resources, context);
      hand.ready ??= Promise.resolve(tool.provision?.(this.resources));
      await hand.ready;
      const state = this.settings.state.of(tool.stateNamespace);
      return await attempt(tool, request, { ...context, state });
    } catch (error) {
      hand.ready = undefined;
      const why = error instanceof Error ? error.message : String(error);
      return request.kind === "reconcile"
        ? unknownFate(why)
        : fault(tool.name, "unavailable", `could not be made ready: ${why}`);
    }
  }

  private redacted(outcome: CallOutcome): CallOutcome {
    return outcome.kind === "result"
      ? { ...outcome, result: this.settings.redact(outcome.result) }
      : { ...outcome, message: this.settings.redact(outcome.message) };
  }

  private names(): string {
    return [...this.hands.keys()].join(", ") || "none";
  }
}

function notValid(error: ZodError, input: unknown): string {
  return `the input is not valid. ${toProblems(error, input).map(formatProblem).join("; ")}`;
}
