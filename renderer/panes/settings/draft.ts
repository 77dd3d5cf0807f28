import { LiveSettings } from "../../../engine/contract/settings.js";
import type { McpServerSettings } from "../../../engine/contract/settings.js";
import { toProblems } from "../../../engine/contract/problems.js";
import type { Problem } from "../../../engine/contract/errors.js";

/** An MCP server as typed. */
export interface ServerDraft {
  /** Stays the same while the name is typed. */
  readonly key: number;
  readonly name: string;
  readonly enabled: boolean;
  readonly transport: "stdio" | "http";
  readonly command: string;
  /** One a line. */
  readonly args: string;
  /** With spaces between them. */
  readonly env: string;
  readonly url: string;
  readonly bearer: string;
  readonly policy: "" | "allow" | "ask" | "deny";
  readonly timeoutSeconds: string;
}

/** The live engine's settings as typed: numbers are text, and an empty text is none. */
export interface SettingsDraft {
  readonly brains: string;
  readonly coupledWorkers: string;
  /** Workers by tool. */
  readonly hands: Readonly<Record<string, string>>;
  readonly policy: LiveSettings["policy"];
  readonly allTokens: string;
  readonly allUsd: string;
  readonly sessionTokens: string;
  readonly sessionUsd: string;
  readonly baseUrl: string;
  readonly otlpEndpoint: string;
  readonly shell: boolean;
  readonly shellNetwork: boolean;
  readonly files: boolean;
  readonly fetch: boolean;
  readonly workspaceFolder: string;
  readonly dataFolder: string;
  readonly documentsFolder: string;
  /** With spaces between them. */
  readonly allowedHosts: string;
  readonly trustedHosts: string;
  readonly mcpServers: readonly ServerDraft[];
}

export const NEW_SERVER: Omit<ServerDraft, "key"> = {
  name: "",
  enabled: true,
  transport: "stdio",
  command: "",
  args: "",
  env: "",
  url: "",
  bearer: "",
  policy: "",
  timeoutSeconds: "60",
};

const text = (value: number | string | undefined): string =>
  value === undefined ? "" : String(value);

export function draftOf(live: LiveSettings): SettingsDraft {
  const { pools, budget, model, tools, policy, mcpServers, telemetry } = live;
  return {
    brains: text(pools.brains),
    coupledWorkers: text(pools.coupledWorkers),
    hands: Object.fromEntries(Object.entries(pools.hands).map(([tool, n]) => [tool, text(n)])),
    policy,
    allTokens: text(budget.allSessions.tokens),
    allUsd: text(budget.allSessions.costUsd),
    sessionTokens: text(budget.session?.tokens),
    sessionUsd: text(budget.session?.costUsd),
    baseUrl: text(model.baseUrl),
    otlpEndpoint: text(telemetry.otlpEndpoint),
    shell: tools.shell,
    shellNetwork: tools.shellNetwork,
    files: tools.files,
    fetch: tools.fetch,
    workspaceFolder: text(tools.workspaceFolder),
    dataFolder: text(tools.dataFolder),
    documentsFolder: text(tools.documentsFolder),
    allowedHosts: tools.allowedHosts?.join(" ") ?? "",
    trustedHosts: tools.trustedHosts.join(" "),
    mcpServers: mcpServers.map(serverDraftOf),
  };
}

function serverDraftOf(server: McpServerSettings, key: number): ServerDraft {
  const { name, enabled, transport, timeoutSeconds } = server;
  const policy: ServerDraft["policy"] = server.policy ?? "";
  const common = { key, name, enabled, transport, policy, timeoutSeconds: text(timeoutSeconds) };
  return server.transport === "http"
    ? { ...NEW_SERVER, ...common, url: server.url, bearer: server.bearer ?? "" }
    : {
        ...NEW_SERVER,
        ...common,
        command: server.command,
        args: server.args.join("\n"),
        env: server.env.join(" "),
      };
}

/** What a draft says, or what is wrong with it, by the path of its field in the settings. */
export function settingsOf(draft: SettingsDraft): {
  readonly settings: LiveSettings | undefined;
  readonly problems: readonly Problem[];
} {
  const candidate = candidateOf(draft);
  const parsed = LiveSettings.safeParse(candidate);
  return parsed.success
    ? { settings: parsed.data, problems: [] }
    : { settings: undefined, problems: toProblems(parsed.error, candidate) };
}

/** Numbers that are none stay as typed, so that the schema names them. */
function candidateOf(draft: SettingsDraft): unknown {
  const session = { tokens: number(draft.sessionTokens), costUsd: number(draft.sessionUsd) };
  const hasSession = session.tokens !== undefined || session.costUsd !== undefined;
  const hands = Object.entries(draft.hands).flatMap(([tool, workers]) =>
    workers.trim() === "" ? [] : [[tool, number(workers)]],
  );
  return {
    pools: {
      brains: number(draft.brains),
      coupledWorkers: number(draft.coupledWorkers),
      hands: Object.fromEntries(hands),
    },
    budget: {
      allSessions: { tokens: number(draft.allTokens), costUsd: number(draft.allUsd) },
      session: hasSession ? session : undefined,
    },
    model: { baseUrl: optional(draft.baseUrl) },
    tools: {
      shell: draft.shell,
      shellNetwork: draft.shellNetwork,
      files: draft.files,
      fetch: draft.fetch,
      workspaceFolder: optional(draft.workspaceFolder),
      dataFolder: optional(draft.dataFolder),
      documentsFolder: optional(draft.documentsFolder),
      allowedHosts: draft.allowedHosts.trim() === "" ? undefined : words(draft.allowedHosts),
      trustedHosts: words(draft.trustedHosts),
    },
    policy: draft.policy,
    mcpServers: draft.mcpServers.map(serverOf),
    telemetry: { otlpEndpoint: optional(draft.otlpEndpoint) },
  };
}

function serverOf(server: ServerDraft): unknown {
  const common = {
    transport: server.transport,
    name: server.name.trim(),
    enabled: server.enabled,
    policy: server.policy === "" ? undefined : server.policy,
    timeoutSeconds: number(server.timeoutSeconds),
  };
  if (server.transport === "http") {
    return { ...common, url: server.url.trim(), bearer: optional(server.bearer) };
  }
  return {
    ...common,
    command: server.command.trim(),
    args: server.args.split("\n").filter((line) => line.trim() !== ""),
    env: words(server.env),
  };
}

function number(typed: string): number | string | undefined {
  const trimmed = typed.trim();
  if (trimmed === "") return undefined;
  return Number.isFinite(Number(trimmed)) ? Number(trimmed) : trimmed;
}

function optional(typed: string): string | undefined {
  return typed.trim() === "" ? undefined : typed.trim();
}

function words(typed: string): string[] {
  return typed.split(/[\s,]+/).filter((word) => word !== "");
}
