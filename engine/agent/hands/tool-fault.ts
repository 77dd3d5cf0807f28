import type { CallFault } from "../../contract/session.js";

/** What a tool throws to say more than that it failed. Any other error becomes the fault `threw`. */
export class ToolFault extends Error {
  override name = "ToolFault";
  readonly fault: CallFault;
  /** Whether the work may have been done all the same. */
  readonly mayHaveHappened: boolean;
  constructor(fault: CallFault, message: string, mayHaveHappened = false) {
    super(message);
    this.fault = fault;
    this.mayHaveHappened = mayHaveHappened;
  }
}
