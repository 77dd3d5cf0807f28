import { useState } from "react";
import type { ReactElement, ReactNode } from "react";
import type { Paper } from "../../../engine/contract/wire.js";
import { ExportMenu } from "../../charts/export-menu.js";
import { fileStem } from "../../charts/export/file-stem.js";
import { useMoreExports } from "../../charts/more-exports.js";
import { MediumProvider, useStill } from "../../charts/paper.js";
import type { ChartSource } from "../../charts/source.js";
import { formatInstant } from "../../ui/format/time.js";
import { useLocale } from "../../ui/locale.js";
import { Sheets } from "./sheets.js";

const ON_PAPER = { kind: "paper" } as const;

interface Props {
  /** What kind of result it is. */
  readonly title: string;
  readonly source: ChartSource | undefined;
  /** All of the result, drawn anew for paper. */
  readonly children: () => ReactNode;
}

/** Exports a whole result as a PDF: laid out for paper, whatever of it is open or enlarged on screen. */
export function PdfMenu({ title, source, children }: Props): ReactElement | null {
  const locale = useLocale();
  const more = useMoreExports();
  const [printed, setPrinted] = useState<{
    readonly paper: Paper;
    readonly at: string;
    readonly done: () => void;
  }>();
  if (useStill()) return null;
  const choice = (paper: Paper, label: string) => ({
    id: paper,
    label,
    detail: "all charts, tables and origins",
    save: () =>
      new Promise<void>((done) => setPrinted({ paper, at: new Date().toISOString(), done })),
  });
  return (
    <>
      <ExportMenu
        name={`${title} as PDF`}
        words="PDF"
        choices={[choice("A4", "PDF, A4"), choice("Letter", "PDF, US Letter"), ...more.ofAll]}
      />
      {printed === undefined ? null : (
        <Sheets
          name={fileStem(source?.name ?? "", title)}
          paper={printed.paper}
          className="paper"
          onPrinted={() => {
            setPrinted(undefined);
            printed.done();
          }}
        >
          <MediumProvider value={ON_PAPER}>
            <header className="paper-head">
              <p>
                <strong>Headroom</strong>
                <span>{title}</span>
                <span>Printed {formatInstant(printed.at, locale)}</span>
              </p>
              <h1>{source?.name ?? title}</h1>
              {source === undefined ? null : <p className="muted">{source.origin}</p>}
            </header>
            {children()}
          </MediumProvider>
        </Sheets>
      )}
    </>
  );
}
