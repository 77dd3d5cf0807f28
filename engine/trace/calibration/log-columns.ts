/** What a column of a request log can hold; the last three are durations, the four before moments. */
export const LOG_ROLES = [
  "inputTokens",
  "outputTokens",
  "session",
  "prefixTokens",
  "replica",
  "arrival",
  "queued",
  "firstToken",
  "lastToken",
  "ttft",
  "endToEnd",
  "tpot",
] as const;
export type LogRole = (typeof LOG_ROLES)[number];

export const TIME_UNITS = { s: 1, ms: 1e-3, us: 1e-6, ns: 1e-9 } as const;
export type TimeUnit = keyof typeof TIME_UNITS;

/** A column, and the unit its name tells, if any. */
export interface LogColumn {
  readonly name: string;
  readonly unit: TimeUnit | undefined;
}

export type LogColumns = Partial<Record<LogRole, LogColumn>>;

/**
 * Names by which columns are recognised, best first: words in lower case without separators, a unit
 * at the end left out (`first_token_ms`, `firstTokenMs` and `FirstToken (ms)` are all `firsttoken`).
 */
const NAMES: Readonly<Record<LogRole, readonly string[]>> = {
  inputTokens: [
    "inputtoks",
    "inputtokens",
    "prompttokens",
    "contexttokens",
    "inputlength",
    "inputlen",
    "promptlength",
    "promptlen",
    "numprompttokens",
    "numprefilltokens",
    "prefilltokens",
    "isl",
    "input",
    "prompt",
  ],
  outputTokens: [
    "outputtoks",
    "outputtokens",
    "completiontokens",
    "generatedtokens",
    "outputlength",
    "outputlen",
    "numoutputtokens",
    "numdecodetokens",
    "decodetokens",
    "generationtokens",
    "osl",
    "output",
  ],
  session: ["sessionid", "session", "conversationid", "conversation"],
  prefixTokens: ["prefixlen", "prefixtokens", "prefixlength", "cachedtokens", "cachedprompttokens"],
  replica: [
    "replica",
    "replicaid",
    "dprank",
    "dataparallelrank",
    "engineindex",
    "engineid",
    "engine",
    "worker",
    "workerid",
    "instance",
    "instanceid",
    "server",
  ],
  arrival: [
    "arrivaltime",
    "arrival",
    "arrivalts",
    "arrivaltimestamp",
    "arrivedat",
    "arrived",
    "submittedat",
    "submitted",
    "submittime",
    "sentat",
    "sendtime",
    "requesttime",
    "requestts",
    "starttime",
    "startedat",
    "startts",
    "start",
    "createdat",
    "created",
    "timestamp",
    "time",
    "ts",
  ],
  queued: ["queuedts", "queued", "queuedat", "queuedtime", "queuedtimestamp"],
  firstToken: [
    "firsttokents",
    "firsttokentime",
    "firsttokentimestamp",
    "firsttokenat",
    "firsttoken",
    "timefirsttoken",
  ],
  lastToken: [
    "lasttokents",
    "lasttokentime",
    "lasttokentimestamp",
    "lasttokenat",
    "lasttoken",
    "finishedat",
    "finishtime",
    "finishedtime",
    "finishts",
    "finished",
    "completedat",
    "completiontime",
    "completed",
    "endtime",
    "endts",
    "endedat",
    "end",
  ],
  ttft: ["ttft", "timetofirsttoken", "firsttokenlatency"],
  endToEnd: [
    "endtoend",
    "e2e",
    "e2el",
    "e2elatency",
    "endtoendlatency",
    "latency",
    "requestlatency",
    "duration",
    "totaltime",
    "responsetime",
  ],
  tpot: ["tpot", "timeperoutputtoken", "itl", "intertokenlatency", "meanitl"],
};

const UNIT_WORDS: Readonly<Record<string, TimeUnit>> = {
  s: "s",
  sec: "s",
  secs: "s",
  second: "s",
  seconds: "s",
  ms: "ms",
  msec: "ms",
  millis: "ms",
  millisecond: "ms",
  milliseconds: "ms",
  us: "us",
  usec: "us",
  micros: "us",
  microseconds: "us",
  ns: "ns",
  nsec: "ns",
  nanos: "ns",
  nanoseconds: "ns",
};

/** Finds the columns of a log by their names; `given` names columns outright. */
export function findColumns(
  names: readonly string[],
  given: Partial<Record<LogRole, string>>,
): LogColumns {
  const known = names.map((name) => ({ name, ...simplify(name) }));
  const columns: LogColumns = {};
  for (const role of LOG_ROLES) {
    const named = given[role];
    if (named !== undefined) {
      columns[role] = { name: named, unit: simplify(named).unit };
      continue;
    }
    for (const alias of NAMES[role]) {
      const match = known.find(({ text }) => text === alias);
      if (match === undefined) continue;
      columns[role] = { name: match.name, unit: match.unit };
      break;
    }
  }
  return columns;
}

/** Names that the columns a log cannot do without are recognised by, for messages. */
export const EXAMPLE_NAMES = {
  arrival: "arrival_time, submitted_at or timestamp",
  inputTokens: "input_tokens, prompt_tokens or input_length",
  outputTokens: "output_tokens, completion_tokens or output_length",
  firstToken: "first_token_ts or ttft",
  lastToken: "last_token_ts, end_time, latency or tpot",
} as const;

function simplify(name: string): { text: string; unit: TimeUnit | undefined } {
  // A nested field is called by its own name: metrics.first_token_ts is first_token_ts.
  const own = name.slice(name.lastIndexOf(".") + 1);
  const words = own
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
  const last = words.at(-1) ?? "";
  const unit = words.length > 1 ? UNIT_WORDS[last] : undefined;
  return { text: (unit === undefined ? words : words.slice(0, -1)).join(""), unit };
}
