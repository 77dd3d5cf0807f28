import { z } from "zod";
import type { Tool, ToolDeclaration } from "../tool.js";

/** What the Messages protocol allows as a tool's name. */
const NAME = /^[a-zA-Z0-9_-]{1,64}$/;

/**
 * A tool as brains see it.
 * @param inputSchema JSON Schema of the input where it is not to be derived from the tool's zod schema.
 */
export function declare(tool: Tool, inputSchema?: ToolDeclaration["inputSchema"]): ToolDeclaration {
  if (!NAME.test(tool.name))
    throw new Error(`tool name: expected ${NAME.source}, found "${tool.name}"`);
  if (!Number.isInteger(tool.workers) || tool.workers < 1)
    throw new Error(
      `${tool.name}.workers: expected a whole number of at least 1, found ${tool.workers}`,
    );
  const { $schema: _, ...derived } = z.toJSONSchema(tool.input, { io: "input" });
  return {
    name: tool.name,
    description: tool.description,
    inputSchema: inputSchema ?? { ...derived, type: "object" },
    replay: tool.replay,
    limits: tool.limits,
    workers: tool.workers,
    cacheTtlMs: tool.replay === "read" ? tool.cacheTtlMs : undefined,
  };
}
