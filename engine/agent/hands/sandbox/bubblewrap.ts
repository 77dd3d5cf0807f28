/** Where a session's workspace is inside the sandbox. */
export const WORKSPACE = "/workspace";

/** How the host has a top-level folder: as a link such as `/bin` → `usr/bin`, or as a folder of its own. */
export interface SystemFolder {
  readonly path: string;
  readonly link: string | undefined;
}

export interface SandboxLimits {
  readonly cpuSeconds: number;
  readonly memoryBytes: number;
  readonly fileBytes: number;
  readonly openFiles: number;
  /** The kernel does not hold root to it. */
  readonly processes: number;
  readonly temporaryBytes: number;
}

export const SANDBOX_LIMITS: SandboxLimits = {
  cpuSeconds: 120,
  // Of address space, for each process: runtimes such as Node reserve far more than they use.
  memoryBytes: 4 * 2 ** 30,
  fileBytes: 512 * 2 ** 20,
  openFiles: 1_024,
  processes: 256,
  temporaryBytes: 256 * 2 ** 20,
};

export interface SandboxCommand {
  readonly argv: readonly string[];
  /** On the host: the only place where the command may write what stays. */
  readonly workspace: string;
  readonly allowNetwork: boolean;
}

/** Read-only parts of /etc that programs need to start; none holds anything of the user's. */
const ETC = [
  "ld.so.cache",
  "ld.so.conf",
  "ld.so.conf.d",
  "alternatives",
  "localtime",
  "mime.types",
];
/** Names and certificates, of use with a network only. */
const ETC_NETWORK = ["resolv.conf", "hosts", "nsswitch.conf", "ssl/certs", "ca-certificates"];

/**
 * Where the kernel takes settings. It lets the user who is root on the host write them, in whatever
 * namespace and without any capability, and bubblewrap covers them only where it sees that coming.
 */
const KERNEL_SETTINGS = ["sys", "sysrq-trigger", "irq", "bus", "fs", "acpi"];

/**
 * The arguments of `bwrap` that run a command where it sees the system's programs read-only, its
 * workspace, an empty /tmp and nothing else: no home, no other process, no user's /etc, no network
 * unless allowed, no capability, no way into another user namespace. Nothing is inherited from the
 * environment. Everything ends with the command, and with us.
 * (bubblewrap 0.8; `bwrap(1)` explains each option.)
 */
export function bubblewrapArguments(
  { argv, workspace, allowNetwork }: SandboxCommand,
  folders: readonly SystemFolder[],
  limits: SandboxLimits = SANDBOX_LIMITS,
): string[] {
  const etc = allowNetwork ? [...ETC, ...ETC_NETWORK] : ETC;
  const options: readonly (readonly string[])[] = [
    ["--unshare-all", "--unshare-user", "--disable-userns"],
    allowNetwork ? ["--share-net"] : [],
    ["--uid", "1000", "--gid", "1000", "--cap-drop", "ALL"],
    ["--hostname", "sandbox", "--die-with-parent", "--new-session", "--clearenv"],
    environment(),
    ["--ro-bind", "/usr", "/usr"],
    ...folders.map(({ path, link }) =>
      link === undefined ? ["--ro-bind", path, path] : ["--symlink", link, path],
    ),
    ...etc.map((name) => ["--ro-bind-try", `/etc/${name}`, `/etc/${name}`]),
    ["--proc", "/proc", "--dev", "/dev"],
    ...KERNEL_SETTINGS.map((name) => ["--ro-bind-try", `/proc/${name}`, `/proc/${name}`]),
    ["--size", String(limits.temporaryBytes), "--tmpfs", "/tmp"],
    ["--bind", workspace, WORKSPACE, "--chdir", WORKSPACE],
    // The root itself is a writable file system in memory otherwise.
    ["--remount-ro", "/"],
  ];
  return [...options.flat(), "--", ...limited(argv, limits)];
}

function environment(): string[] {
  const variables = {
    PATH: "/usr/local/bin:/usr/bin:/bin",
    HOME: "/tmp",
    TMPDIR: "/tmp",
    LANG: "C.UTF-8",
    USER: "agent",
  };
  return Object.entries(variables).flatMap(([name, value]) => ["--setenv", name, value]);
}

/** Whoever started us may have left files open for us to pass on: the command gets none. */
const CLOSE_INHERITED =
  'for fd in /proc/self/fd/*; do fd=${fd##*/}; [ "$fd" -le 2 ] || eval "exec $fd>&-"; done';

/** The command under hard limits that it cannot raise. `ulimit` counts memory and files in KiB. */
function limited(argv: readonly string[], limits: SandboxLimits): string[] {
  const settings = [
    `-t ${limits.cpuSeconds}`,
    `-v ${Math.floor(limits.memoryBytes / 1024)}`,
    `-f ${Math.floor(limits.fileBytes / 1024)}`,
    `-n ${limits.openFiles}`,
    `-u ${limits.processes}`,
    "-c 0",
  ];
  const script = `${CLOSE_INHERITED}; ${settings.map((setting) => `ulimit ${setting}`).join(" && ")} && exec "$@"`;
  return ["/bin/bash", "--noprofile", "--norc", "-c", script, "sandbox", ...argv];
}
