import type { ReactElement } from "react";
import { useApp } from "../../state/use-app.js";

/** Which Headroom this is, and where it keeps the user's files. */
export function About(): ReactElement {
  const info = useApp((state) => state.info);
  return (
    <div className="about">
      <p>
        Runs teams of AI agents on a decoupled engine, measures them, and predicts what another pool
        would do and cost.
      </p>
      {info === undefined ? (
        <p className="muted">The engine does not answer, so its version is not known.</p>
      ) : (
        <dl>
          <dt>Version</dt>
          <dd>{info.version}</dd>
          <dt>Data folder</dt>
          <dd>
            <code>{info.dataFolder}</code>
          </dd>
          <dt>Simulation threads</dt>
          <dd>{info.threads}</dd>
        </dl>
      )}
    </div>
  );
}
