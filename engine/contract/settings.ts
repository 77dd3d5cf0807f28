import { z } from "zod";
import { Budget } from "./session.js";

/** What happens to a call before it runs: it runs, a human is asked, or the model is told no. */
export const Decision = z.enum(["allow", "ask", "deny"]);
export type Decision = z.infer<typeof Decision>;

/** As the Messages protocol has them. */
export const ToolName = z
  .string()
  .regex(
    /^[a-zA-Z0-9_-]{1,64}$/,
    "a tool's name: up to 64 letters, digits, dashes and underscores",
  );

const workers = z.number().int().min(1).max(1000);
const WebAddress = z.url({ protocol: /^https?$/, error: "an http or https address" });
const Folder = z
  .string()
  .max(4096)
  .regex(/^(?:\/|[A-Za-z]:[\\/])/, "an absolute path");
const Host = z
  .string()
  .regex(
    /^(?:\*\.)?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/,
    "a host such as example.com, or *.example.com for every host below it",
  );
const HostAndPort = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?:\d{1,5}$/, "a host and a port such as 127.0.0.1:8080");

/** How many of each work at the same time. */
export const PoolSettings = z.strictObject({
  /** Brain steps of decoupled sessions. */
  brains: workers.default(16),
  /** Coupled sessions, each of which holds its worker from start to end. */
  coupledWorkers: workers.default(16),
  /** Workers of a tool, by its name; one that is not named here has as many as it declares. */
  hands: z.record(ToolName, workers).default({}),
});

export const BudgetSettings = z.strictObject({
  /** Of all sessions of one engine together, from its start to its end. */
  allSessions: Budget.default({}),
  /** Of a session that names none; unset: what its workload says. */
  session: Budget.optional(),
});

export const ModelSettings = z.strictObject({
  /** Reached in place of https://api.anthropic.com: a proxy or a gateway. */
  baseUrl: WebAddress.optional(),
});

/** The general tools, and what they may touch. Sessions have those that they name. */
export const ToolSettings = z.strictObject({
  /** `bash`, in a sandbox without a network. */
  shell: z.boolean().default(true),
  /** Gives `bash` the network, all of it. */
  shellNetwork: z.boolean().default(false),
  /** Tools that read and write the session's own folder. */
  files: z.boolean().default(true),
  /** Every session gets a folder of its own below it; unset: `workspaces` in the data folder. */
  workspaceFolder: Folder.optional(),
  /** `http_fetch`. */
  fetch: z.boolean().default(false),
  /** All that `http_fetch` may reach; unset: every public host. */
  allowedHosts: z.array(Host).max(1000).optional(),
  /** What `http_fetch` may reach although it is not public. */
  trustedHosts: z.array(HostAndPort).max(100).default([]),
  /** CSV and Parquet files for `sql_query`; unset: there is no such tool. */
  dataFolder: Folder.optional(),
  /** Texts for `search_documents`; unset: there is no such tool. */
  documentsFolder: Folder.optional(),
});
export type ToolSettings = z.infer<typeof ToolSettings>;

const mcpCommon = {
  /** Its tools are called `<name>_<tool>`. */
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,30}$/, "a name of up to 31 lower-case letters, digits and dashes"),
  enabled: z.boolean().default(true),
  /** For all its tools; unset: those that say of themselves that they only read are allowed, all others ask. */
  policy: Decision.optional(),
  /** Longest duration of one call. */
  timeoutSeconds: z.number().int().min(1).max(3600).default(60),
};
const VariableName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/, "a variable's name");

/** A server of the Model Context Protocol whose tools become hands. */
export const McpServerSettings = z.discriminatedUnion("transport", [
  z.strictObject({
    transport: z.literal("stdio"),
    ...mcpCommon,
    command: z.string().min(1).max(4096),
    args: z.array(z.string().max(10_000)).max(100).default([]),
    /**
     * Names of keys (`key.state`) or environment variables that this server alone is given. Names, so
     * that no secret stands in the settings.
     */
    env: z.array(VariableName).max(100).default([]),
  }),
  z.strictObject({
    transport: z.literal("http"),
    ...mcpCommon,
    url: WebAddress,
    /** Name of the key (`key.state`) or environment variable that is sent to it as bearer token. */
    bearer: VariableName.optional(),
  }),
]);
export type McpServerSettings = z.infer<typeof McpServerSettings>;

