import { z } from "zod";
import type { Tool } from "../tool.js";
import { defineTool } from "./define-tool.js";
import { workspaceOf } from "./sandbox/sandbox.js";
import type { Sandbox } from "./sandbox/sandbox.js";

const MAX_OUTPUT_BYTES = 32 * 1024;

export interface BashSettings {
  readonly workspacesFolder: string;
  /** All of the network or none of it: for a filtered one there is `http_fetch`. */
  readonly allowNetwork: boolean;
}

/** A shell in the session's workspace, inside the sandbox. Every call is a new shell. */
export function bashTool(sandbox: Sandbox, { workspacesFolder, allowNetwork }: BashSettings): Tool {
  return defineTool({
    name: "bash",
    description: `Runs a command with bash in the session's workspace, a folder of its own. Nothing else can be written${allowNetwork ? "" : ", and there is no network"}. Files stay between calls, processes and variables do not.`,
    input: z.strictObject({ command: z.string().min(1).max(20_000) }),
    replay: "never",
    limits: { timeoutMs: 120_000, maxResultBytes: 2 * MAX_OUTPUT_BYTES + 1_024, retries: 0 },
    stateNamespace: "bash",
    runsIn: "in-process",
    workers: 4,
    execute: async ({ command }, { session, signal }) => {
      const {
        exitCode,
        signal: endedBy,
        stdout,
        stderr,
      } = await sandbox.run(
        {
          argv: ["/bin/bash", "--noprofile", "--norc", "-c", command],
          workspace: workspaceOf(workspacesFolder, session),
          allowNetwork,
        },
        { signal, maxOutputBytes: MAX_OUTPUT_BYTES },
      );
      return [
        stdout.trimEnd(),
        stderr.trim() === "" ? "" : `[standard error]\n${stderr.trimEnd()}`,
        exitCode === 0
          ? ""
          : `[${endedBy === null ? `exit code ${exitCode}` : `ended by ${endedBy}`}]`,
      ]
        .filter((part) => part !== "")
        .join("\n");
    },
  });
}
