/**
 * The dependency direction of ../shared/design.md as an allowlist: an edge that no line here names
 * fails the build. Add an edge only where the design allows it.
 */
const engine = (...parts) => `^engine/(${parts.join("|")})/`;
const npm = (...names) => `^node_modules/(${names.join("|")})(/|$)`;
const edge = (from, ...to) => to.map((path) => ({ from: { path: from }, to: { path } }));

const NODE = { dependencyTypes: ["core"] };
const PURE = ["base", "contract", "statistics", "simulator"];

const D3 = "d3-(array|scale|shape)|@types/d3-(array|scale|shape)";
const STATISTICS = "simple-statistics|@stdlib/[^/]+";
const AGENT = [
  "libsql",
  "zod",
  "minisearch",
  "prom-client",
  "@anthropic-ai/sdk",
  "@modelcontextprotocol/client",
  "@duckdb/node-api",
  "@opentelemetry/[^/]+",
];

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    { name: "no-circular", severity: "error", from: {}, to: { circular: true } },
    { name: "resolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
  ],
  allowedSeverity: "error",
  allowed: [
    ...edge(engine("base"), engine("base")),
    ...edge(engine("contract"), engine("base", "contract"), npm("zod", "jsonc-parser")),
    ...edge(engine("statistics"), engine("base", "contract", "statistics"), npm(STATISTICS)),
    ...edge(engine("simulator"), engine(...PURE)),
    ...edge(engine("planner"), engine(...PURE, "planner")),
    ...edge(engine("trace"), engine(...PURE, "trace"), npm(STATISTICS, "csv-parse")),
    ...edge(engine("agent"), engine(...PURE, "planner", "trace", "agent"), npm(...AGENT)),
    { from: { path: engine("agent") }, to: NODE },
    ...edge(
      engine("services"),
      engine(...PURE, "planner", "trace", "agent", "services"),
      npm("env-paths", "zod"),
    ),
    { from: { path: engine("services") }, to: NODE },

    // Hosts are thin: each may use the engine and the shared host folder, never another host's inside.
    ...edge("^main/host/", "^engine/", "^main/(host|worker)/", npm("env-paths")),
    // One place reads our own version.
    ...edge("^main/host/product\\.ts$", "^package\\.json$"),
    ...edge("^main/worker/", "^engine/", "^main/worker/"),
    ...edge("^main/desktop/", "^engine/", "^main/(desktop|host)/", npm("electron", "zod")),
    ...edge("^main/server/", "^engine/", "^main/(server|host)/", npm("fastify")),
    ...edge("^main/cli/", "^engine/", "^main/(cli|host|server)/", npm("commander", "zod")),
    ...edge(
      "^main/start\\.ts$",
      "^main/(host|server)/",
      "^engine/(base|contract)/",
      npm("electron"),
    ),
    ...edge(
      "^main/electron\\.vite\\.config\\.ts$",
      npm("electron-vite", "vite", "@vitejs/plugin-react"),
    ),
    { from: { path: "^main/" }, to: NODE },

    // The renderer knows the contract, not the engine.
    ...edge("^renderer/", engine("base", "contract")),
    ...edge("^renderer/theme/", "^renderer/theme/"),
    ...edge("^renderer/ui/", "^renderer/(theme|ui)/", npm("react", "@types/react")),
    ...edge("^renderer/charts/", "^renderer/(theme|ui|charts)/", npm("react", "@types/react", D3)),
    // An export draws a chart where there is no screen, with its fonts in it.
    ...edge(
      "^renderer/charts/export/",
      npm("react-dom", "@types/react-dom", "@fontsource/inter", "webm-muxer"),
    ),
    // What is printed stands beside the page, not in it.
    ...edge("^renderer/panes/paper/", npm("react-dom", "@types/react-dom")),
    ...edge("^renderer/bridge/", "^renderer/bridge/"),
    ...edge(
      "^renderer/state/",
      "^renderer/(bridge|state)/",
      npm("zustand", "react", "@types/react"),
    ),
    ...edge(
      "^renderer/panes/",
      "^renderer/(theme|ui|charts|state|panes)/",
      npm("react", "@types/react", "zustand", "@codemirror/[^/]+", "fuzzysort", D3),
    ),
    ...edge(
      "^renderer/[^/]+$",
      "^renderer/",
      npm("react", "react-dom", "@types/react", "@types/react-dom"),
    ),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "engine/tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "types", "default", "node"],
      extensions: [".ts", ".tsx", ".mjs", ".js", ".css"],
    },
  },
};
