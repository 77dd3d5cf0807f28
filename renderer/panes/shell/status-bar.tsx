import type { ReactElement } from "react";
import type { LinkStatus } from "../../state/parts.js";
import { openDocument } from "../../state/document.js";
import { useApp } from "../../state/use-app.js";
import { Icon } from "../../ui/icons.js";
import { QueueView } from "./queue-view.js";

const LINK_WORDS: Readonly<Record<LinkStatus["state"], { word: string; tone: string }>> = {
  starting: { word: "Engine starting", tone: "unsure" },
  ready: { word: "Engine ready", tone: "good" },
  crashed: { word: "Engine restarting", tone: "bad" },
  failed: { word: "Engine stopped", tone: "bad" },
  unreachable: { word: "Server unreachable", tone: "bad" },
  unauthorised: { word: "Not signed in", tone: "bad" },
};

/** What goes on and waits; and what a bug report would need: version, seed, hash, and where the files are. */
export function StatusBar(): ReactElement {
  const link = useApp((state) => state.link.state);
  const info = useApp((state) => state.info);
  const provenance = useApp((state) => state.shown?.result.provenance);
  const seed = useApp((state) => openDocument(state.document)?.checked?.scenario?.run.seed);
  const { word, tone } = LINK_WORDS[link];
  const shownSeed = provenance?.seed ?? seed;
  return (
    <footer className="status-bar">
      <span className={`status-dot tone-${tone}`} aria-hidden="true" />
      <span>{word}</span>
      <QueueView />
      <NotOnDisk />
      {info === undefined ? null : <span>Headroom {info.version}</span>}
      {shownSeed === undefined ? null : <span>Seed {shownSeed}</span>}
      {provenance === undefined ? null : (
        <span title={`Scenario hash ${provenance.scenarioHash}`}>
          Scenario <code>{shortHash(provenance.scenarioHash)}</code>
        </span>
      )}
      {info === undefined ? null : (
        <span className="status-end" title={`Scenarios and runs are stored in ${info.dataFolder}`}>
          Stored in {info.dataFolder}
        </span>
      )}
    </footer>
  );
}

/** Results that are in this window alone, with another try. */
function NotOnDisk(): ReactElement | null {
  const unkept = useApp((state) => state.unkept);
  const saveUnsaved = useApp((state) => state.saveUnsaved);
  if (unkept.length === 0) return null;
  const why = unkept.map(({ what, message }) => `${what}: ${message}`).join("\n");
  return (
    <button type="button" className="status-alarm" title={why} onClick={() => void saveUnsaved()}>
      <Icon name="warning" size={12} />
      {unkept.length === 1
        ? "1 result is not on disk: save again"
        : `${unkept.length} results are not on disk: save again`}
    </button>
  );
}

/** Enough of a hash to tell two scenarios apart by eye. */
export const shortHash = (hash: string): string => hash.slice(0, 12);
