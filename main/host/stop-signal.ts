/** What ended a process early: the exit code a shell expects of it. */
export interface StopSignal {
  readonly signal: AbortSignal;
  /** 130 after Ctrl-C, 143 after SIGTERM, undefined while nothing has come. */
  readonly exitCode: number | undefined;
  /** Gives the signals back to Node. */
  release(): void;
}

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/** Aborts at the first SIGINT or SIGTERM so that work can end cleanly; the second one ends at once. */
export function stopOnSignals(): StopSignal {
  const controller = new AbortController();
  let exitCode: number | undefined;
  const stop = (name: keyof typeof EXIT_CODES): void => {
    if (exitCode !== undefined) process.exit(EXIT_CODES[name]);
    exitCode = EXIT_CODES[name];
    controller.abort();
  };
  const names = ["SIGINT", "SIGTERM"] as const;
  for (const name of names) process.on(name, stop);
  return {
    signal: controller.signal,
    get exitCode() {
      return exitCode;
    },
    release: () => {
      for (const name of names) process.off(name, stop);
    },
  };
}
