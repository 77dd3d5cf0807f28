import { lazy, Suspense } from "react";
import type { ReactElement } from "react";
import type { AppStore } from "../../state/store.js";
import { StoreProvider, useApp } from "../../state/use-app.js";
import { ThemeProvider, useResolvedTheme } from "../../ui/use-theme.js";
import { ErrorBoundary } from "../../ui/error-boundary.js";
import { LocaleProvider } from "../../ui/locale.js";
import { ComparePane } from "../compare/compare-pane.js";
import { MilestonesPane } from "../milestones/milestones-pane.js";
import { MoneyPane } from "../money/money-pane.js";
import { PlanPane } from "../plan/plan-pane.js";
import { SimulatePane } from "../simulate/simulate-pane.js";
import { Dialogs } from "./dialogs.js";
import { LinkBanner } from "./link-banner.js";
import { Notices } from "./notices.js";
import { Sidebar } from "./sidebar.js";
import { StatusBar } from "./status-bar.js";
import { TopBar } from "./top-bar.js";
import { useShortcuts } from "./use-shortcuts.js";
import { useVisited } from "./use-visited.js";

// The editor is half of the app's code and not part of the first screen.
const LivePane = lazy(() => import("../live/live-pane.js"));
const ScenarioPane = lazy(() => import("../scenario/scenario-pane.js"));
const AuditPane = lazy(() => import("../audit/audit-pane.js"));
const SettingsPane = lazy(() => import("../settings/settings-pane.js"));

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
  const pane = useApp((state) => state.route.pane);
  const announcement = useApp((state) => state.announcement);
  const visited = useVisited(pane);
  useShortcuts();
  return (
    <ThemeProvider value={theme}>
      <a className="skip-link" href="#main" onClick={skipToMain}>
        Skip to the main area
      </a>
      <div className="shell">
        <ErrorBoundary what="The sidebar">
          <Sidebar />
        </ErrorBoundary>
        <div className="workspace">
          <TopBar />
          <LinkBanner />
          <main id="main" tabIndex={-1}>
            <div className="pane" hidden={pane !== "compare"}>
              <ErrorBoundary what="The compare pane">
                <ComparePane />
              </ErrorBoundary>
            </div>
            {/* Once visited it stays, so that the cursor and what is scrolled survive a switch of panes. */}
            {visited.has("scenario") ? (
              <div className="pane pane-fixed" hidden={pane !== "scenario"}>
                <ErrorBoundary what="The scenario pane">
                  <Suspense fallback={<p className="pane-loading">Loading the editor…</p>}>
                    <ScenarioPane />
                  </Suspense>
                </ErrorBoundary>
              </div>
            ) : null}
            <div className="pane" hidden={pane !== "simulate"}>
              <ErrorBoundary what="The simulate pane">
                <SimulatePane />
              </ErrorBoundary>
            </div>
            {/* Out of sight it follows nothing, so it is not kept. */}
            {pane === "live" ? (
              <div className="pane">
                <ErrorBoundary what="The live pane">
                  <Suspense fallback={<p className="pane-loading">Loading…</p>}>
                    <LivePane />
                  </Suspense>
                </ErrorBoundary>
              </div>
            ) : null}
            <div className="pane" hidden={pane !== "plan"}>
              <ErrorBoundary what="The plan pane">
                <PlanPane />
              </ErrorBoundary>
            </div>
            <div className="pane" hidden={pane !== "money"}>
              <ErrorBoundary what="The money pane">
                <MoneyPane />
              </ErrorBoundary>
            </div>
            <div className="pane" hidden={pane !== "milestones"}>
              <ErrorBoundary what="The milestones pane">
                <MilestonesPane />
              </ErrorBoundary>
            </div>
            {visited.has("audit") ? (
              <div className="pane pane-fixed" hidden={pane !== "audit"}>
                <ErrorBoundary what="The audit pane">
                  <Suspense fallback={<p className="pane-loading">Loading the editor…</p>}>
                    <AuditPane />
                  </Suspense>
                </ErrorBoundary>
              </div>
            ) : null}
            {pane === "settings" ? (
              <div className="pane">
                <ErrorBoundary what="The settings pane">
                  <Suspense fallback={<p className="pane-loading">Loading…</p>}>
                    <SettingsPane />
                  </Suspense>
                </ErrorBoundary>
              </div>
            ) : null}
          </main>
        </div>
        <StatusBar />
      </div>
      <Notices />
      <Dialogs />
      <output className="sr-only">{announcement}</output>
    </ThemeProvider>
  );
}

/** The address carries the route after `#`, so the link must not change it. */
function skipToMain(event: { preventDefault(): void }): void {
  event.preventDefault();
  document.getElementById("main")?.focus();
}
