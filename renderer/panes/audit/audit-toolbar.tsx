import { useRef } from "react";
import type { ReactElement } from "react";
import type { ClaimsDocument } from "../../state/parts.js";
import { useApp } from "../../state/use-app.js";
import { Button, IconButton } from "../../ui/button.js";
import { TextState } from "../editor/text-state.js";
import { useItemMenu } from "../shell/side-item.js";

/** Which claim set is open, what can be done with its text, and where that stands. */
export function AuditToolbar({ document }: { document: ClaimsDocument }): ReactElement {
  const claimSets = useApp((state) => state.claimSets);
  const navigate = useApp((state) => state.navigate);
  const editClaims = useApp((state) => state.editClaims);
  const saveClaims = useApp((state) => state.saveClaims);
  const { entry, text, savedText, checked } = document;
  const dirty = text !== savedText;
  const problems = checked?.problems.length ?? 0;
  const own = entry.origin === "user";
  const opener = useRef<HTMLDivElement>(null);
  const { button, menu } = useItemMenu({ kind: "claims", entry }, () =>
    opener.current?.querySelector("button")?.focus(),
  );
  return (
    <div className="toolbar">
      <label className="claims-choice">
        Claim set
        <select value={entry.id} onChange={(event) => navigate({ claimsId: event.target.value })}>
          {claimSets.map(({ id, name, origin }) => (
            <option key={id} value={id}>
              {origin === "user" ? `${name} (yours)` : name}
            </option>
          ))}
        </select>
      </label>
      <div ref={opener}>
        <IconButton {...button} />
        {menu}
      </div>
      <Button
        disabled={problems > 0 || (own && !dirty)}
        onClick={() => void saveClaims()}
        {...(own ? { kind: "primary" as const } : {})}
      >
        {own ? "Save" : "Save a copy"}
      </Button>
      <Button onClick={() => editClaims(savedText)} disabled={!dirty}>
        Discard changes
      </Button>
      <span className="toolbar-gap" />
      <output className="toolbar-state">
        <TextState checking={checked?.text !== text} problems={problems} />
        {dirty ? <span>Edited</span> : null}
      </output>
    </div>
  );
}
