import { BatchMeans } from "../statistics/batch-means.js";
import { Histogram } from "../statistics/histogram.js";
import type { SessionStatistics, TimeStatistics } from "./record.js";

/** What is kept of the sessions that finished in the window: of one workload, or of all. */
export class SessionMeasures {
  completed = 0;
  failed = 0;
  retried = 0;
  readonly latencyMs = new Times();
  readonly waitMs = new Times();
  readonly ttftMs = new Times();

  statistics(): SessionStatistics {
    return {
      completed: this.completed,
      failed: this.failed,
      retried: this.retried,
      latencyMs: this.latencyMs.statistics(),
      waitMs: this.waitMs.statistics(),
      ttftMs: this.ttftMs.statistics(),
    };
  }
}

/** Times of sessions in the order in which these end. */
class Times {
  private readonly histogram = new Histogram();
  private readonly batches = new BatchMeans();

  /** Takes what lies in `recorded`: V8 makes an object of a double that is passed. */
  recordCell(): void {
    this.histogram.recordCell();
    this.batches.recordCell();
  }

  statistics(): TimeStatistics {
    const { histogram } = this;
    return {
      mean: histogram.mean(),
      p50: histogram.quantile(0.5),
      p95: histogram.quantile(0.95),
      p99: histogram.quantile(0.99),
      least: histogram.least,
      greatest: histogram.greatest,
      buckets: histogram.filled(),
      inflation: this.batches.inflation(),
    };
  }
}
