/**
 * Damages stored files and looks how the product takes it, in a process of its own: some damage makes a
 * driver end the whole process. Told by one argument, `DamageOrders`; prints `DamageLine`s.
 */
import { cut, flip, judgeAll } from "./damage.js";
import type { Stored } from "./damage.js";
import { DamageOrders } from "./protocol.js";
import { storedLog } from "./stored-log.js";
import { storedState } from "./stored-state.js";

const { subject, damage, from, to, seed } = DamageOrders.parse(JSON.parse(process.argv[2] ?? ""));

function print(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

const store: Readonly<Record<DamageOrders["subject"], () => Promise<Stored>>> = {
  "session log in its file": () => storedLog("file"),
  "session log in its -wal": () => storedLog("wal"),
  "tool state in its file": () => storedState("file"),
  "tool state in its -wal": () => storedState("wal"),
};
const stored = await store[subject]();
const damages = Array.from({ length: to - from }, (_, n) =>
  damage === "cut" ? cut(stored.last.length - 1 - from - n) : flip(seed, from + n),
);
print(await judgeAll(stored, damages, (at) => print({ case: from + at })));