const isThisComputer = (hostname: string): boolean =>
  hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);

const McpServers = z
  .array(McpServerSettings)
  .max(50)
  .superRefine((servers, context) => {
    const names = servers.map(({ name }) => name);
    for (const [at, name] of names.entries()) {
      if (names.indexOf(name) === at) continue;
      context.addIssue({
        code: "custom",
        path: [at, "name"],
        message: "a name that no other server has",
      });
    }
    for (const [at, server] of servers.entries()) {
      if (server.transport !== "http" || server.bearer === undefined) continue;
      const { protocol, hostname } = new URL(server.url);
      if (protocol === "https:" || isThisComputer(hostname)) continue;
      context.addIssue({
        code: "custom",
        path: [at, "url"],
        message: "an https address, or one on this computer, where a token is sent",
      });
    }
  });

export const TelemetrySettings = z.strictObject({
  /** The OpenTelemetry collector that spans are sent to, such as http://127.0.0.1:4318. */
  otlpEndpoint: WebAddress.optional(),
});

const sections = {
  pools: PoolSettings,
  budget: BudgetSettings,
  model: ModelSettings,
  tools: ToolSettings,
  /** By the name of a tool; goes before what the tool, its workload or its server says. */
  policy: z.record(ToolName, Decision),
  mcpServers: McpServers,
  telemetry: TelemetrySettings,
};

/**
 * How live sessions run on this machine. Read at every start and resumption of a session: a change
 * holds for those, without a restart. Only the collector of telemetry is chosen once, when the engine
 * begins.
 */
export const LiveSettings = z.strictObject({
  pools: sections.pools.prefault({}),
  budget: sections.budget.prefault({}),
  model: sections.model.prefault({}),
  tools: sections.tools.prefault({}),
  policy: sections.policy.default({}),
  mcpServers: sections.mcpServers.default([]),
  telemetry: sections.telemetry.prefault({}),
});
export type LiveSettings = z.infer<typeof LiveSettings>;

export const Theme = z.enum(["system", "light", "dark"]);

/** The sizes that the app can be drawn at, in per cent. */
export const ZOOMS = [80, 90, 100, 110, 125, 150, 175, 200] as const;
export const ZoomPercent = z.literal(ZOOMS);
export type ZoomPercent = z.infer<typeof ZoomPercent>;

export const Settings = z.strictObject({
  theme: Theme.default("system"),
  zoomPercent: ZoomPercent.default(100),
  /** Whether the system tells that long work has ended, while the window is not in front. */
  notifications: z.boolean().default(true),
  /** Whether the article was once computed by itself, as it is when there is nothing else to see. */
  firstRunDone: z.boolean().default(false),
  /** Whether the tour was taken or dismissed. */
  tourDone: z.boolean().default(false),
  live: LiveSettings.prefault({}),
});
export type Settings = z.infer<typeof Settings>;

/** A change: each section that is given takes the place of the present one, whole; the others stay. */
export const SettingsChange = z.strictObject({
  theme: Theme.optional(),
  zoomPercent: ZoomPercent.optional(),
  notifications: z.boolean().optional(),
  firstRunDone: z.boolean().optional(),
  tourDone: z.boolean().optional(),
  live: z.strictObject(sections).partial().optional(),
});
export type SettingsChange = z.infer<typeof SettingsChange>;

export function changedSettings(now: Settings, change: SettingsChange): Settings {
  const { theme, zoomPercent, notifications, firstRunDone, tourDone, live = {} } = change;
  return {
    theme: theme ?? now.theme,
    zoomPercent: zoomPercent ?? now.zoomPercent,
    notifications: notifications ?? now.notifications,
    firstRunDone: firstRunDone ?? now.firstRunDone,
    tourDone: tourDone ?? now.tourDone,
    live: {
      pools: live.pools ?? now.live.pools,
      budget: live.budget ?? now.live.budget,
      model: live.model ?? now.live.model,
      tools: live.tools ?? now.live.tools,
      policy: live.policy ?? now.live.policy,
      mcpServers: live.mcpServers ?? now.live.mcpServers,
      telemetry: live.telemetry ?? now.live.telemetry,
    },
  };
}
