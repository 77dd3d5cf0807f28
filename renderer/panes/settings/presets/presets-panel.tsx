import { useEffect, useState } from "react";
import type { ReactElement } from "react";
import { PRESET_KINDS } from "../../../../engine/contract/preset.js";
import type { PresetEntry, PresetKind } from "../../../../engine/contract/preset.js";
import { useApp } from "../../../state/use-app.js";
import { Banner } from "../../../ui/banner.js";
import { Button, IconButton } from "../../../ui/button.js";
import { formatSeen } from "../../../ui/format/time.js";
import { useLocale } from "../../../ui/locale.js";
import { ScrollPart } from "../../../ui/scroll-part.js";
import { Segmented } from "../../../ui/segmented.js";
import type { Presets } from "../../scenario/form/presets.js";
import { PresetEditor } from "./preset-editor.js";
import { FIGURES, KIND_NAMES, presetRows } from "./preset-rows.js";
import type { PresetRow } from "./preset-rows.js";

/** What scenarios can name and take: what came with Headroom, and the workspace's own, to see and to change. */
export function PresetsPanel(): ReactElement {
  const presets = useApp((state) => state.presets);
  const loadPresets = useApp((state) => state.loadPresets);
  const draft = useApp((state) => state.presetDraft);
  useEffect(() => void loadPresets(), [loadPresets]);
  return (
    <section className="panel settings-panel" aria-label="Presets">
      <h3>Presets</h3>
      <p className="muted">
        What scenarios can name or take, with the date on which it was seen. Yours are files in the
        workspace’s <code>presets</code> folder: one with the ID of a shipped preset takes its
        place.
      </p>
      {presets === undefined ? (
        <p className="muted">Loading…</p>
      ) : (
        <PresetLists presets={presets} />
      )}
      {draft === undefined ? null : <PresetEditor key={draft.id ?? draft.name} draft={draft} />}
    </section>
  );
}

/** The presets by kind, below what is wrong with files of the workspace. */
export function PresetLists({ presets }: { presets: Presets }): ReactElement {
  const [kind, setKind] = useState<PresetKind>("gpu");
  const locale = useLocale();
  return (
    <>
      {presets.own.map((entry) =>
        entry.damage === undefined ? null : <Damaged key={entry.id} entry={entry} />,
      )}
      <Segmented
        label="Presets of"
        segments={PRESET_KINDS.map((value) => ({ value, label: KIND_NAMES[value] }))}
        value={kind}
        onChange={setKind}
      />
      <Table kind={kind} rows={presetRows(presets, kind, locale)} />
    </>
  );
}

/** A file that cannot be used, and the ways out. */
function Damaged({ entry }: { entry: PresetEntry }): ReactElement {
  const editPreset = useApp((state) => state.editPreset);
  const removePreset = useApp((state) => state.removePreset);
  return (
    <Banner
      tone="bad"
      actions={
        <>
          <Button onClick={() => void editPreset(entry.id)}>Mend the text</Button>
          <Button onClick={() => void removePreset(entry)}>Remove</Button>
        </>
      }
    >
      {entry.damage}
    </Banner>
  );
}

function Table({ kind, rows }: { kind: PresetKind; rows: readonly PresetRow[] }): ReactElement {
  return (
    <ScrollPart className="settings-table presets-table" aria-label={KIND_NAMES[kind]}>
      <table>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">ID</th>
            <th scope="col" className="settings-figure">
              {FIGURES[kind]}
            </th>
            <th scope="col">Seen</th>
            <th scope="col">From</th>
            <th scope="col">
              <span className="sr-only">To do</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.file.preset.id} row={row} />
          ))}
        </tbody>
      </table>
    </ScrollPart>
  );
}

function Row({ row: { file, own, figures } }: { row: PresetRow }): ReactElement {
  const editPreset = useApp((state) => state.editPreset);
  const copyPreset = useApp((state) => state.copyPreset);
  const removePreset = useApp((state) => state.removePreset);
  const locale = useLocale();
  const { id, name, source, date } = file.preset;
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>
        <code>{id}</code>
      </td>
      <td className="settings-figure">{figures}</td>
      <td>{formatSeen(date, locale)}</td>
      <td title={source}>
        {own === undefined ? "Headroom" : "Workspace"}
        <span className="sr-only">{`. ${source}`}</span>
      </td>
      <td className="settings-row-actions">
        {own === undefined ? (
          <IconButton
            icon="copy"
            label={`Copy ${name} to the workspace and edit`}
            onClick={() => copyPreset(file)}
          />
        ) : (
          <>
            <IconButton
              icon="edit"
              label={`Edit ${name}`}
              onClick={() => void editPreset(own.id)}
            />
            <IconButton
              icon="trash"
              label={`Remove ${name} from the workspace`}
              onClick={() => void removePreset(own)}
            />
          </>
        )}
      </td>
    </tr>
  );
}
