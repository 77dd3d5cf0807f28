import { useEffect, useRef, useState } from "react";
import type { ReactElement } from "react";
import { useApp } from "../../../state/use-app.js";
import { Button } from "../../../ui/button.js";
import { IconButton } from "../../../ui/button.js";
import { formatDay } from "../../../ui/format/time.js";
import { useLocale } from "../../../ui/locale.js";
import { ScrollPart } from "../../../ui/scroll-part.js";
import { useForm } from "../../scenario/form/form-context.js";
import { pinnedText, removal } from "./model-rows.js";
import type { VersionRow } from "./model-rows.js";

/** Every version with the price that holds today. */
export function VersionsTable({
  rows,
  open,
  onOpen,
}: {
  rows: readonly VersionRow[];
  /** The one that is being edited. */
  open: VersionRow | undefined;
  onOpen: (row: VersionRow | undefined) => void;
}): ReactElement {
  return (
    <ScrollPart className="settings-table" aria-label="Versions and prices">
      <table>
        <thead>
          <tr>
            <th scope="col">Model</th>
            <th scope="col">Version</th>
            <th scope="col">Served by</th>
            <th scope="col" className="settings-figure">
              Input
            </th>
            <th scope="col" className="settings-figure">
              Output
            </th>
            <th scope="col" className="settings-figure">
              Cache read
            </th>
            <th scope="col" className="settings-figure">
              Cache write
            </th>
            <th scope="col">Price from</th>
            <th scope="col">Deprecated</th>
            <th scope="col">
              <span className="sr-only">To do</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row
              key={`${row.model} ${row.at}`}
              row={row}
              isOpen={row === open}
              onOpen={() => onOpen(row === open ? undefined : row)}
            />
          ))}
        </tbody>
      </table>
    </ScrollPart>
  );
}

function Row({
  row,
  isOpen,
  onOpen,
}: {
  row: VersionRow;
  isOpen: boolean;
  onOpen: () => void;
}): ReactElement {
  const { problems, read, writeAll } = useForm();
  const pins = useApp((state) => state.modelPins);
  const countPins = useApp((state) => state.countModelPins);
  const [isAsked, setAsked] = useState(false);
  const locale = useLocale();
  const { model, version, server, price, deprecatedFrom } = row;
  const isBad = problems.some(({ path }) => isOf(row, path));
  const usd = (name: string): string => {
    const value = price?.[name];
    return typeof value === "number"
      ? value.toLocaleString(locale, { minimumFractionDigits: 2, maximumFractionDigits: 4 })
      : "–";
  };
  const day = (value: unknown): string =>
    typeof value === "string" && !Number.isNaN(Date.parse(value)) ? formatDay(value, locale) : "–";
  const pinned = pins === undefined ? undefined : (pins[`${model} ${version}`] ?? 0);
  const keep = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isAsked) keep.current?.focus();
  }, [isAsked]);
  const remove = (): void => writeAll([removal({ models: read(["models"]) }, row)]);
  /** Sessions that pin it could not go on, so that is said before anything is taken away. */
  const ask = async (): Promise<void> => {
    await countPins();
    setAsked(true);
  };
  if (isAsked) {
    return (
      <tr>
        <th scope="row">{model}</th>
        <td>{version}</td>
        <td colSpan={8} className="models-ask">
          <span role="alert" className={pinned === 0 ? undefined : "tone-unsure"}>
            {pinnedText(pinned)}
          </span>
          <Button icon="trash" onClick={remove}>
            {`Remove ${model} ${version} now`}
          </Button>
          <button
            type="button"
            className="button button-plain"
            ref={keep}
            onClick={() => setAsked(false)}
          >
            Keep it
          </button>
        </td>
      </tr>
    );
  }
  return (
    <tr aria-current={isOpen ? "true" : undefined}>
      <th scope="row">{model}</th>
      <td className={isBad ? "tone-bad" : undefined}>
        {isBad ? `${version} has a problem` : version}
      </td>
      <td>{server === "rehearsal" ? "Rehearsal, no model" : hostOf(server)}</td>
      <td className="settings-figure">{usd("inputUsd")}</td>
      <td className="settings-figure">{usd("outputUsd")}</td>
      <td className="settings-figure">{usd("cacheReadUsd")}</td>
      <td className="settings-figure">{usd("cacheWriteUsd")}</td>
      <td>{day(price?.["from"])}</td>
      <td className={deprecatedFrom === undefined ? undefined : "tone-unsure"}>
        {day(deprecatedFrom)}
      </td>
      <td className="settings-row-actions">
        <IconButton
          icon="edit"
          label={`Edit ${model} ${version}`}
          aria-expanded={isOpen}
          onClick={onOpen}
        />
        <IconButton icon="trash" label={`Remove ${model} ${version}`} onClick={() => void ask()} />
      </td>
    </tr>
  );
}

/** Whether a problem stands in this version. */
function isOf({ model, at }: VersionRow, path: string): boolean {
  return [`models.${model}[${at}]`, `models[${JSON.stringify(model)}][${at}]`].some((own) =>
    path.startsWith(own),
  );
}

function hostOf(server: string): string {
  return URL.canParse(server) ? new URL(server).host : server;
}
