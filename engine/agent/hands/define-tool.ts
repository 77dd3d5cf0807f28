import type { z } from "zod";
import type { Tool } from "../tool.js";

/**
 * A tool whose `execute` is checked against its own input schema, for lists of tools with different
 * inputs. The hands parse the input with that schema before every call.
 */
export function defineTool<Input extends z.ZodObject>(tool: Tool<Input>): Tool {
  return tool;
}
