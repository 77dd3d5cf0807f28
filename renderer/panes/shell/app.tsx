import { Suspense, useEffect } from "react";
import type { ReactElement } from "react";
import { useShallow } from "zustand/react/shallow";
import { missingTarget } from "../../state/missing.js";
import type { AppStore } from "../../state/store.js";
import { PANES } from "../../state/parts.js";
import type { Pane } from "../../state/parts.js";
import { StoreProvider, useApp } from "../../state/use-app.js";
import { ThemeProvider, useResolvedTheme } from "../../ui/use-theme.js";
import { ErrorBoundary } from "../../ui/error-boundary.js";
import { keepFocus } from "../../ui/keep-focus.js";
import { LocaleProvider } from "../../ui/locale.js";
import { useCommands } from "./commands/use-commands.js";
import { Dialogs } from "./dialogs.js";
import { DropTarget } from "./drop-target.js";
import { FolderBanner } from "./folder-banner.js";
import { LinkBanner } from "./link-banner.js";
import { MissingView } from "./missing-view.js";
import { Notices } from "./notices.js";
import { PaneRail } from "./pane-rail.js";
import { PANE_TABLE } from "./panes.js";
import { Sidebar } from "./sidebar.js";
import { StatusBar } from "./status-bar.js";
import { TopBar } from "./top-bar.js";
import { Tour } from "./tour.js";
import { useVisited } from "./use-visited.js";
import { useZoom } from "./use-zoom.js";

export function App({ store, locale }: { store: AppStore; locale: string }): ReactElement {
  return (
    <StoreProvider value={store}>
      <LocaleProvider value={locale}>
        <Shell />
      </LocaleProvider>
    </StoreProvider>
  );
}

function Shell(): ReactElement {
  const theme = useResolvedTheme(useApp((state) => state.settings.theme));
  const zoomPercent = useApp((state) => state.settings.zoomPercent);
  const pane = useApp((state) => state.route.pane);
  const announcement = useApp((state) => state.announcement);
  const missing = useApp(useShallow(missingTarget));
  const visited = useVisited(pane);
  useZoom(zoomPercent);
  useCommands();
  useEffect(() => keepFocus(document), []);
  return (
    <ThemeProvider value={theme}>
      <a className="skip-link" href="#main" onClick={skipToMain}>
        Skip to the main area
      </a>
      <div className="shell">
        <PaneRail />
        <ErrorBoundary what="The sidebar">
          <Sidebar />
        </ErrorBoundary>
        <div className="workspace">
          <TopBar />
          <LinkBanner />
          <FolderBanner />
          <main id="main" tabIndex={-1}>
            {missing === undefined ? null : (
              <div className="pane">
                <MissingView target={missing} />
              </div>
            )}
            {PANES.filter((one) => isDrawn(one, pane, visited)).map((one) => (
              <PaneFrame key={one} pane={one} hidden={one !== pane || missing !== undefined} />
            ))}
          </main>
        </div>
        <StatusBar />
      </div>
      <Notices />
      <Dialogs />
      <Tour />
      <DropTarget />
      <output className="sr-only">{announcement}</output>
    </ThemeProvider>
  );
}

function isDrawn(one: Pane, shown: Pane, visited: ReadonlySet<Pane>): boolean {
  const { kept } = PANE_TABLE[one];
  return one === shown || kept === "always" || (kept === "once visited" && visited.has(one));
}

function PaneFrame({ pane, hidden }: { pane: Pane; hidden: boolean }): ReactElement {
  const { View, fixed = false } = PANE_TABLE[pane];
  return (
    <div className={fixed ? "pane pane-fixed" : "pane"} hidden={hidden}>
      <ErrorBoundary what="This pane">
        <Suspense fallback={<p className="pane-loading">Loading…</p>}>
          <View />
        </Suspense>
      </ErrorBoundary>
    </div>
  );
}

/** The address carries the route after `#`, so the link must not change it. */
function skipToMain(event: { preventDefault(): void }): void {
  event.preventDefault();
  document.getElementById("main")?.focus();
}
