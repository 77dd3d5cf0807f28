import type { AppState, SliceCreator } from "./app-state.js";
import type { QueueSlice } from "./result-slices.js";
import { HeadroomError } from "../../engine/contract/errors.js";
import { openDocument } from "./document.js";
import { codeOf } from "./errors.js";
import { isOwnWork, WORK } from "./queue-parts.js";
import type { Job, JobProgress, JobRequest, WorkKind } from "./queue-parts.js";
import type { LinkStatus } from "./parts.js";

interface Held {
  readonly request: JobRequest;
  readonly controller: AbortController;
  readonly resolve: () => void;
}

/** States of the link in which nothing can be started, and from which it may come back. */
const AWAY: ReadonlySet<LinkStatus["state"]> = new Set(["crashed", "unreachable", "failed"]);

/**
 * Long work, one at a time in the order it was asked for: a simulation uses every core by itself, and
 * one beside a live load would be measured with it. The first job of `jobs` is the one that goes on.
 * When the engine dies under it, that one ends, and the others wait until the engine is back.
 */
export const createQueueSlice: SliceCreator<QueueSlice> = (set, get, { alerts }) => {
  const held = new Map<number, Held>();
  let nextId = 1;

  const update = (id: number, change: Partial<Job>): void =>
    set({ jobs: get().jobs.map((job) => (job.id === id ? { ...job, ...change } : job)) });

  const remove = (id: number): void => {
    held.get(id)?.resolve();
    held.delete(id);
    set({ jobs: get().jobs.filter((job) => job.id !== id) });
  };

  /** Says that work ended: outside the window where that is not in front, and with a way there where it is not seen. */
  const tell = ({ kind, scenarioId, scenarioName }: Job, isDone: boolean): void => {
    const { panes, done, failed } = WORK[kind];
    const text = isDone ? done(scenarioName) : failed(scenarioName);
    get().announce(text);
    if (get().settings.notifications) alerts.show(text);
    const { route, document } = get();
    const isOpen = isOwnWork(kind) || openDocument(document)?.id === scenarioId;
    if (isOpen && panes.some((pane) => pane === route.pane)) return;
    const show = (): void => {
      const [pane] = panes;
      get().navigate(isOwnWork(kind) ? { pane } : { pane, scenarioId, runId: undefined });
    };
    get().notify({ tone: isDone ? "good" : "bad", text, action: { label: "Show", run: show } });
  };

  const run = async (id: number, { request, controller }: Held): Promise<void> => {
    update(id, { state: "running", stage: "Starting" });
    const report = (progress: JobProgress): void => {
      if (!controller.signal.aborted) update(id, progress);
    };
    let isDone: boolean | undefined = true;
    try {
      await request.run(controller.signal, report);
    } catch (error) {
      isDone = codeOf(error) === "cancelled" ? undefined : false;
      request.ended(error);
    }
    const job = get().jobs.find((one) => one.id === id);
    if (job !== undefined && isDone !== undefined) tell(job, isDone);
    remove(id);
    get().pumpQueue();
  };

  return {
    jobs: [],

    enqueue(request) {
      const { kind, scenarioId, scenarioName, key } = request;
      if ([...held.values()].some((one) => one.request.key === key)) {
        get().announce(`Already in the queue: ${WORK[kind].title(scenarioName)}.`);
        return Promise.resolve();
      }
      const id = nextId;
      nextId += 1;
      const job: Job = {
        id,
        kind,
        scenarioId,
        scenarioName,
        state: "waiting",
        stage: "Waiting for its turn",
        fraction: 0,
      };
      return new Promise((resolve) => {
        held.set(id, { request, controller: new AbortController(), resolve });
        set({ jobs: [...get().jobs, job] });
        get().pumpQueue();
      });
    },

    pumpQueue() {
      const { jobs, link } = get();
      const [first] = jobs;
      if (first === undefined || first.state === "running" || AWAY.has(link.state)) return;
      const next = held.get(first.id);
      if (next !== undefined) void run(first.id, next);
    },

    cancelJob(id) {
      const one = held.get(id);
      if (one === undefined) return;
      one.controller.abort();
      // What goes on is told by the engine; nobody else speaks for what waits.
      if (get().jobs.find((job) => job.id === id)?.state !== "waiting") return;
      one.request.ended(new HeadroomError("cancelled", "cancelled on request"));
      remove(id);
    },

    cancelWork(kind) {
      const job = workOf(kind)(get());
      if (job !== undefined) get().cancelJob(job.id);
    },
  };
};

/** Work of this kind on the open scenario that goes on or waits, the first where there are several. */
export const workOf =
  (kind: WorkKind) =>
  ({ jobs, document }: AppState): Job | undefined => {
    const open = openDocument(document);
    if (open === undefined) return undefined;
    return jobs.find((job) => job.kind === kind && job.scenarioId === open.id);
  };
