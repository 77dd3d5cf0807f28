import path from "node:path";
import { WORKSPACE } from "../sandbox/bubblewrap.js";
import { ToolFault } from "../tool-fault.js";

const MAX_PATH = 1_024;
const MAX_NAME = 255;

/**
 * A path from a model as an absolute path inside the sandbox, or a ToolFault `refused` that says why
 * not. Only the words are judged here; links are resolved inside the sandbox, which holds nothing
 * else anyway.
 */
export function workspacePath(input: string): string {
  const refuse = (why: string): never => {
    const shown = JSON.stringify(input.slice(0, 200));
    throw new ToolFault(
      "refused",
      `the path ${shown} ${why}; expected one inside the workspace, such as "notes/plan.md"`,
    );
  };
  if (input.length > MAX_PATH) refuse(`is longer than ${MAX_PATH} characters`);
  if (/[\p{Cc}\p{Cs}]/u.test(input)) refuse("has a control character or half a character");
  if (input.includes("\\")) refuse("has a backslash");
  if (input.startsWith("~")) refuse("begins with ~, which is not expanded");
  if (/^[a-z][a-z0-9+.-]*:/i.test(input)) refuse("begins like an address or a drive");
  const absolute = path.posix.resolve(WORKSPACE, input);
  if (absolute !== WORKSPACE && !absolute.startsWith(`${WORKSPACE}/`)) refuse("leads outside");
  if (absolute.split("/").some((name) => Buffer.byteLength(name, "utf8") > MAX_NAME))
    refuse(`has a name of more than ${MAX_NAME} bytes`);
  return absolute;
}
