import type { Decision, McpServerSettings } from "../../../contract/settings.js";
import type { ToolHands } from "../tool-hands.js";
import { McpConnection } from "./mcp-server.js";
import type { McpServer } from "./mcp-server.js";

export interface McpServersPorts {
  /** Where the servers' tools are registered. */
  readonly hands: Pick<ToolHands, "declarations" | "replace" | "remove">;
  /** Of Headroom, as told to the servers. */
  readonly version: string;
  /** A key or an environment variable that a server is to be given. */
  readonly readVariable: (name: string) => Promise<string | undefined>;
}

interface Connected {
  readonly settings: McpServerSettings;
  readonly connection: McpConnection;
  /** Names of its tools here; undefined until it was asked for them. */
  tools: readonly string[] | undefined;
  /** Why its tools could not be had. */
  fault: string | undefined;
  /** One listing at a time. */
  listing: Promise<void> | undefined;
}

/** The MCP servers of the settings, and their tools among the hands. */
export class McpServers {
  readonly #ports: McpServersPorts;
  readonly #servers = new Map<string, Connected>();

  constructor(ports: McpServersPorts) {
    this.#ports = ports;
  }

  /** Lets go of servers that are no longer set up so, and takes in new ones. Connects to none. */
  apply(settings: readonly McpServerSettings[]): void {
    const wanted = new Map(
      settings.filter(({ enabled }) => enabled).map((server) => [server.name, server]),
    );
    for (const [name, server] of this.#servers) {
      if (JSON.stringify(wanted.get(name)) === JSON.stringify(server.settings)) continue;
      this.#servers.delete(name);
      for (const tool of server.tools ?? []) this.#ports.hands.remove(tool);
      void server.connection.close();
    }
    for (const [name, server] of wanted) {
      if (!this.#servers.has(name)) this.#servers.set(name, this.#made(server));
    }
  }

  /** Asks every server whose tools are not known for them. One that does not answer is told by {@link faults}. */
  async connect(): Promise<void> {
    await Promise.all(
      [...this.#servers.values()].map(async (server) => {
        if (server.tools === undefined) await this.#list(server);
      }),
    );
  }

  /** The servers whose tools could not be had, and why. */
  faults(): { readonly server: string; readonly message: string }[] {
    return [...this.#servers].flatMap(([server, { fault }]) =>
      fault === undefined ? [] : [{ server, message: fault }],
    );
  }

  /** The server that a tool belongs to. */
  serverOf(tool: string): string | undefined {
    return this.#owner(tool)?.settings.name;
  }

  /** What the user decided for all tools of the tool's server. */
  policyOf(tool: string): Decision | undefined {
    return this.#owner(tool)?.settings.policy;
  }

  async close(): Promise<void> {
    const all = [...this.#servers.values()];
    this.#servers.clear();
    await Promise.all(all.map(({ connection }) => connection.close()));
  }

  #owner(tool: string): Connected | undefined {
    return [...this.#servers.values()].find(({ tools }) => tools?.includes(tool) === true);
  }

  #made(settings: McpServerSettings): Connected {
    const server: Connected = {
      settings,
      connection: new McpConnection(this.#serverOf(settings), this.#ports.version, () => {
        void this.#list(server);
      }),
      tools: undefined,
      fault: undefined,
      listing: undefined,
    };
    return server;
  }

  /** Never rejects. A change told while a listing is under way is listed after it. */
  #list(server: Connected): Promise<void> {
    const listing = (server.listing ?? Promise.resolve()).then(() => this.#relist(server));
    server.listing = listing;
    return listing;
  }

  async #relist(server: Connected): Promise<void> {
    const { hands } = this.#ports;
    try {
      const own = new Set(server.tools);
      const others = hands.declarations().flatMap(({ name }) => (own.has(name) ? [] : [name]));
      const found = await server.connection.hands(others);
      // Its settings may have changed while it was asked.
      if (this.#servers.get(server.settings.name) !== server) return;
      for (const { tool, inputSchema } of found) {
        hands.replace(tool, inputSchema);
        own.delete(tool.name);
      }
      for (const gone of own) hands.remove(gone);
      server.tools = found.map(({ tool }) => tool.name);
      server.fault = undefined;
    } catch (error) {
      server.fault = error instanceof Error ? error.message : String(error);
    }
  }

  #serverOf(settings: McpServerSettings): McpServer {
    const { name, timeoutSeconds } = settings;
    const common = { name, callTimeoutMs: timeoutSeconds * 1000 };
    if (settings.transport === "http") {
      const { url, bearer } = settings;
      return bearer === undefined
        ? { ...common, url }
        : { ...common, url, token: () => this.#variable(bearer) };
    }
    const { command, args, env } = settings;
    return { ...common, command, args, env: () => this.#variables(env) };
  }

  async #variables(names: readonly string[]): Promise<Record<string, string>> {
    const pairs = names.map(async (name) => [name, await this.#variable(name)] as const);
    return Object.fromEntries(await Promise.all(pairs));
  }

  async #variable(name: string): Promise<string> {
    const value = await this.#ports.readVariable(name);
    if (value !== undefined) return value;
    throw new Error(`${name} is not set. Set it in the environment, or as a key in Settings`);
  }
}
