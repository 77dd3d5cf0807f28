import { z } from "zod";

/** Where Node's inspector listens when SIGUSR1 opens it: on this computer alone. */
const INSPECTOR = "http://127.0.0.1:9229/json/list";

const Targets = z.tuple([z.object({ webSocketDebuggerUrl: z.url() })]);
const Answer = z.object({ id: z.number(), result: z.unknown(), error: z.unknown().optional() });
const Usage = z.object({ usedSize: z.number() });

/** The heap of the engine's process, read through its inspector; a packaged app has none. */
export interface EngineHeap {
  /** Bytes in use once the garbage is collected. */
  readonly usedBytes: () => Promise<number>;
  readonly close: () => void;
}

/** Opens the inspector of the Node process `pid`. Needs Node's `--experimental-websocket` before version 22. */
export async function engineHeap(pid: number): Promise<EngineHeap> {
  process.kill(pid, "SIGUSR1");
  const socket = new WebSocket(await inspectorAddress());
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve, { once: true });
    socket.addEventListener("error", reject, { once: true });
  });
  let asked = 0;
  const ask = (method: string): Promise<unknown> =>
    new Promise((resolve, reject) => {
      asked += 1;
      const id = asked;
      const heard = ({ data }: MessageEvent): void => {
        const answer = Answer.safeParse(JSON.parse(String(data)));
        if (!answer.success || answer.data.id !== id) return;
        socket.removeEventListener("message", heard);
        if (answer.data.error === undefined) resolve(answer.data.result);
        else reject(new Error(`${method}: ${JSON.stringify(answer.data.error)}`));
      };
      socket.addEventListener("message", heard);
      socket.send(JSON.stringify({ id, method }));
    });
  return {
    usedBytes: async () => {
      await ask("HeapProfiler.collectGarbage");
      return Usage.parse(await ask("Runtime.getHeapUsage")).usedSize;
    },
    close: () => socket.close(),
  };
}

async function inspectorAddress(): Promise<string> {
  for (let left = 50; ; left -= 1) {
    try {
      const response = await fetch(INSPECTOR);
      return Targets.parse(await response.json())[0].webSocketDebuggerUrl;
    } catch (error) {
      if (left === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
