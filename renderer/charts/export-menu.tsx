import { useId, useRef, useState } from "react";
import type { KeyboardEvent, ReactElement } from "react";
import { Icon } from "../ui/icons.js";
import { saveFile } from "../ui/save-file.js";
import { useRoving } from "../ui/use-roving.js";
import { saveCsv } from "./csv-button.js";
import type { Exported } from "./export/export-chart.js";
import type { FilmFrame } from "./export/film.js";
import { fileStem } from "./export/file-stem.js";

/** One thing that a chart can be saved as. */
export interface ExportChoice {
  readonly id: string;
  readonly label: string;
  readonly detail: string;
  /** Not now; `detail` says why. */
  readonly isDisabled?: boolean;
  readonly save: () => Promise<void>;
}

// Drawing without a screen is a third of React again, and no part of the first screen.
const drawing = () => import("./export/export-chart.js");

/** The files that every chart can be saved as. */
export function fileChoices(
  exported: Exported,
  name: string,
  renderFrame?: FilmFrame,
): ExportChoice[] {
  const { model, source } = exported;
  const stem = fileStem(source?.name ?? "", name);
  const png = (scale: number): ExportChoice => ({
    id: `png-${scale}`,
    label: `PNG ${scale}×`,
    detail: scale === 1 ? "picture" : `picture, ${scale} times as fine`,
    save: async () => {
      const { chartPng } = await drawing();
      saveFile(await chartPng(exported, scale), `${stem}${scale === 1 ? "" : `@${scale}x`}.png`);
    },
  });
  return [
    {
      id: "svg",
      label: "SVG",
      detail: "drawing that scales",
      save: async () => {
        const { chartSvg } = await drawing();
        saveFile(new Blob([chartSvg(exported).svg], { type: "image/svg+xml" }), `${stem}.svg`);
      },
    },
    ...[1, 2, 3].map(png),
    ...(renderFrame === undefined
      ? []
      : [
          {
            id: "webm",
            label: "WebM",
            detail: "film of 12 seconds",
            save: async () => {
              const { chartFilm } = await import("./export/film.js");
              saveFile(await chartFilm(exported, renderFrame), `${stem}.webm`);
            },
          },
        ]),
    {
      id: "csv",
      label: "CSV",
      detail: "the table, with units",
      save: async () => saveCsv(model.table, stem),
    },
  ];
}

/** A button that opens a menu of files (WAI-ARIA menu button practice). */
export function ExportMenu({
  name,
  choices,
  words,
}: {
  name: string;
  choices: readonly ExportChoice[];
  /** What stands on the button beside its icon. */
  words?: string;
}): ReactElement {
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState<string>();
  const [fault, setFault] = useState<string>();
  const button = useRef<HTMLButtonElement>(null);
  const menuId = useId();

  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  const save = async (choice: ExportChoice): Promise<void> => {
    close();
    setFault(undefined);
    setBusy(choice.label);
    try {
      await choice.save();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      setFault(`${choice.label} was not saved: ${why}.`);
    } finally {
      setBusy(undefined);
    }
  };
  return (
    <div
      className="chart-export"
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setOpen(false);
      }}
    >
      <button
        ref={button}
        type="button"
        className="chart-export-button"
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? menuId : undefined}
        aria-label={`Export ${name}`}
        title="Export"
        // Not `disabled`, which would take the focus away from whoever exports by keyboard.
        aria-disabled={busy !== undefined}
        onClick={() => setOpen(!open && busy === undefined)}
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown") return;
          event.preventDefault();
          setOpen(busy === undefined);
        }}
      >
        <Icon name="download" />
        {words === undefined ? null : <span>{words}</span>}
      </button>
      {open ? (
        <Menu id={menuId} name={name} choices={choices} onPick={save} onClose={close} />
      ) : null}
      <output className="sr-only">{busy === undefined ? "" : `Exporting ${busy}`}</output>
      {fault === undefined ? null : (
        <p role="alert" className="chart-export-fault">
          {fault}
        </p>
      )}
    </div>
  );
}

function Menu({
  id,
  name,
  choices,
  onPick,
  onClose,
}: {
  id: string;
  name: string;
  choices: readonly ExportChoice[];
  onPick: (choice: ExportChoice) => Promise<void>;
  onClose: () => void;
}): ReactElement {
  const roving = useRoving(
    choices.map((choice) => choice.id),
    undefined,
  );
  return (
    <div
      id={id}
      role="menu"
      tabIndex={-1}
      aria-label={`Export ${name} as`}
      className="chart-export-menu"
      onKeyDown={(event: KeyboardEvent) => {
        roving.list.onKeyDown(event);
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onClose();
      }}
    >
      {choices.map((choice, index) => (
        <button
          key={choice.id}
          type="button"
          role="menuitem"
          {...roving.item(choice.id)}
          ref={index === 0 ? focusFirst : undefined}
          aria-disabled={choice.isDisabled}
          onClick={() => {
            if (choice.isDisabled !== true) void onPick(choice);
          }}
        >
          <span>{choice.label}</span>
          <span className="muted">{choice.detail}</span>
        </button>
      ))}
    </div>
  );
}

/** A menu that opens has the focus on its first item. */
const focusFirst = (element: HTMLElement | null): void => element?.focus();
