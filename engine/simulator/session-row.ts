import { STAGES } from "../contract/result.js";

/**
 * The row of a live session in the session {@link Table}: offsets of its doubles …
 */
/** Arrival, put off by what the user thought since: the session's age is now minus this. */
export const ARRIVAL_MS = 0;
/** When it joined the queue it waits in. */
export const QUEUED_MS = 1;
/** When the brain step in work started; coupled: when what is now in work started. */
export const STARTED_MS = 2;
/** When the event that ends what is in work is due: an event at another time is out of date. */
export const DUE_MS = 3;
export const SERVICE_MS = 4;
/** Part of the service before the first token. */
export const PREFILL_MS = 5;
/** Arrival to the first token; −1 until there is one. */
export const TTFT_MS = 6;
/** When the last call back so far returns (decoupled); start of the slot (coupled). */
export const RESUME_MS = 7;
/** When a call that failed for good comes back and ends the session. */
export const FAIL_MS = 8;
/** Prompt of the last step, and what the next step adds to it. */
export const PROMPT_TOKENS = 9;
export const FRESH_TOKENS = 10;
/** Tokens of the step in work or waiting. */
export const STEP_INPUT = 11;
export const STEP_READ = 12;
export const STEP_WRITE = 13;
export const STEP_OUTPUT = 14;
/** Tokens paid so far. */
export const PAID_INPUT = 15;
export const PAID_OUTPUT = 16;
export const PAID_READ = 17;
export const PAID_WRITE = 18;
export const WASTED = 19;
/** Re-sent history that no cache served, and what a preempted step computed again. */
export const REPREFILLED = 20;
/** Input, output and cache-read tokens paid since the session (re)started: lost if its replica fails. */
export const RUN_TOKENS = 21;
/** Batched brain: leading tokens of the step's prompt that its server may still hold from the last step. */
export const STEP_HISTORY = 22;
/** What prompts above the long-prompt threshold cost beside the plain price, in USD. */
export const LONG_PROMPT_USD = 23;
/** Stage times in the order of STAGES. */
export const STAGE = 24;
/** Input tokens of the first step, which a restart begins with again. */
export const FIRST_INPUT = STAGE + STAGES.length;
/** Coupled: waiting time up to the start of the slot, which a restart goes on from. */
export const QUEUE_BEFORE_MS = FIRST_INPUT + 1;
export const SESSION_DOUBLES = QUEUE_BEFORE_MS + 1;

/** … and of its integers. */
export const WORKLOAD = 0;
/** Number of the session in its workload: what its random streams are addressed by. */
export const INDEX = 1;
export const SOURCE = 2;
/** Brain step in work, from 0 over all turns, and how many there are up to the end of this turn. */
export const STEP = 3;
export const STEPS = 4;
/** Branches of tool calls not back yet (decoupled). */
export const PENDING = 5;
export const FLAGS = 6;
/** Pools in which the session has a sandbox, one bit each. */
export const SANDBOXES_LOW = 7;
export const SANDBOXES_HIGH = 8;
/** Coupled: the tool, its call and the attempt in work, and what the slot is doing. */
export const TOOL = 9;
export const CALL = 10;
/** Of a tool call, or of the API request of a brain step. */
export const ATTEMPT = 11;
export const PHASE = 12;
/** Decoupled: the first and last of the calls that are on the bus together. */
export const FIRST_CALL = 13;
export const LAST_CALL = 14;
/**
 * API brain: how far the request of the brain step in work is. A session has a step or calls in work,
 * never both, so they share the place, and a row of integers stays one cache line.
 */
export const REQUEST = 14;
/** Turns that have not ended, the one in work included. */
export const TURNS_LEFT = 15;
/** Decoupled, in the place of the coupled TOOL: the branch of tool calls back last so far; −1: none. */
export const LAST_BACK = 9;
export const SESSION_INTEGERS = 16;

/** Flags. */
export const RETRIED = 1;
/** A call has failed for good; the session ends when that is known. */
export const DOOMED = 2;
/** The session has ended; its row waits for calls that are still out. */
export const ENDED = 4;

/** Stage offsets by name. */
export const STAGE_QUEUE = STAGE + 0;
export const STAGE_PROVISION = STAGE + 1;
export const STAGE_PREFILL = STAGE + 2;
export const STAGE_DECODE = STAGE + 3;
export const STAGE_BUS = STAGE + 4;
export const STAGE_TOOL_QUEUE = STAGE + 5;
export const STAGE_TOOL = STAGE + 6;
export const STAGE_RETRY_DELAY = STAGE + 7;
export const STAGE_RESTART = STAGE + 8;
