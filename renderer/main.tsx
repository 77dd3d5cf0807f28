import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createClient } from "../engine/contract/client.js";
import { connect } from "./bridge/connect.js";
import { App } from "./panes/shell/app.js";
import { runMenuCommand } from "./panes/shell/commands/menu-command.js";
import { browserAlerts, desktopAlerts } from "./state/alerts.js";
import { pageAddress, storageMemory, storageShelf } from "./state/browser-ports.js";
import { wouldLose } from "./state/unkept.js";
import { createAppStore, startStore } from "./state/store.js";
import { rest } from "./ui/rest.js";

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no element #root");

// Connecting comes first: it takes the access token out of the address before routing reads that.
const bridge = connect(window, rest);
const ports = {
  bridge,
  client: createClient(bridge.dispatch, rest),
  address: pageAddress(window),
  shelf: storageShelf(window.localStorage),
  alerts: window.headroom === undefined ? browserAlerts(window) : desktopAlerts(window.headroom),
  memory: storageMemory(window.localStorage),
};
const store = createAppStore(ports);
startStore(store, ports);
bridge.onSaved?.((saved) => store.getState().tellSaved(saved));
bridge.onCommand((id) => runMenuCommand(id, store.getState()));
// A team's files change under the window: pulled, merged, edited elsewhere.
window.addEventListener("focus", () => {
  void store.getState().lookAgain();
  // Without an answer what is known stays; the link's state says what is wrong.
  void store
    .getState()
    .loadWorkspaces()
    .catch(() => undefined);
});
// What is in this window alone is not to go with it unasked.
window.addEventListener("beforeunload", (event) => {
  if (wouldLose(store.getState())) event.preventDefault();
});
// The last chance for what was typed within the autosave's delay.
window.addEventListener("pagehide", () => void store.getState().flushDraft());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") void store.getState().flushDraft();
});

createRoot(root).render(
  <StrictMode>
    <App store={store} locale={navigator.language} />
  </StrictMode>,
);
