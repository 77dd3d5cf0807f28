import path from "node:path";
import { LibsqlLog } from "../../../engine/agent/log/libsql-log.js";
import { temporaryFolder } from "../temporary.js";
import { logConformance } from "./log-conformance.js";

logConformance("libsql", async () => {
  const file = path.join(await temporaryFolder(), "sessions.db");
  return (clock) => new LibsqlLog(file, clock);
});
