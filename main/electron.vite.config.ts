import react from "@vitejs/plugin-react";
import { defineConfig } from "electron-vite";
import { chmodSync } from "node:fs";
import path from "node:path";
import type { Plugin } from "vite";

const ROOT = path.resolve(import.meta.dirname, "..");
const from = (...parts: string[]): string => path.join(ROOT, ...parts);

/** One file in `out/main` for each process or thread that something starts by its file name. */
const ENTRIES = {
  desktop: from("main/desktop/main.ts"),
  engine: from("main/desktop/engine.ts"),
  cli: from("main/cli/main.ts"),
  simulation: from("main/worker/simulation.ts"),
  hands: from("main/worker/hands.ts"),
  start: from("main/start.ts"),
};

// Node 20.18 and Chromium 130 are the oldest runtimes we start on; electron-vite would guess newer
// ones from the installed Electron types.
const NODE_TARGET = "node20.18";
const CHROME_TARGET = "chrome130";

/** They load a library from beside themselves; `dependencies` of package.json, and nothing else is. */
const NATIVE_MODULES = [/^libsql($|\/)/, /^@duckdb\//];

/** npm links `bin` to this file, which then has to be runnable as it stands. */
const executableCli: Plugin = {
  name: "headroom:executable-cli",
  writeBundle({ dir }) {
    if (dir !== undefined) chmodSync(path.join(dir, "cli.js"), 0o755);
  },
};

export default defineConfig({
  main: {
    plugins: [executableCli],
    publicDir: false,
    build: {
      // Everything is bundled but the native modules, which ship as the only node_modules.
      externalizeDeps: false,
      outDir: from("out/main"),
      emptyOutDir: true,
      target: NODE_TARGET,
      sourcemap: true,
      rolldownOptions: {
        input: ENTRIES,
        external: NATIVE_MODULES,
        output: {
          format: "es",
          // V8 keeps every source it has loaded, and comments would make up a good part of it.
          minify: { compress: false, mangle: false, codegen: true },
          // Vite makes every top-level const a var, which V8 must load anew where it would know the value.
          topLevelVar: false,
          entryFileNames: "[name].js",
          chunkFileNames: "chunks/[name]-[hash].js",
          banner: (chunk) => (chunk.isEntry && chunk.name === "cli" ? "#!/usr/bin/env node" : ""),
        },
      },
    },
  },
  preload: {
    publicDir: false,
    build: {
      externalizeDeps: false,
      outDir: from("out/preload"),
      emptyOutDir: true,
      target: NODE_TARGET,
      rolldownOptions: {
        input: { preload: from("main/desktop/preload.ts") },
        // A sandboxed preload cannot be an ES module.
        output: { format: "cjs", entryFileNames: "[name].cjs" },
      },
    },
  },
  renderer: {
    root: from("renderer"),
    base: "./",
    publicDir: false,
    plugins: [react()],
    // With it CodeMirror parses a long text in tasks of 100 ms and more; without it within the browser's idle
    // time, in less than 50 ms.
    define: { "navigator.scheduling": "undefined" },
    build: {
      outDir: from("out/renderer"),
      emptyOutDir: true,
      target: CHROME_TARGET,
      minify: true,
      // The limit is for pages that come over a network; this one's start is measured (npm run measure:app).
      chunkSizeWarningLimit: 1000,
      rolldownOptions: { input: from("renderer/index.html") },
    },
  },
});
