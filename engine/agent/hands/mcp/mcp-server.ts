import { Client, SdkHttpError, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import type { CallToolResult, Tool as McpTool, Transport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { context, propagation } from "@opentelemetry/api";
import { z } from "zod";
import type { ReplayClass } from "../../../contract/session.js";
import type { Tool, ToolContext, ToolDeclaration } from "../../tool.js";
import { cleanEnvironment } from "../environment.js";
import { ToolFault } from "../tool-fault.js";
import { toolNames } from "./tool-names.js";

/** An MCP server that the user has set up. */
export type McpServer = {
  readonly name: string;
  /** Longest duration of one call. Default: a minute. */
  readonly callTimeoutMs?: number;
} & (
  | {
      readonly command: string;
      readonly args: readonly string[];
      /** What this server alone is given, on top of the clean environment. Asked for at every start. */
      readonly env?: () => Promise<Readonly<Record<string, string>>>;
    }
  | {
      readonly url: string;
      /** The bearer token that it is sent, asked for at every connection. Rejects where there is none. */
      readonly token?: () => Promise<string>;
    }
);

/** A tool of a server as a hand, with the schema that the server gives for its input. */
export interface McpHand {
  readonly tool: Tool;
  readonly inputSchema: ToolDeclaration["inputSchema"];
}

const CONNECT_TIMEOUT_MS = 15_000;
const CALL_TIMEOUT_MS = 60_000;
const MAX_MESSAGE_BYTES = 8 * 2 ** 20;
const MAX_RESULT_BYTES = 256 * 1024;
const WORKERS = 4;

/**
 * One MCP server as hands. The connection is made when first needed and made anew when it was lost;
 * a call under way when it is lost fails, and may have happened.
 */
export class McpConnection {
  private readonly server: McpServer;
  private readonly version: string;
  private readonly onToolsChanged: () => void;
  private client: Promise<Client> | undefined;
  private isClosed = false;
  private wasConnected = false;

  /**
   * @param version Of Headroom, as told to the server.
   * @param onToolsChanged The server says that its tools are others now, or was started anew.
   */
  constructor(server: McpServer, version: string, onToolsChanged: () => void = () => undefined) {
    this.server = server;
    this.version = version;
    this.onToolsChanged = onToolsChanged;
  }

  /** The server's tools. Names are made unique beside `taken`. Throws where the server cannot be reached. */
  async hands(taken: readonly string[] = []): Promise<McpHand[]> {
    const client = await this.connected();
    const { tools } = await client.listTools(undefined, {
      timeout: CONNECT_TIMEOUT_MS,
      cacheMode: "refresh",
    });
    const names = toolNames(
      this.server.name,
      tools.map(({ name }) => name),
      taken,
    );
    return tools.map((tool, at) => ({
      tool: this.handOf(tool, names[at] ?? tool.name),
      inputSchema: { ...tool.inputSchema, type: "object" },
    }));
  }

  async close(): Promise<void> {
    this.isClosed = true;
    const client = await this.client?.catch(() => undefined);
    await client?.close();
  }

  private get callTimeoutMs(): number {
    return this.server.callTimeoutMs ?? CALL_TIMEOUT_MS;
  }

  private handOf(tool: McpTool, name: string): Tool {
    const common = {
      name,
      description: tool.description ?? tool.title ?? tool.name,
      // The server checks its own input; what it finds wrong goes back to the model.
      input: z.looseObject({}),
      limits: { timeoutMs: this.callTimeoutMs, maxResultBytes: MAX_RESULT_BYTES, retries: 0 },
      stateNamespace: "mcp",
      runsIn: "in-process",
      workers: WORKERS,
    } as const;
    const replay = replayOf(tool);
    return {
      ...common,
      replay,
      execute: (input, toolContext) => this.call(tool.name, input, toolContext, replay),
    };
  }

  private async call(
    name: string,
    input: Record<string, unknown>,
    { idempotencyKey, session, signal }: ToolContext,
    replay: ReplayClass,
  ): Promise<string> {
    const meta: Record<string, unknown> = {
      "app.headroom/session": session,
      "app.headroom/idempotency-key": idempotencyKey,
    };
    propagation.inject(context.active(), meta);
    const options = { signal, timeout: this.callTimeoutMs };
    const send = (client: Client): Promise<CallToolResult> =>
      client.callTool({ name, arguments: input, _meta: meta }, options);
    const connecting = this.connected();
    const client = await this.there(connecting);
    const result = await send(client)
      .catch(async (error: unknown) => {
        if (!isUnknownSession(error)) throw error;
        // A server that was started anew refuses, unread, what belongs to its life before.
        if (this.client === connecting) this.client = undefined;
        client.close().catch(() => undefined);
        return send(await this.there(this.connected()));
      })
      .catch((error: unknown) => {
        if (error instanceof ToolFault) throw error;
        const why = error instanceof Error ? error.message : String(error);
        throw new ToolFault("threw", why, replay !== "read");
      });
    const text = textOf(result);
    if (result.isError === true) throw new ToolFault("threw", text || "failed without a reason");
    return text;
  }

  private async there(connecting: Promise<Client>): Promise<Client> {
    try {
      return await connecting;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new ToolFault(
        "unavailable",
        `the MCP server "${this.server.name}" is not there: ${why}`,
      );
    }
  }

  private connected(): Promise<Client> {
    if (this.isClosed) return Promise.reject(new Error("the connection was closed"));
    if (this.client !== undefined) return this.client;
    const lost = (): void => {
      // Another connection may have taken its place.
      if (this.client === connecting) this.client = undefined;
    };
    const connecting = this.connect(lost).catch((error: unknown) => {
      lost();
      throw error;
    });
    this.client = connecting;
    return connecting;
  }

  private async connect(onLost: () => void): Promise<Client> {
    const client = new Client(
      { name: "headroom", version: this.version },
      { listChanged: { tools: { autoRefresh: false, onChanged: () => this.onToolsChanged() } } },
    );
    // oxlint-disable-next-line unicorn/prefer-add-event-listener -- the SDK's own hook, no EventTarget
    client.onclose = onLost;
    try {
      await client.connect(await this.transport(), { timeout: CONNECT_TIMEOUT_MS });
    } catch (error) {
      throw error instanceof SdkHttpError ? refused(error) : error;
    }
    if (this.wasConnected) this.onToolsChanged();
    this.wasConnected = true;
    return client;
  }

  private async transport(): Promise<Transport> {
    const { server } = this;
    if ("url" in server) {
      const token = await server.token?.();
      const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
      return new StreamableHTTPClientTransport(new URL(server.url), { requestInit: { headers } });
    }
    return new StdioClientTransport({
      command: server.command,
      args: [...server.args],
      env: { ...cleanEnvironment(), ...(await server.env?.()) },
      stderr: "ignore",
      maxBufferSize: MAX_MESSAGE_BYTES,
    });
  }
}

/** How servers over HTTP refuse a session that they do not know: 404 as the protocol has it, 400 as many do. */
function isUnknownSession(error: unknown): boolean {
  return error instanceof SdkHttpError && (error.status === 404 || error.status === 400);
}

/** The SDK's own message says neither the status nor what to do about it. */
function refused({ status, statusText }: SdkHttpError): Error {
  const answer = `it answered ${status} ${statusText ?? ""}`.trim();
  if (status !== 401 && status !== 403) return new Error(answer);
  return new Error(`${answer}. Name the key or variable with its token in the settings`);
}

/**
 * What a server's hints make of a crash. Hints only: a tool that says nothing is never run again by
 * itself, and approvals ask for it.
 */
export function replayOf({
  annotations,
}: Pick<McpTool, "annotations">): Exclude<ReplayClass, "reconcilable"> {
  if (annotations?.readOnlyHint === true) return "read";
  return annotations?.idempotentHint === true ? "idempotent" : "never";
}

function textOf({ content }: CallToolResult): string {
  return content
    .map((part) => {
      switch (part.type) {
        case "text":
          return part.text;
        case "image":
        case "audio":
          return `[${part.type}, ${part.mimeType}, ${part.data.length} characters of base64]`;
        case "resource_link":
          return `[resource ${part.uri}]`;
        case "resource":
          return "text" in part.resource ? part.resource.text : `[resource ${part.resource.uri}]`;
        default:
          return "[content of an unknown kind]";
      }
    })
    .join("\n");
}
