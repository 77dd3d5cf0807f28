/** What happens: the low four bits of an event; the rest is a source, session or call number. */
export const ARRIVE = 0;
export const BRAIN_DONE = 1;
/** A tool call has crossed the bus, or its retry delay is over, and wants a worker. */
export const CALL_ARRIVES = 2;
/** All calls that a step sent off together have crossed the bus (hops of constant length). */
export const CALLS_ARRIVE = 8;
export const TOOL_DONE = 3;
/** All calls of a step are back. */
export const STEP_READY = 4;
/** A call that failed for good is back, and the session with it. */
export const SESSION_FAILS = 5;
/** Coupled: the container has started. */
export const CONTAINER_READY = 6;
/** Coupled: the retry delay is over. */
export const RETRY = 7;
/** The user has thought between two turns, and sends the next message. */
export const THINK_OVER = 9;
/** The batch of a batched server changes. */
export const BRAIN_ADVANCES = 10;
/** A step has reached the batched servers. */
export const BRAIN_SUBMITS = 11;
/** The front end of batched servers sees new counts. */
export const LOADS_REFRESH = 12;
/** API brain: the first token of a step, and the end of a backoff. */
export const API_FIRST_TOKEN = 13;
export const API_RETRY = 14;

export const CODE_BITS = 4;
export const CODE_MASK = 15;
