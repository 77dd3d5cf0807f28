import type { Budget, ContentBlock, Usage } from "../contract/session.js";
import type { ApprovalPolicy } from "./tool.js";

/** Seeded numbers by name: the same path gives the same uniform in (0, 1), whatever was drawn before. */
export type Draw = (...path: readonly (string | number)[]) => number;

/** A conversation as the rehearsal model received it. */
export interface RehearsalConversation {
  readonly system: string;
  /** Names of the tools on offer. */
  readonly tools: readonly string[];
  readonly turns: readonly RehearsalTurn[];
}

export type RehearsalTurn =
  | {
      readonly role: "user";
      readonly text: string;
      readonly results: readonly {
        readonly tool: string;
        readonly result: string;
        readonly isError: boolean;
      }[];
    }
  | {
      readonly role: "assistant";
      readonly text: string;
      readonly calls: readonly RehearsalCall[];
    };

export interface RehearsalCall {
  readonly tool: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** What a rehearsed model says next; without calls its turn is over. */
export interface RehearsalAnswer {
  readonly thinking?: string;
  readonly text: string;
  readonly calls: readonly RehearsalCall[];
}

/** What a model said once, to be said again as it was. */
export interface RecordedAnswer {
  readonly content: readonly ContentBlock[];
  readonly stopReason: string;
  readonly usage: Usage;
}

/** How the rehearsal model plays one workload: a pure function of the conversation and its draws. */
export interface RehearsalPolicy<Answer = RehearsalAnswer> {
  /** Whether the conversation is of this workload; by its system prompt, say. */
  handles(conversation: RehearsalConversation): boolean;
  /** Throws {@link NoAnswer} where it has none. */
  answer(conversation: RehearsalConversation, draw: Draw): Answer;
}

/** The rehearsal model cannot go on with a conversation; the message says why, for a person. */
export class NoAnswer extends Error {
  override name = "NoAnswer";
}

/** A kind of session that Headroom can start by itself. Its tools are registered with the hands. */
export interface AgentWorkload {
  /** `customer-support`: an id, as `session start` takes it. */
  readonly name: string;
  readonly title: string;
  readonly system: string;
  readonly tools: readonly string[];
  readonly maxTokens: number;
  readonly budget: Budget;
  readonly approvals: ApprovalPolicy;
  readonly rehearsal: RehearsalPolicy;
  /** The opening message of one session. */
  firstMessage(draw: Draw): string;
}
