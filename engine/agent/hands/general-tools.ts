import { z } from "zod";
import type { Tool } from "../tool.js";
import { bashTool } from "./bash-tool.js";
import { searchDocumentsTool } from "./documents/search-documents.js";
import { fileTools } from "./files/file-tools.js";
import { httpFetchTool } from "./http/http-fetch.js";
import { createSandbox } from "./sandbox/sandbox.js";
import { sqlQueryTool } from "./sql/sql-query.js";

/** What the tools that come with Headroom may touch. Plain JSON: it also goes to their workers. */
export const GeneralToolSettings = z.strictObject({
  /** Which tools there are. */
  shell: z.boolean().default(true),
  files: z.boolean().default(true),
  fetch: z.boolean().default(true),
  /** Every session gets a folder of its own below it. */
  workspacesFolder: z.string(),
  /** CSV and Parquet for `sql_query`; without it there is no such tool. */
  dataFolder: z.string().optional(),
  /** Texts for `search_documents`; without it there is no such tool. */
  documentsFolder: z.string().optional(),
  /** Whether commands have the network, all of it. */
  allowNetwork: z.boolean().default(false),
  /** Hosts that `http_fetch` may reach; without it any public one. */
  allowedHosts: z.array(z.string()).optional(),
  /** `host:port` that `http_fetch` may reach although they are not public. */
  trustedHosts: z.array(z.string()).default([]),
});
export type GeneralToolSettings = z.infer<typeof GeneralToolSettings>;

/** The general tools: shell, files, fetch, and SQL and search where there is a folder for them. */
export function generalTools(settings: GeneralToolSettings): Tool[] {
  const { workspacesFolder, dataFolder, documentsFolder } = settings;
  const { shell, files, fetch, allowNetwork, allowedHosts, trustedHosts } = settings;
  const fetchPolicy =
    allowedHosts === undefined ? { trustedHosts } : { allowedHosts, trustedHosts };
  const sandbox = createSandbox();
  return [
    ...(shell ? [bashTool(sandbox, { workspacesFolder, allowNetwork })] : []),
    ...(files ? fileTools(sandbox, workspacesFolder) : []),
    ...(fetch ? [httpFetchTool(fetchPolicy)] : []),
    ...(dataFolder === undefined ? [] : [sqlQueryTool(dataFolder)]),
    ...(documentsFolder === undefined ? [] : [searchDocumentsTool(documentsFolder)]),
  ];
}
