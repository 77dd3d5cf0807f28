/** As long as work may go on before input and paint get their turn: half a frame. */
const TURN_MS = 8;

let begunMs = -Infinity;

/**
 * Between two pieces of long work: ends the page's task where the work has gone on for some milliseconds, so
 * that no task of it is long, however much there is. Not by a timer, which a page in the background waits for.
 */
export async function rest(): Promise<void> {
  if (performance.now() - begunMs < TURN_MS) return;
  await nextTask();
  begunMs = performance.now();
}

/** Resolves in a task of its own. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener("message", () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(undefined);
  });
}
