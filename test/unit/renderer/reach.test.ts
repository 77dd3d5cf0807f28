import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { METHOD_NAMES, methods } from "../../../engine/contract/methods.js";
import type { LibraryItem } from "../../../renderer/state/parts.js";

const RENDERER = path.resolve(import.meta.dirname, "../../../renderer");
const TEXT = readdirSync(RENDERER, { withFileTypes: true, recursive: true })
  .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
  .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), "utf8"))
  .join("\n");

/** What the library's items share is called as `` `${kind}.remove` ``. */
const KINDS = Object.keys({
  scenario: 0,
  run: 0,
  plan: 0,
  projection: 0,
  study: 0,
  calibration: 0,
  claims: 0,
  deck: 0,
} satisfies Record<LibraryItem["kind"], 0>);

describe("what the engine can do", () => {
  it("is called somewhere in the app, method by method", () => {
    const plain = [...TEXT.matchAll(/call\(\s*"([\w.]+)"/g)].map(([, name]) => name);
    const shared = [...TEXT.matchAll(/call\(\s*`\$\{kind\}\.(\w+)`/g)].flatMap(([, verb]) =>
      KINDS.map((kind) => `${kind}.${verb}`),
    );
    const called = new Set([...plain, ...shared]);
    expect(METHOD_NAMES.filter((name) => !called.has(name))).toEqual([]);
  });

  it("has no input that the app never names", () => {
    const missing = METHOD_NAMES.flatMap((name) =>
      Object.keys(methods[name].input.shape)
        .filter((field) => !new RegExp(`\\b${field}\\b`).test(TEXT))
        .map((field) => `${name}.${field}`),
    );
    expect(missing).toEqual([]);
  });
});
