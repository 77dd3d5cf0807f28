// What the official Electron's default app does for `electron [-r module] <folder or file>`, and no
// more. It is packed as resources/default_app.asar beside the test runtime, whose own one was removed.
import { app } from "electron";
import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(import.meta.url);
const { preloads, target } = readArguments(process.argv.slice(1));
if (target === undefined) {
  console.error("usage: electron [-r module] <folder or file>");
  app.exit(2);
} else {
  for (const module of preloads) require(path.resolve(module));
  await run(path.resolve(target));
}

/** Switches are Chromium's, `-r` names a module to load first, and the first other argument is the application. */
function readArguments(words) {
  const found = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index];
    if (word === "-r" || word === "--require") found.push(words[++index]);
    else if (!word.startsWith("-")) return { preloads: found, target: word };
  }
  return { preloads: found, target: undefined };
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
