/** What a run says about itself while `done` of its `total` replications are finished. */
export function progressStage(done: number, total: number): string {
  return `${done} of ${total} replications`;
}
