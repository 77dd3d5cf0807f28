import { WORKSPACE } from "../sandbox/bubblewrap.js";

/** How a script ends where it cannot do its work. */
export const EXIT = { missing: 71, outside: 72, notAFile: 73 } as const;

/*
 * What the file tools do, as shell inside the sandbox: there a link that leads outside leads nowhere,
 * whoever changes it at whatever moment. `$1` is the path.
 */

const resolveTo = (mode: "-e" | "-m"): string => `
set -eu
real=$(realpath ${mode} -- "$1" 2>/dev/null) || exit ${EXIT.missing}
case "$real/" in ${WORKSPACE}/*) ;; *) exit ${EXIT.outside} ;; esac
`;

/** Writes the size of the file on a line of its own, then `$3` bytes of it from `$2` on. */
export const READ = `${resolveTo("-e")}
[ -f "$real" ] || exit ${EXIT.notAFile}
stat -c %s -- "$real"
tail -c "+$(($2 + 1))" -- "$real" | head -c "$3"
`;

/** Replaces the file by standard input in one step. */
export const WRITE = `${resolveTo("-m")}
[ ! -e "$real" ] || [ -f "$real" ] || exit ${EXIT.notAFile}
mkdir -p -- "$(dirname -- "$real")"
temporary=$(mktemp -- "$(dirname -- "$real")/.writing-XXXXXXXX")
trap 'rm -f -- "$temporary"' EXIT
cat > "$temporary"
chmod 0644 -- "$temporary"
mv -fT -- "$temporary" "$real"
`;

/** One entry after the other, ended by NUL: kind, size and path below the folder. */
export const LIST = `${resolveTo("-e")}
[ -d "$real" ] || exit ${EXIT.notAFile}
find -P "$real" -mindepth 1 -maxdepth "$2" -printf '%y %s %P\\0'
`;
