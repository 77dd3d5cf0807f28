import type { ReactElement } from "react";
import { PANES } from "../../state/parts.js";
import { useApp } from "../../state/use-app.js";
import { Icon } from "../../ui/icons.js";
import { useRoving } from "../../ui/use-roving.js";
import { paneCommand } from "./commands/actions.js";
import { titleWithKeys } from "./commands/keys.js";
import { PANE_TABLE } from "./panes.js";

/** Every pane as icon and name down the window's edge; one stop of the Tab key. */
export function PaneRail(): ReactElement {
  const shown = useApp((state) => state.route.pane);
  const navigate = useApp((state) => state.navigate);
  const roving = useRoving(PANES, shown);
  return (
    <nav className="pane-rail" aria-label="Panes" {...roving.list}>
      <svg className="rail-mark" width={20} height={20} viewBox="0 0 16 16" aria-hidden="true">
        <path d="M2 14V2h2.4v4.8h7.2V2H14v12h-2.4V9.2H4.4V14z" fill="currentColor" />
      </svg>
      {PANES.map((pane) => (
        <button
          key={pane}
          type="button"
          {...roving.item(pane)}
          aria-current={pane === shown ? "page" : undefined}
          title={titleWithKeys(PANE_TABLE[pane].name, paneCommand(pane))}
          onClick={() => navigate({ pane })}
        >
          <Icon name={PANE_TABLE[pane].icon} size={18} />
          {PANE_TABLE[pane].name}
        </button>
      ))}
    </nav>
  );
}
