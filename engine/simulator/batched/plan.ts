import { grownInt32 } from "./grow.js";

/** What one iteration computes. */
export class Plan {
  empty = true;
  prefillTokens = 0;
  /** Sum over the prefill chunks of tokens · mean context. */
  prefillContext = 0;
  decodes = 0;
  /** Requests that enter the batch. */
  admissions = 0;
  kvTokens = 0;
  /** Blocks were short while it was made. */
  preempted = false;
  /** Requests whose first token this plan makes. */
  firstTokens = new Int32Array(16);
  firstTokenCount = 0;
  /** Slots that this plan both ends the prefill of and gives their only remaining token. */
  finishing = new Int32Array(16);
  finishingCount = 0;

  clear(): void {
    this.empty = true;
    this.prefillTokens = 0;
    this.prefillContext = 0;
    this.decodes = 0;
    this.admissions = 0;
    this.kvTokens = 0;
    this.preempted = false;
    this.firstTokenCount = 0;
    this.finishingCount = 0;
  }

  addFirstToken(request: number): void {
    if (this.firstTokenCount === this.firstTokens.length) {
      this.firstTokens = grownInt32(this.firstTokens, this.firstTokenCount + 1);
    }
    this.firstTokens[this.firstTokenCount] = request;
    this.firstTokenCount += 1;
  }

  addFinishing(slot: number): void {
    if (this.finishingCount === this.finishing.length) {
      this.finishing = grownInt32(this.finishing, this.finishingCount + 1);
    }
    this.finishing[this.finishingCount] = slot;
    this.finishingCount += 1;
  }
}
