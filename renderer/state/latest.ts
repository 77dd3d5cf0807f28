/**
 * Runs `task` on one item at a time: what is given while it runs waits, and only the newest of that is
 * taken up. So every answer belongs to an item that was given, and the last one to the last.
 */
export function createLatest<T>(task: (item: T) => Promise<void>): (item: T) => void {
  let isRunning = false;
  let next: { readonly item: T } | undefined;
  const run = async (): Promise<void> => {
    isRunning = true;
    while (next !== undefined) {
      const { item } = next;
      next = undefined;
      await task(item);
    }
    isRunning = false;
  };
  return (item) => {
    next = { item };
    if (!isRunning) void run();
  };
}
