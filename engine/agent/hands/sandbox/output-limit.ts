import { StringDecoder } from "node:string_decoder";

/**
 * What a process writes, kept up to a number of bytes: the first half and the last, since a build
 * tells what it does at the beginning and what went wrong at the end. Holds at most that many bytes.
 */
export class OutputLimit {
  private readonly half: number;
  private head = Buffer.alloc(0);
  private tail = Buffer.alloc(0);
  private droppedBytes = 0;

  constructor(maxBytes: number) {
    this.half = Math.floor(maxBytes / 2);
  }

  add(chunk: Buffer): void {
    const room = this.half - this.head.length;
    if (room > 0) this.head = Buffer.concat([this.head, chunk.subarray(0, room)]);
    const rest = chunk.subarray(Math.max(0, room));
    if (rest.length === 0) return;
    const joined = Buffer.concat([this.tail, rest]);
    const drop = Math.max(0, joined.length - this.half);
    this.droppedBytes += drop;
    // A copy: a view would keep the whole chunk alive.
    this.tail = Buffer.from(joined.subarray(drop));
  }

  /** The text, with a line in the middle where something was dropped. */
  text(): string {
    return this.droppedBytes === 0
      ? decode(Buffer.concat([this.head, this.tail]))
      : `${decode(this.head)}\n[${this.droppedBytes} bytes left out here]\n${decode(this.tail)}`;
  }

  get isCut(): boolean {
    return this.droppedBytes > 0;
  }
}

function decode(bytes: Buffer): string {
  return new StringDecoder("utf8").write(bytes);
}
