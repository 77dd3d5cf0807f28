/**
 * The row of a live branch of tool calls: one parallel call, or the chain of a step's serial calls.
 * Offsets of its doubles …
 */
export const CALL_QUEUED_MS = 0;
export const CALL_STARTED_MS = 1;
/** When the event that ends the attempt in work is due; an event at another time is out of date. */
export const CALL_DUE_MS = 2;
/** Service of the attempt in work, cut at the timeout, and the cold start before it. */
export const CALL_SERVICE_MS = 3;
export const CALL_COLD_MS = 4;
/** When the branch's next call leaves, or its answer is back. */
export const CALL_AT_MS = 5;
/** Where the branch's time went. */
export const CALL_BUS = 6;
export const CALL_TOOL_QUEUE = 7;
export const CALL_TOOL = 8;
export const CALL_RETRY_DELAY = 9;
export const CALL_RESTART = 10;
export const CALL_PROVISION = 11;
export const CALL_DOUBLES = 12;

/** … and of its integers. */
export const CALL_SESSION = 0;
/** Its tool's id, which of the step's calls to it this is, out of how many. */
export const CALL_TOOL_ID = 1;
export const CALL_INDEX = 2;
export const CALL_COUNT = 3;
export const CALL_ATTEMPT = 4;
/** 1 when the attempt in work will turn out to have failed. */
export const CALL_FAILS = 5;
/** The next of the calls that are on the bus together; −1 ends the list. */
export const CALL_NEXT = 6;
export const CALL_INTEGERS = 8;

/** Attempts of one call that have draws of their own: `item = call · 128 + attempt`. */
export const ATTEMPTS = 128;
