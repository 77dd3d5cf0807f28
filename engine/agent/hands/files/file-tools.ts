import { createHash } from "node:crypto";
import { z } from "zod";
import type { Tool, ToolContext } from "../../tool.js";
import { defineTool } from "../define-tool.js";
import { workspaceOf } from "../sandbox/sandbox.js";
import type { Sandbox, SandboxResult } from "../sandbox/sandbox.js";
import { ToolFault } from "../tool-fault.js";
import { EXIT, LIST, READ, WRITE } from "./scripts.js";
import { workspacePath } from "./workspace-path.js";

/** What one call reads or writes at most. */
const MAX_FILE_BYTES = 256 * 1024;
const MAX_ENTRIES = 1_000;
const SHELL = ["/bin/bash", "--noprofile", "--norc", "-c"];

const limits = { timeoutMs: 20_000, maxResultBytes: MAX_FILE_BYTES + 1_024, retries: 0 };
const common = { limits, stateNamespace: "files", runsIn: "in-process", workers: 4 } as const;

const PathInput = z.string().describe("path inside the session's workspace, such as notes/plan.md");
const Text = z.string().max(MAX_FILE_BYTES);

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** What is known of an edit before it is made, to tell afterwards whether it was. */
const Intent = z.strictObject({ path: z.string(), before: z.string(), after: z.string() });

/** Tools that read and write files of the session's workspace, inside the sandbox. */
export function fileTools(sandbox: Sandbox, workspacesFolder: string): Tool[] {
  const inWorkspace = async (
    script: string,
    [file, ...rest]: readonly [string, ...string[]],
    { session, signal }: ToolContext,
    stdin = "",
  ): Promise<string> => {
    const done = await sandbox.run(
      {
        argv: [...SHELL, script, "files", workspacePath(file), ...rest],
        workspace: workspaceOf(workspacesFolder, session),
        allowNetwork: false,
      },
      // More than a read asks for: nothing of it may be dropped.
      { signal, maxOutputBytes: 4 * MAX_FILE_BYTES, stdin },
    );
    return outputOf(done, file);
  };
  const read = async (file: string, from: number, context: ToolContext) => {
    const output = await inWorkspace(READ, [file, String(from), String(MAX_FILE_BYTES)], context);
    const end = output.indexOf("\n");
    const text = output.slice(end + 1);
    if (text.includes("\0")) throw new ToolFault("refused", `${file} is not a text file`);
    return { text, bytes: Number(output.slice(0, end)) };
  };
  const readWhole = async (file: string, context: ToolContext): Promise<string> => {
    const { text, bytes } = await read(file, 0, context);
    if (bytes > MAX_FILE_BYTES)
      throw new ToolFault(
        "refused",
        `${file} has ${bytes} bytes, at most ${MAX_FILE_BYTES} can be edited`,
      );
    return text;
  };

  return [
    defineTool({
      ...common,
      name: "read_file",
      description: `Reads a text file of the workspace, up to ${MAX_FILE_BYTES} bytes from a place on.`,
      input: z.strictObject({
        path: PathInput,
        fromByte: z.number().int().nonnegative().default(0),
      }),
      replay: "read",
      execute: async ({ path, fromByte }, context) => {
        const { text, bytes } = await read(path, fromByte, context);
        const to = Math.min(bytes, fromByte + MAX_FILE_BYTES);
        return to < bytes ? `${text}\n[bytes ${fromByte} to ${to} of ${bytes}]` : text;
      },
    }),
    defineTool({
      ...common,
      name: "list_files",
      description: "Lists files and folders of the workspace with their sizes in bytes.",
      input: z.strictObject({
        path: PathInput.default("."),
        depth: z.number().int().min(1).max(10).default(2),
      }),
      replay: "read",
      execute: async ({ path, depth }, context) => {
        const output = await inWorkspace(LIST, [path, String(depth)], context);
        const entries = output.split("\0").slice(0, -1).map(describeEntry).toSorted();
        const shown = entries.slice(0, MAX_ENTRIES).join("\n") || "(empty)";
        const left = entries.length - MAX_ENTRIES;
        return left > 0 ? `${shown}\n[${left} more entries]` : shown;
      },
    }),
    defineTool({
      ...common,
      name: "write_file",
      description: "Creates or replaces a text file of the workspace. Folders are made as needed.",
      input: z.strictObject({ path: PathInput, content: Text }),
      replay: "idempotent",
      execute: async ({ path, content }, context) => {
        await inWorkspace(WRITE, [path], context, content);
        return `wrote ${Buffer.byteLength(content, "utf8")} bytes to ${path}`;
      },
    }),
    defineTool({
      ...common,
      name: "edit_file",
      description: "Replaces a text that stands exactly once in a file of the workspace.",
      input: z.strictObject({ path: PathInput, oldText: Text.min(1), newText: Text }),
      replay: "reconcilable",
      execute: async ({ path, oldText, newText }, context) => {
        const before = await readWhole(path, context);
        const places = before.split(oldText).length - 1;
        if (places !== 1)
          throw new ToolFault(
            "refused",
            `oldText: expected to stand once in ${path}, found ${places} times`,
          );
        const after = before.replace(oldText, () => newText);
        const intent = { path, before: sha256(before), after: sha256(after) };
        await context.state.set(context.idempotencyKey, JSON.stringify(intent));
        await inWorkspace(WRITE, [path], context, after);
        return `edited ${path}`;
      },
      reconcile: async (idempotencyKey, context) => {
        const noted = await context.state.get(idempotencyKey);
        if (noted === undefined) return { happened: "no" };
        const { path, before, after } = Intent.parse(JSON.parse(noted));
        const now = sha256(await readWhole(path, context));
        if (now === after) return { happened: "yes", result: `edited ${path}` };
        return now === before
          ? { happened: "no" }
          : { happened: "unknown", message: `${path} has been changed by something else since` };
      },
    }),
  ];
}

function outputOf(
  { exitCode, signal, stdout, stderr, isCut }: SandboxResult,
  file: string,
): string {
  switch (exitCode) {
    case 0:
      if (isCut) throw new ToolFault("too-large", `${file}: too much to read or list at once`);
      return stdout;
    case EXIT.missing:
      throw new ToolFault("refused", `there is no ${file}`);
    case EXIT.outside:
      throw new ToolFault("refused", `${file} is a link that leads outside the workspace`);
    case EXIT.notAFile:
      throw new ToolFault("refused", `${file} is not of the kind that this tool works on`);
    default:
      throw new Error(
        `${file}: ${stderr.trim() || `ended by ${signal ?? `exit code ${exitCode}`}`}`,
      );
  }
}

const KINDS: Readonly<Record<string, string>> = { d: "folder", f: "file", l: "link" };

function describeEntry(entry: string): string {
  const [kind = "", size = "", ...name] = entry.split(" ");
  const path = name.join(" ");
  // A line break in a name would read as another entry.
  const shown = /\p{Cc}/u.test(path) ? JSON.stringify(path) : path;
  return `${shown} (${KINDS[kind] ?? "other"}${kind === "f" ? `, ${size} bytes` : ""})`;
}
