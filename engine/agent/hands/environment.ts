/**
 * What a process that serves a tool may know of the environment: where programs are, the language and
 * the time zone. An allowlist, because the names under which people keep secrets cannot be listed.
 */
const PASSED_ON = ["PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ"];
/** Windows programs do not start without these. */
const PASSED_ON_WINDOWS = ["SystemRoot", "windir", "ComSpec", "PATHEXT"];

/** The part of `environment` that a hand may see. */
export function cleanEnvironment(
  environment: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  const names = process.platform === "win32" ? [...PASSED_ON, ...PASSED_ON_WINDOWS] : PASSED_ON;
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = environment[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
