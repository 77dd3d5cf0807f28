import { connect } from "node:net";
import type { Socket } from "node:net";
import { createInterface } from "node:readline";
import type { EffectLedger } from "../../../engine/agent/tool.js";
import { RecorderReply } from "./protocol.js";
import type { Effect, RecorderRequest } from "./protocol.js";

/** A connection to the recorder. */
export class Outside {
  readonly #socket: Socket;
  readonly #waiting: { resolve: (reply: RecorderReply) => void; reject: (why: Error) => void }[] =
    [];

  constructor(socketFile: string) {
    this.#socket = connect(socketFile);
    const lines = createInterface({ input: this.#socket });
    lines.on("line", (line) =>
      this.#waiting.shift()?.resolve(RecorderReply.parse(JSON.parse(line))),
    );
    const fail = (why: Error): void => {
      for (const { reject } of this.#waiting.splice(0)) reject(why);
    };
    for (const one of [this.#socket, lines]) one.on("error", fail);
    this.#socket.on("close", () => fail(new Error("the recorder hung up")));
  }

  /** Effects that tools of a namespace have there. `asked` is called when the request is on its way. */
  ledger(folder: string, namespace: string, asked: () => void): EffectLedger {
    const make = async (
      op: "append" | "appendOnce",
      key: string,
      result: string,
    ): Promise<string> => {
      const reply = this.#ask({ op, folder, namespace, key, result });
      asked();
      return (await reply).result ?? result;
    };
    return {
      append: async (key, result) => void (await make("append", key, result)),
      appendOnce: (key, result) => make("appendOnce", key, result),
      find: async (key) =>
        (await this.#ask({ op: "find", folder, namespace, key })).result ?? undefined,
    };
  }

  async tally(folder: string): Promise<readonly Effect[]> {
    return (await this.#ask({ op: "tally", folder })).effects;
  }

  close(): void {
    this.#socket.destroy();
  }

  #ask(request: RecorderRequest): Promise<RecorderReply> {
    const reply = new Promise<RecorderReply>((resolve, reject) =>
      this.#waiting.push({ resolve, reject }),
    );
    this.#socket.write(`${JSON.stringify(request)}\n`);
    return reply;
  }
}
