import path from "node:path";
import { z } from "zod";
import type { Tool } from "../../tool.js";
import { dataFiles } from "../data-files.js";
import { defineTool } from "../define-tool.js";
import { DATA_ENDINGS, openReadOnly, query } from "./read-only-database.js";

const MAX_FILES = 200;
const MAX_ROWS = 500;

/**
 * SQL over the user's CSV and Parquet files, read-only. In a process of its own: a query that takes all
 * memory or never ends takes nothing else with it.
 */
export function sqlQueryTool(dataFolder: string): Tool {
  return defineTool({
    name: "sql_query",
    description: `Runs one SELECT (DuckDB's dialect) over the CSV and Parquet files of the data folder. Each file is a table named after it: orders.csv is "orders", and beside it orders.parquet is "orders.parquet"; "select table_name from information_schema.tables" lists them. At most ${MAX_ROWS} rows come back.`,
    input: z.strictObject({ sql: z.string().min(1).max(20_000) }),
    replay: "read",
    limits: { timeoutMs: 60_000, maxResultBytes: 256 * 1024, retries: 0 },
    stateNamespace: "sql-query",
    runsIn: "child-process",
    workers: 2,
    execute: async ({ sql }) => {
      const files = await dataFiles(path.resolve(dataFolder), DATA_ENDINGS, MAX_FILES);
      const connection = await openReadOnly(files);
      try {
        const { columns, rows, isCut } = await query(connection, sql, MAX_ROWS);
        const note = isCut ? `\n[only the first ${MAX_ROWS} rows are shown]` : "";
        return `${JSON.stringify({ columns, rows })}${note}`;
      } finally {
        connection.closeSync();
      }
    },
  });
}
