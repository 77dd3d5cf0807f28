import { APP_ORIGIN } from "./app-url.js";

/** The parts of Electron's WebFrameMain that identify a frame. */
export interface FrameIdentity {
  readonly processId: number;
  readonly routingId: number;
  readonly frameTreeNodeId: number;
  readonly origin: string;
  readonly parent: unknown;
}

/**
 * Whether a message comes from the page we loaded into our own window: the top frame itself, of our
 * origin. A frame that has gone (null) is nobody.
 */
export function isTrustedSender(sender: FrameIdentity | null, page: FrameIdentity | null): boolean {
  return (
    sender !== null &&
    page !== null &&
    sender.parent === null &&
    sender.origin === APP_ORIGIN &&
    sender.processId === page.processId &&
    sender.routingId === page.routingId &&
    sender.frameTreeNodeId === page.frameTreeNodeId
  );
}
