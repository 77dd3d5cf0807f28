import type { ReactElement } from "react";
import { assertNever } from "../../../engine/base/assert.js";
import { useApp } from "../../state/use-app.js";
import { Banner } from "../../ui/banner.js";
import { Button } from "../../ui/button.js";

/** Says that the engine is away, and what happens to the user's work meanwhile. */
export function LinkBanner(): ReactElement | null {
  const { state, message } = useApp((app) => app.link);
  const retry = useApp((app) => app.retryLink);
  switch (state) {
    case "starting":
    case "ready":
      return null;
    case "crashed":
      return (
        <Banner tone="bad" urgent>
          {message}. Your open work is untouched.
        </Banner>
      );
    case "failed":
      return (
        <Banner tone="bad" urgent actions={<Button onClick={retry}>Start it again</Button>}>
          {message} Your unsaved text is kept.
        </Banner>
      );
    case "unreachable":
      return (
        <Banner tone="bad" urgent actions={<Button onClick={retry}>Try again</Button>}>
          {message} Start it again with <code>{serveHere()}</code> and open the address that it
          prints. What you typed here meanwhile is kept in this browser.
        </Banner>
      );
    case "unauthorised":
      return (
        <Banner tone="bad" urgent>
          {message} Open the whole address that <code>headroom serve</code> printed.
        </Banner>
      );
    default:
      return assertNever(state);
  }
}

/** The command that serves at this address again: a browser keeps text for one address alone. */
function serveHere(): string {
  const { port } = window.location;
  return port === "" ? "headroom serve" : `headroom serve --port ${port}`;
}
