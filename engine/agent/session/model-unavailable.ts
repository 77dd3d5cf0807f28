import type { InferenceFault } from "../../contract/session.js";

/** What stands between a session and its model, in words for a person. */
export class ModelUnavailable extends Error {
  override name = "ModelUnavailable";
  readonly fault: InferenceFault;
  constructor(fault: "unknown-model" | "key-refused", message: string) {
    super(message);
    this.fault = fault;
  }
}
