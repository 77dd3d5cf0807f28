import { DuckDBInstance, StatementType } from "@duckdb/node-api";
import type { DuckDBConnection } from "@duckdb/node-api";
import path from "node:path";
import { ToolFault } from "../tool-fault.js";

const READERS: Readonly<Record<string, string>> = {
  ".csv": "read_csv",
  ".tsv": "read_csv",
  ".parquet": "read_parquet",
};

export const DATA_ENDINGS = Object.keys(READERS);

const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/**
 * An empty database in memory that can read these files and no other, writes nothing, reaches no
 * network, loads no extension, and cannot be told otherwise. Every file is a view named after it; where that name is taken, by its name with the
 * ending, else by its path. The view of a file that cannot be read says so, and keeps nobody from the others.
 * (DuckDB, "Securing DuckDB": `allowed_paths` with `enable_external_access` off, then
 * `lock_configuration`.)
 */
export async function openReadOnly(files: readonly string[]): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(":memory:", {
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    allow_community_extensions: "false",
    memory_limit: "1GB",
    // What does not fit into memory fails: nothing is spilled to the disk.
    temp_directory: "",
    threads: "2",
  });
  const connection = await instance.connect();
  await connection.run(`set allowed_paths = [${files.map(quoteText).join(", ")}]`);
  await connection.run("set enable_external_access = false");
  const taken = new Set<string>();
  for (const file of files) {
    const { name, base, ext } = path.parse(file);
    // DuckDB's names do not tell upper from lower case.
    const free = [name, base].find((one) => !taken.has(one.toLowerCase())) ?? file;
    taken.add(free.toLowerCase());
    const view = `create view ${quoteName(free)} as select`;
    try {
      await connection.run(`${view} * from ${READERS[ext] ?? "read_csv"}(${quoteText(file)})`);
    } catch (error) {
      const [why] = (error instanceof Error ? error.message : String(error)).split("\n");
      await connection.run(
        `${view} error(${quoteText(`${base} cannot be read: ${why}`)}) as problem`,
      );
    }
  }
  await connection.run("set lock_configuration = true");
  return connection;
}

export interface QueryResult {
  readonly columns: readonly string[];
  readonly rows: readonly unknown[];
  /** There are more rows than were asked for. */
  readonly isCut: boolean;
}

/** Runs one query. Throws a ToolFault `refused` for anything that is not one SELECT. */
export async function query(
  connection: DuckDBConnection,
  sql: string,
  maxRows: number,
): Promise<QueryResult> {
  const statements = await connection.extractStatements(sql);
  if (statements.count !== 1)
    throw new ToolFault("refused", `expected one statement, found ${statements.count}`);
  const statement = await statements.prepare(0);
  if (statement.statementType !== StatementType.SELECT)
    throw new ToolFault(
      "refused",
      `expected a SELECT, found ${StatementType[statement.statementType]}: the data can only be read`,
    );
  const reader = await statement.streamAndReadUntil(maxRows + 1);
  const rows = reader.getRowsJson();
  return {
    columns: reader.columnNames(),
    rows: rows.slice(0, maxRows),
    isCut: rows.length > maxRows,
  };
}
