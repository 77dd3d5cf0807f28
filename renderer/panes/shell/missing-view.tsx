import { useEffect } from "react";
import type { ReactElement } from "react";
import { useShallow } from "zustand/react/shallow";
import type { AppState } from "../../state/app-state.js";
import { itemName } from "../../state/items.js";
import type { MissingTarget } from "../../state/missing.js";
import type { FileItem, LibraryItem } from "../../state/parts.js";
import { useApp } from "../../state/use-app.js";
import { Button } from "../../ui/button.js";
import { EmptyState } from "../../ui/empty-state.js";
import { formatInstant } from "../../ui/format/time.js";
import { useLocale } from "../../ui/locale.js";

/** How many others of the kind are offered in its place. */
const MOST_OTHERS = 5;

const TITLES: Readonly<Record<MissingTarget["kind"], string>> = {
  scenario: "This scenario is not in this workspace",
  run: "This run is not in this workspace",
  plan: "This plan is not in this workspace",
  projection: "This projection is not in this workspace",
  study: "This study is not in this workspace",
  calibration: "This calibration is not in this workspace",
  claims: "This claim set is not in this workspace",
  deck: "This deck is not in this workspace",
  drive: "This load run is not in this workspace",
  session: "This session is not on this machine",
};

/** Of what a link leads to but is not there: what was looked for, and every way on. */
export function MissingView({ target }: { target: MissingTarget }): ReactElement {
  const { kind, id, named, isDamaged } = target;
  const navigate = useApp((state) => state.navigate);
  const chooseWorkspace = useApp((state) => state.chooseWorkspace);
  const isSession = kind === "session";
  if (isDamaged && !isSession) return <DamagedTarget kind={kind} id={id} named={named} />;
  return (
    <EmptyState
      title={TITLES[kind]}
      action={
        <>
          {isSession ? null : <BringBack kind={kind} id={id} />}
          {isSession ? null : (
            <Button icon="folder" onClick={() => void chooseWorkspace()}>
              Open another workspace…
            </Button>
          )}
          <Button onClick={() => navigate({ [named]: undefined })}>Go on without it</Button>
        </>
      }
    >
      <p>
        The link names <code>{id}</code>.
      </p>
      {isSession ? (
        <p>
          Sessions are kept where they ran. Open the link on that machine, or have the session
          exported there and take it in here.
        </p>
      ) : (
        <LookedFor kind={kind} id={id} />
      )}
      <Others target={target} />
    </EmptyState>
  );
}

type FileTarget = { readonly kind: Exclude<MissingTarget["kind"], "session">; readonly id: string };

/** What the engine found where the file should be. */
const useRead = ({ kind, id }: FileTarget) =>
  useApp(({ mending }) =>
    mending?.state === "open" && mending.kind === kind && mending.id === id
      ? mending.open.read
      : undefined,
  );

function LookedFor({ kind, id }: FileTarget): ReactElement | null {
  const openFile = useApp((state) => state.openFile);
  const closeFile = useApp((state) => state.closeFile);
  useEffect(() => {
    void openFile({ kind, id });
    return closeFile;
  }, [kind, id, openFile, closeFile]);
  const read = useRead({ kind, id });
  if (read === undefined) return null;
  return (
    <p>
      Looked for <code>{read.file}</code> and found no such file. It was removed or renamed, or the
      link is of another workspace.
    </p>
  );
}

/** A file that is there, with the way to mend it. */
function DamagedTarget({
  kind,
  id,
  named,
}: FileTarget & Pick<MissingTarget, "named">): ReactElement {
  const navigate = useApp((state) => state.navigate);
  const openDialog = useApp((state) => state.openDialog);
  const item = useApp(useShallow((state) => itemOf(state, { kind, id })));
  return (
    <EmptyState
      title="This file cannot be read"
      action={
        <>
          {item === undefined ? null : (
            <Button
              kind="primary"
              icon="edit"
              onClick={() => openDialog({ kind: "damaged", item })}
            >
              Mend the file…
            </Button>
          )}
          <Button onClick={() => navigate({ [named]: undefined })}>Go on without it</Button>
        </>
      }
    >
      <p>{item?.entry.damage}</p>
    </EmptyState>
  );
}

/** The item of the library that a file is of. */
function itemOf(state: AppState, { kind, id }: FileTarget): FileItem | undefined {
  if (kind === "drive") {
    const { loadList } = state;
    const drives = loadList.kind === "ready" ? loadList.drives : [];
    const entry = drives.find((one) => one.id === id);
    return entry === undefined ? undefined : { kind, entry };
  }
  return itemsOf(state, kind).find(({ entry }) => entry.id === id);
}

/** Where the trash has it. */
function BringBack({ kind, id }: FileTarget): ReactElement | null {
  const locale = useLocale();
  const restoreFile = useApp((state) => state.restoreFile);
  const removedAt = useRead({ kind, id })?.removedAt;
  if (removedAt === undefined) return null;
  return (
    <Button
      kind="primary"
      title={`In the trash since ${formatInstant(removedAt, locale)}`}
      onClick={() => void restoreFile()}
    >
      Bring it back from the trash
    </Button>
  );
}

/** Others of the kind that are there. */
function Others({ target: { kind, named } }: { target: MissingTarget }): ReactElement | null {
  const library = useApp((state) => state.library);
  const claimSets = useApp((state) => state.claimSets);
  const navigate = useApp((state) => state.navigate);
  const others = itemsOf({ library, claimSets }, kind)
    .filter(({ entry }) => entry.damage === undefined)
    .slice(0, MOST_OTHERS);
  if (others.length === 0) return null;
  return (
    <>
      <p>There are in this workspace:</p>
      <ul className="missing-others">
        {others.map((item) => (
          <li key={item.entry.id}>
            <Button kind="quiet" onClick={() => navigate({ [named]: item.entry.id })}>
              {itemName(item)}
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}

/** What there is of a kind; load runs and sessions stand in a list beside the pane. */
function itemsOf(
  { library, claimSets }: Pick<AppState, "library" | "claimSets">,
  kind: MissingTarget["kind"],
): readonly LibraryItem[] {
  if (kind === "claims") return claimSets.map((entry) => ({ kind, entry }));
  if (library.kind !== "ready") return [];
  switch (kind) {
    case "scenario":
      return library.scenarios.map((entry) => ({ kind, entry }));
    case "run":
      return library.runs.map((entry) => ({ kind, entry }));
    case "plan":
      return library.plans.map((entry) => ({ kind, entry }));
    case "projection":
      return library.projections.map((entry) => ({ kind, entry }));
    case "study":
      return library.studies.map((entry) => ({ kind, entry }));
    case "calibration":
      return library.calibrations.map((entry) => ({ kind, entry }));
    case "deck":
      return library.decks.map((entry) => ({ kind, entry }));
    default:
      return [];
  }
}
