import type { Tool, ToolContext } from "../tool.js";
import { fault } from "./attempt.js";
import type { ToolAnswer, ToolRequest } from "./attempt.js";
import type { WorkerCall, WorkerReply } from "./worker-messages.js";

/** A thread or a process that serves tools. */
export interface HandWorker {
  send(call: WorkerCall): void;
  /** Called with every reply. */
  onReply(listener: (reply: WorkerReply) => void): void;
  /** Called once, when it has ended for whatever reason; `why` is fit to be read by a user. */
  onEnd(listener: (why: string) => void): void;
  /** Ends it at once, whatever it does. Resolves when it has ended. */
  end(): Promise<void>;
}

export type LaunchWorker = (runsIn: "worker-thread" | "child-process") => HandWorker;

/**
 * The workers of one tool: started when first needed, kept for further calls, replaced when they end.
 * How many run at once is bounded by whoever calls.
 */
export class WorkerGroup {
  private readonly tool: Tool;
  private readonly launch: LaunchWorker;
  private readonly idle: HandWorker[] = [];
  private readonly all = new Set<HandWorker>();
  private isClosed = false;

  constructor(tool: Tool, launch: LaunchWorker) {
    this.tool = tool;
    this.launch = launch;
  }

  /** Runs one attempt. A worker that ends meanwhile is a fault; one whose call was cut off is ended. */
  run(
    request: ToolRequest,
    resources: Readonly<Record<string, string>>,
    { idempotencyKey, session, signal }: Omit<ToolContext, "state">,
  ): Promise<ToolAnswer> {
    const { tool } = this;
    const { name } = tool;
    if (this.isClosed) return Promise.resolve(fault(name, "unavailable", "the engine is closing"));
    return new Promise((resolve) => {
      const worker = this.take();
      const cut = (): void => void worker.end();
      const settle = (answer: ToolAnswer): void => {
        signal.removeEventListener("abort", cut);
        resolve(answer);
      };
      worker.onReply(({ answer }) => {
        settle(answer);
        if (this.isClosed) void worker.end();
        else if (!signal.aborted) this.idle.push(worker);
      });
      worker.onEnd((why) => {
        this.forget(worker);
        const mayHaveHappened = tool.replay !== "read";
        settle(fault(name, "threw", `its ${tool.runsIn} ended: ${why}`, mayHaveHappened));
      });
      signal.addEventListener("abort", cut, { once: true });
      worker.send({ tool: name, request, resources, idempotencyKey, session });
    });
  }

  /** Takes no further call; those under way finish. */
  retire(): void {
    this.isClosed = true;
    for (const worker of this.idle.splice(0)) void worker.end();
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await Promise.all([...this.all].map((worker) => worker.end()));
  }

  private take(): HandWorker {
    const free = this.idle.pop();
    if (free !== undefined) return free;
    const runsIn = this.tool.runsIn === "child-process" ? "child-process" : "worker-thread";
    const started = this.launch(runsIn);
    this.all.add(started);
    return started;
  }

  private forget(worker: HandWorker): void {
    this.all.delete(worker);
    const at = this.idle.indexOf(worker);
    if (at >= 0) this.idle.splice(at, 1);
  }
}
