import { existsSync } from "node:fs";
import { tmpdir } from "node:os";

/**
 * Where files go that need not outlive the machine, in memory where there is such a folder: what a killed
 * process has written is there after it, whether or not a disk has it.
 */
export function memoryFolder(): string {
  return existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
}
