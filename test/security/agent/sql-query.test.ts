import { DuckDBInstance } from "@duckdb/node-api";
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sqlQueryTool } from "../../../engine/agent/hands/sql/sql-query.js";
import { ToolStateStore } from "../../../engine/agent/hands/tool-state.js";

let outside: string;
let folder: string;
let store: ToolStateStore;

beforeAll(async () => {
  outside = await mkdtemp(path.join(tmpdir(), "sql-"));
  folder = path.join(outside, "data");
  store = new ToolStateStore(path.join(outside, "state"));
  await mkdir(path.join(folder, "sub"), { recursive: true });
  await writeFile(path.join(outside, "secret.csv"), "secret\nhost-secret-4711\n");
  await writeFile(path.join(folder, "orders.csv"), "id,amount\n1,10.5\n2,20\n3,7\n");
  await writeFile(path.join(folder, "sub", "it's odd.csv"), 'a"b\n1\n');
  await symlink(path.join(outside, "secret.csv"), path.join(folder, "linked.csv"));
  const db = await DuckDBInstance.create(":memory:");
  const connection = await db.connect();
  await connection.run(`copy (select range as n from range(2000)) to '${folder}/numbers.parquet'`);
  connection.closeSync();
});

afterAll(async () => {
  store.close();
  await rm(outside, { recursive: true, force: true });
});

async function ask(sql: string, data = folder): Promise<string> {
  const tool = sqlQueryTool(data);
  const signal = new AbortController().signal;
  return tool.execute(
    { sql },
    { idempotencyKey: "k", session: "s", signal, state: store.of("sql") },
  );
}

describe("a query", () => {
  it.each([
    ["select sum(amount) as total from orders", '{"columns":["total"],"rows":[[37.5]]}'],
    ["select count(*) as n from numbers", '{"columns":["n"],"rows":[["2000"]]}'],
    [`select * from "it's odd"`, '{"columns":["a\\"b"],"rows":[["1"]]}'],
    ["with a as (select 1 as x) select x from a", '{"columns":["x"],"rows":[[1]]}'],
  ])("%s", async (sql, expected) => {
    expect(await ask(sql)).toBe(expected);
  });

  it("names its tables and caps its rows", async () => {
    const tables = await ask("select table_name from information_schema.tables order by 1");
    expect(tables).toBe('{"columns":["table_name"],"rows":[["it\'s odd"],["numbers"],["orders"]]}');
    const cut = await ask("select n from numbers");
    expect(cut).toContain("\n[only the first 500 rows are shown]");
  });
});

it("a file that cannot be read keeps nobody from the others, and a second of the same name has a table too", async () => {
  const odd = path.join(outside, "odd");
  await mkdir(path.join(odd, "later"), { recursive: true });
  await writeFile(path.join(odd, "broken.parquet"), "no parquet");
  await writeFile(path.join(odd, "rows.csv"), "n\n1\n");
  await writeFile(path.join(odd, "rows.tsv"), "n\n2\n");
  await writeFile(path.join(odd, "later", "Rows.csv"), "n\n3\n");
  const tables = await ask("select table_name from information_schema.tables order by 1", odd);
  expect(JSON.parse(tables).rows.flat()).toEqual(["Rows", "broken", "rows.csv", "rows.tsv"]);
  expect(await ask('select * from "rows.csv"', odd)).toContain('[["1"]]');
  await expect(ask("select * from broken", odd)).rejects.toThrow(/broken.parquet cannot be read/);
});

describe("nothing is written, and nothing else is read", () => {
  const escapes = (): string[] => [
    `select * from read_csv('${outside}/secret.csv')`,
    `select * from '${outside}/secret.csv'`,
    `select * from read_csv('${folder}/../secret.csv')`,
    `select * from read_csv('${folder}/orders.csv/../../secret.csv')`,
    `select * from read_csv('${folder}/linked.csv')`,
    `select * from linked`,
    `select * from read_text('${outside}/secret.csv')`,
    `select * from read_blob('/etc/passwd')`,
    `select * from read_json('/etc/passwd')`,
    `select * from read_csv('/proc/self/environ')`,
    `select * from glob('/etc/*')`,
    `select * from glob('${outside}/*')`,
    "select * from read_csv('http://169.254.169.254/latest')",
    "select * from read_parquet('s3://bucket/key')",
    "select * from sniff_csv('/etc/passwd')",
    `select * from query('copy orders to ''${outside}/out.csv''')`,
    `copy orders to '${outside}/out.csv'`,
    `copy orders to '${folder}/orders.csv'`,
    `copy (select 1) to '${folder}/out.parquet'`,
    `export database '${outside}/out'`,
    `import database '${outside}'`,
    `attach '${outside}/new.db' as other`,
    "attach ':memory:' as other",
    "install httpfs",
    "load httpfs",
    "load '/tmp/evil.duckdb_extension'",
    "set enable_external_access = true",
    "set allowed_paths = ['/etc/passwd']",
    "set lock_configuration = false",
    "reset lock_configuration",
    "pragma enable_external_access",
    "create table t as select 1",
    `create view t as select * from read_csv('/etc/passwd')`,
    "create secret s (type s3)",
    "create macro f(x) as x",
    "insert into orders values (4, 5)",
    "delete from orders",
    "update orders set amount = 0",
    "drop view orders",
    "alter view orders rename to x",
    "checkpoint",
    "select 1; select 2",
    `select 1; copy orders to '${outside}/out.csv'`,
    "begin transaction",
    "prepare p as select 1",
    "select getenv('HOME')",
    "",
    "-- nothing",
    "select",
  ];

  it("whatever is asked", async () => {
    const before = (await readdir(outside, { recursive: true })).toSorted((a, b) =>
      a < b ? -1 : 1,
    );
    for (const sql of escapes()) {
      const answer = await ask(sql).catch((error: unknown) => error);
      expect(answer, sql).toBeInstanceOf(Error);
      expect(String(answer)).not.toContain("host-secret-4711");
    }
    const after = (await readdir(outside, { recursive: true })).toSorted((a, b) =>
      a < b ? -1 : 1,
    );
    expect(after).toEqual(before);
    expect(await ask("select count(*) as n from orders")).toContain('"3"');
  });

  it("what takes more memory than allowed fails", async () => {
    await expect(
      ask(
        "select list(a.n) from numbers a, numbers b, numbers c, numbers d where a.n + b.n + c.n > -1",
      ),
    ).rejects.toThrow(/memory/i);
  });
});
