// Debian packages the tests need: browsers, desktop, sandbox. A no-op (two `stat` per package) once they
// are there; installs them when it may; otherwise says exactly what to run.
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { pathToFileURL } from "node:url";

export const CHROMIUM = "/usr/bin/chromium";

/** Package → a file that only it provides. Cheaper and more honest than asking dpkg. */
const PACKAGES = {
  chromium: [CHROMIUM],
  xvfb: ["/usr/bin/Xvfb"],
  xauth: ["/usr/bin/xauth"],
  unzip: ["/usr/bin/unzip"],
  // The desktop journeys answer the system's own save dialog.
  xdotool: ["/usr/bin/xdotool"],
  // Finance formulas are checked against a spreadsheet engine.
  "libreoffice-calc": ["/usr/bin/soffice"],
  // The shell and file tools run in it, and their security tests with them.
  bubblewrap: ["/usr/bin/bwrap"],
  "libgtk-3-0": library("libgtk-3.so.0"),
  libnss3: library("libnss3.so"),
  libgbm1: library("libgbm.so.1"),
  libasound2: library("libasound.so.2"),
  "fonts-liberation": [
    "/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf",
    "/usr/share/fonts/truetype/liberation2/LiberationSans-Regular.ttf",
  ],
};

function library(name) {
  return ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib"].map(
    (folder) => `${folder}/${name}`,
  );
}

function missingPackages() {
  return Object.entries(PACKAGES)
    .filter(([, files]) => !files.some((file) => existsSync(file)))
    .map(([name]) => name);
}

/** How to become root without a prompt: `[]` as root, `["sudo", "-n"]` where that works, else undefined. */
function elevation() {
  if (process.getuid?.() === 0) return [];
  return spawnSync("sudo", ["-n", "true"], { stdio: "ignore" }).status === 0
    ? ["sudo", "-n"]
    : undefined;
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function aptGet(prefix, args) {
  const [command, ...rest] = [...prefix, "apt-get", ...args];
  // Waiting for the lock lets two test runs on one machine install side by side.
  const lock = ["-o", "DPkg::Lock::Timeout=300"];
  return (
    spawnSync(command, [...rest, ...lock], {
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    }).status === 0
  );
}

/**
 * Makes sure every package above is installed and returns where Chromium is.
 * @returns {{ chromium: string, installed: string[] }} `installed` names what this call added.
 */
export function ensureSystemPackages() {
  const missing = missingPackages();
  if (missing.length === 0) return { chromium: CHROMIUM, installed: [] };
  const command = `apt-get update && apt-get install -y --no-install-recommends ${missing.join(" ")}`;
  if (process.platform !== "linux" || !isExecutable("/usr/bin/apt-get")) {
    throw new Error(
      `The tests need these Debian packages, or your system's equivalent: ${missing.join(", ")}`,
    );
  }
  const prefix = elevation();
  if (prefix === undefined)
    throw new Error(`The tests need Debian packages. Run as root: ${command}`);
  console.error(`Installing Debian packages for the tests: ${missing.join(" ")}`);
  const done =
    aptGet(prefix, ["update", "-qq"]) &&
    aptGet(prefix, ["install", "-y", "-qq", "--no-install-recommends", ...missing]);
  const left = missingPackages();
  if (!done || left.length > 0)
    throw new Error(`Could not install ${left.join(", ")}. Try: ${command}`);
  return { chromium: CHROMIUM, installed: missing };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  console.log(ensureSystemPackages().chromium);
}
