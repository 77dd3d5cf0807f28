import type { ReactElement } from "react";
import type { SessionEntry } from "../../../engine/contract/session-methods.js";
import { useApp } from "../../state/use-app.js";
import { Button, IconButton } from "../../ui/button.js";
import { formatInstant } from "../../ui/format/time.js";
import { Icon } from "../../ui/icons.js";
import { useLocale } from "../../ui/locale.js";
import { ORIGIN_NAMES } from "../../ui/names.js";
import { OlderButton, useNewest } from "../../ui/newest.js";
import { useNow } from "../../ui/use-now.js";
import { useRoving } from "../../ui/use-roving.js";
import { formatAge, formatCost } from "./format.js";
import { ImportButton } from "./import-button.js";
import { statusLook } from "./words.js";

/** Shown at first. */
const FIRST = 50;

/** The sessions, newest first: one stop of the Tab key. */
export function SessionList(): ReactElement {
  const list = useApp((state) => state.sessionList);
  const route = useApp((state) => state.route.sessionId);
  const load = useApp((state) => state.route.loadId);
  const navigate = useApp((state) => state.navigate);
  const openDialog = useApp((state) => state.openDialog);
  const sessions = list.kind === "ready" ? list.sessions : [];
  const newest = useNewest(sessions, FIRST, ({ id }) => id === route);
  const roving = useRoving(
    newest.shown.map(({ id }) => id),
    route,
  );
  return (
    <nav className="live-list" aria-label="Live sessions" {...roving.list}>
      <div className="live-list-head">
        <h2>Sessions</h2>
        <Button
          aria-current={route === undefined && load === undefined ? "true" : undefined}
          onClick={() => navigate({ sessionId: undefined, loadId: undefined })}
        >
          New session
        </Button>
        <IconButton
          icon="target"
          label="Use measured times"
          onClick={() => openDialog({ kind: "measured-times" })}
        />
      </div>
      {list.kind === "loading" ? <p className="live-note">Loading…</p> : null}
      {list.kind === "failed" ? (
        <p className="live-note tone-bad">The sessions could not be read. {list.message}</p>
      ) : null}
      {list.kind === "ready" && sessions.length === 0 ? (
        <p className="live-note">None yet. The first one starts here.</p>
      ) : null}
      <ul>
        {newest.shown.map((entry) => (
          <li key={entry.id}>
            <SessionItem
              entry={entry}
              current={load === undefined && entry.id === route}
              roving={roving.item(entry.id)}
              onOpen={() => navigate({ sessionId: entry.id, loadId: undefined })}
            />
          </li>
        ))}
      </ul>
      <OlderButton of={newest} />
      <div className="live-list-foot">
        <ImportButton />
      </div>
    </nav>
  );
}

function SessionItem({
  entry,
  current,
  roving,
  onOpen,
}: {
  entry: SessionEntry;
  current: boolean;
  roving: ReturnType<ReturnType<typeof useRoving>["item"]>;
  onOpen: () => void;
}): ReactElement {
  const locale = useLocale();
  const now = useNow();
  const { words, tone, icon } = statusLook(entry);
  const cost = entry.costUsd === null ? "" : `${formatCost(entry.costUsd, locale)}, `;
  return (
    <button
      type="button"
      className="live-item"
      {...roving}
      aria-current={current ? "true" : undefined}
      title={`${entry.id}, started ${formatInstant(entry.createdAt, locale)}`}
      onClick={onOpen}
    >
      <span className="live-item-title">{entry.title}</span>
      <span className={`live-item-status tone-${tone}`}>
        <Icon name={icon} size={12} />
        {words}
      </span>
      <span className="live-item-detail">
        {cost}
        {formatAge(entry.createdAt, now, locale)}
      </span>
      {entry.origin === null ? null : (
        <span className={`origin origin-${entry.origin}`}>{ORIGIN_NAMES[entry.origin]}</span>
      )}
    </button>
  );
}
