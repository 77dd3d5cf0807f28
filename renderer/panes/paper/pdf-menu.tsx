import { useLayoutEffect, useState } from "react";
import type { ReactElement, ReactNode } from "react";
import { createPortal } from "react-dom";
import { PAPERS } from "../../../engine/contract/wire.js";
import type { Paper } from "../../../engine/contract/wire.js";
import { ExportMenu } from "../../charts/export-menu.js";
import { fileStem } from "../../charts/export/file-stem.js";
import { OnPaperProvider, useOnPaper } from "../../charts/paper.js";
import type { ChartSource } from "../../charts/source.js";
import { useApp } from "../../state/use-app.js";
import { applyTheme } from "../../theme/apply.js";
import { LIGHT } from "../../theme/tokens.js";
import { formatInstant } from "../../ui/format/time.js";
import { useLocale } from "../../ui/locale.js";

interface Props {
  /** What kind of result it is. */
  readonly title: string;
  readonly source: ChartSource | undefined;
  /** All of the result, drawn anew for paper. */
  readonly children: () => ReactNode;
}

/** Exports a whole result as a PDF: laid out for paper, whatever of it is open or enlarged on screen. */
export function PdfMenu({ title, source, children }: Props): ReactElement | null {
  const [printed, setPrinted] = useState<{ readonly paper: Paper; readonly done: () => void }>();
  if (useOnPaper()) return null;
  return (
    <>
      <ExportMenu
        name={`${title} as PDF`}
        words="PDF"
        choices={PAPERS.map((paper) => ({
          id: paper,
          label: paper === "A4" ? "PDF, A4" : "PDF, US Letter",
          detail: "all charts, tables and origins",
          save: () => new Promise<void>((done) => setPrinted({ paper, done })),
        }))}
      />
      {printed === undefined ? null : (
        <Sheets
          title={title}
          source={source}
          paper={printed.paper}
          onPrinted={() => {
            setPrinted(undefined);
            printed.done();
          }}
        >
          {children}
        </Sheets>
      )}
    </>
  );
}

function Sheets({
  title,
  source,
  paper,
  onPrinted,
  children,
}: Props & { readonly paper: Paper; readonly onPrinted: () => void }): ReactElement {
  const locale = useLocale();
  const print = useApp((state) => state.printPaper);
  const name = fileStem(source?.name ?? "", title);
  const [printedAt] = useState(() => new Date().toISOString());
  useLayoutEffect(() => {
    // What is printed stands in the document now; whoever closes the dialog ends it.
    void print({ name, paper }).then(onPrinted);
    // oxlint-disable-next-line react/exhaustive-deps -- once for each time that it is asked for
  }, []);
  return createPortal(
    <OnPaperProvider value>
      <div
        className={`paper paper-${paper.toLowerCase()}`}
        ref={(element) => {
          if (element !== null) applyTheme(LIGHT, element);
        }}
      >
        <header className="paper-head">
          <p>
            <strong>Headroom</strong>
            <span>{title}</span>
            <span>Printed {formatInstant(printedAt, locale)}</span>
          </p>
          <h1>{source?.name ?? title}</h1>
          {source === undefined ? null : <p className="muted">{source.origin}</p>}
        </header>
        {children()}
      </div>
    </OnPaperProvider>,
    document.body,
  );
}
