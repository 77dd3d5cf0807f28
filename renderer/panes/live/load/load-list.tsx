import type { ReactElement } from "react";
import type { DriveEntry } from "../../../../engine/contract/methods.js";
import { NEW_LOAD } from "../../../state/load-parts.js";
import { useApp } from "../../../state/use-app.js";
import { Button } from "../../../ui/button.js";
import { formatGiven } from "../../../ui/format/number.js";
import { formatInstant } from "../../../ui/format/time.js";
import { Icon } from "../../../ui/icons.js";
import { useLocale } from "../../../ui/locale.js";
import { ARCHITECTURE_NAMES } from "../../../ui/names.js";
import { OlderButton, useNewest } from "../../../ui/newest.js";
import { useNow } from "../../../ui/use-now.js";
import { useRoving } from "../../../ui/use-roving.js";
import { formatAge } from "../format.js";

/** Shown at first. */
const FIRST = 20;

/** The kept load runs, newest first, and the one that is going on: one stop of the Tab key. */
export function LoadList(): ReactElement {
  const list = useApp((state) => state.loadList);
  const route = useApp((state) => state.route.loadId);
  const active = useApp((state) => state.activeLoad);
  const navigate = useApp((state) => state.navigate);
  const openDialog = useApp((state) => state.openDialog);
  const drives = list.kind === "ready" ? list.drives : [];
  const newest = useNewest(drives, FIRST, ({ id }) => id === route);
  const roving = useRoving(
    newest.shown.map(({ id }) => id),
    route,
  );
  return (
    <nav className="live-list" aria-label="Load runs" {...roving.list}>
      <div className="live-list-head">
        <h2>Load runs</h2>
        <Button
          aria-current={route === NEW_LOAD ? "true" : undefined}
          onClick={() => navigate({ loadId: NEW_LOAD })}
        >
          {active === undefined ? "New load run" : "Watch the run"}
        </Button>
      </div>
      {list.kind === "failed" ? (
        <p className="live-note tone-bad">The load runs could not be read. {list.message}</p>
      ) : null}
      {list.kind === "ready" && drives.length === 0 ? (
        <p className="live-note">None yet. A run measures both architectures on one budget.</p>
      ) : null}
      <ul>
        {newest.shown.map((entry) => (
          <li key={entry.id}>
            <LoadItem
              entry={entry}
              current={entry.id === route}
              roving={roving.item(entry.id)}
              onOpen={() =>
                entry.damage === undefined
                  ? navigate({ loadId: entry.id })
                  : openDialog({ kind: "damaged", item: { kind: "drive", entry } })
              }
            />
          </li>
        ))}
      </ul>
      <OlderButton of={newest} />
    </nav>
  );
}

function LoadItem({
  entry,
  current,
  roving,
  onOpen,
}: {
  entry: DriveEntry;
  current: boolean;
  roving: ReturnType<ReturnType<typeof useRoving>["item"]>;
  onOpen: () => void;
}): ReactElement {
  const locale = useLocale();
  const now = useNow();
  const { scenarioName, architectures, ratePerSecond, createdAt, damage } = entry;
  return (
    <button
      type="button"
      className="live-item"
      {...roving}
      aria-current={current ? "true" : undefined}
      title={damage ?? `${scenarioName}, ${formatInstant(createdAt, locale)}`}
      onClick={onOpen}
    >
      <span className="live-item-title">{scenarioName}</span>
      {damage === undefined ? (
        <span className="live-item-status">
          {architectures.length > 1
            ? "Coupled and decoupled"
            : architectures.map((one) => ARCHITECTURE_NAMES[one])}
        </span>
      ) : (
        <span className="live-item-status tone-bad">
          <Icon name="warning" size={12} /> Cannot be read
        </span>
      )}
      <span className="live-item-detail">
        {ratePerSecond === null ? "" : `${formatGiven(ratePerSecond, locale)}/s, `}
        {formatAge(createdAt, now, locale)}
      </span>
    </button>
  );
}
