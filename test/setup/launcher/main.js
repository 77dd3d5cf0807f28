// What the official Electron's default app does for `electron <folder or file>`, and no more. It is
// packed as resources/default_app.asar beside the test runtime, whose own one was removed.
import { app } from "electron";
import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

/** The first argument that is no switch, as the official default app reads it. */
const target = process.argv.slice(1).find((argument) => !argument.startsWith("-"));
if (target === undefined) {
  console.error("usage: electron <folder or file>");
  app.exit(2);
} else {
  await run(path.resolve(target));
}

async function run(file) {
  let entry = file;
  if (statSync(file).isDirectory()) {
    const manifest = JSON.parse(readFileSync(path.join(file, "package.json"), "utf8"));
    if (typeof manifest.version === "string") app.setVersion(manifest.version);
    const name = manifest.productName ?? manifest.name;
    if (typeof name === "string") app.setName(name);
    if (typeof manifest.desktopName === "string") app.setDesktopName(manifest.desktopName);
    app.setAppPath(file);
    entry = path.join(file, manifest.main ?? "index.js");
  } else {
    app.setAppPath(path.dirname(file));
  }
  await import(pathToFileURL(entry).href);
}
