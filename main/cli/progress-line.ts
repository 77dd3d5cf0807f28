import type { ProgressEvent } from "../../engine/contract/methods.js";
import type { Terminal } from "./terminal.js";

const BAR_WIDTH = 24;
const EVERY_MS = 80;
const ERASE_LINE = "\r\u001B[K";

/** One line on standard error that tells how far a call is. Shows nothing where that is no screen. */
export class ProgressLine {
  readonly #terminal: Terminal;
  #shownAtMs = -Infinity;
  #note = "";

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** What every later line ends with. */
  note(text: string): void {
    this.#note = `  ·  ${text}`;
  }

  show({ stage, fraction }: ProgressEvent): void {
    const now = performance.now();
    if (!this.#terminal.live || now - this.#shownAtMs < EVERY_MS) return;
    this.#shownAtMs = now;
    const full = Math.round(fraction * BAR_WIDTH);
    const bar = "█".repeat(full) + "░".repeat(BAR_WIDTH - full);
    const line = `${bar} ${percentOf(fraction).padStart(4)}%  ${stage}${this.#note}`;
    void this.#terminal.err(ERASE_LINE + line.slice(0, this.#terminal.width - 1));
  }

  async clear(): Promise<void> {
    if (this.#shownAtMs > -Infinity) await this.#terminal.err(ERASE_LINE);
  }
}

/** Rounded down; with a decimal at first, so that a huge run is seen to move. */
function percentOf(fraction: number): string {
  const percent = fraction * 100;
  return percent < 10 ? (Math.floor(percent * 10) / 10).toFixed(1) : String(Math.floor(percent));
}
