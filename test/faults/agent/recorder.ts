/**
 * The world outside of the engine: a process of its own, never killed, at which tools have their effects
 * and which counts them. Its argument is the socket to listen on; says `listening` once it does.
 */
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { RecorderRequest } from "./protocol.js";
import type { Effect, RecorderReply } from "./protocol.js";

const folders = new Map<string, Map<string, Effect>>();

function answer(request: RecorderRequest): RecorderReply {
  const made = folders.get(request.folder) ?? new Map<string, Effect>();
  folders.set(request.folder, made);
  if (request.op === "tally") return { result: null, effects: [...made.values()] };
  const { namespace, key } = request;
  const place = `${namespace} ${key}`;
  const effect = made.get(place) ?? { namespace, key, results: [] };
  const isMade = effect.results.length > 0;
  if (request.op === "append" || (request.op === "appendOnce" && !isMade)) {
    effect.results.push(request.result);
    made.set(place, effect);
  }
  return { result: effect.results[0] ?? null, effects: [] };
}

const server = createServer((socket) => {
  const lines = createInterface({ input: socket });
  // Whoever is killed leaves in the middle of a line at worst, and that line is not a request.
  for (const one of [socket, lines]) one.on("error", () => undefined);
  lines.on("line", (line) => {
    let request: unknown;
    try {
      request = JSON.parse(line);
    } catch {
      return;
    }
    socket.write(`${JSON.stringify(answer(RecorderRequest.parse(request)))}\n`);
  });
});
server.listen(process.argv[2] ?? "", () => process.stdout.write("listening\n"));
// Ends with whoever started it.
process.stdin.resume().on("end", () => process.exit());
