import { lazy, Suspense, useEffect } from "react";
import type { ReactElement, ReactNode } from "react";
import { FILE_TEXT_MAX_BYTES } from "../../../engine/contract/file-methods.js";
import type { OpenFile } from "../../state/mend-parts.js";
import type { FileItem } from "../../state/parts.js";
import { useApp } from "../../state/use-app.js";
import { Banner } from "../../ui/banner.js";
import { Button } from "../../ui/button.js";
import { formatMegabytes } from "../../ui/format/number.js";
import { formatInstant } from "../../ui/format/time.js";
import { useLocale } from "../../ui/locale.js";
import { Modal } from "../../ui/modal.js";
import { copyText } from "./commands/page.js";

const FileText = lazy(() => import("./file-text.js"));

/** What is wrong with a file of the workspace, where it lies, and every way to have it whole again. */
export function DamagedItem({
  item,
  onDone,
}: {
  item: FileItem;
  onDone: () => void;
}): ReactElement {
  const { kind } = item;
  const { id } = item.entry;
  const mending = useApp((state) => state.mending);
  const openFile = useApp((state) => state.openFile);
  const closeFile = useApp((state) => state.closeFile);
  useEffect(() => {
    void openFile({ kind, id });
    return closeFile;
  }, [kind, id, openFile, closeFile]);
  const isThis = mending?.kind === kind && mending.id === id;
  return (
    <Modal title="This file cannot be read" size="editor" onClose={onDone}>
      {isThis && mending.state === "open" ? (
        <Opened file={mending.open} item={item} onDone={onDone} />
      ) : (
        <p className={isThis && mending.state === "failed" ? "tone-bad" : "muted"}>
          {isThis && mending.state === "failed" ? mending.message : "Reading the file…"}
        </p>
      )}
    </Modal>
  );
}

function Opened({
  file,
  item,
  onDone,
}: {
  file: OpenFile;
  item: FileItem;
  onDone: () => void;
}): ReactElement {
  const { key, read, text, checked, fault, isBusy = false } = file;
  const saveFile = useApp((state) => state.saveFile);
  const isMended = read.problems.length === 0;
  const canSave = !isBusy && checked?.text === text && checked?.problems.length === 0;
  return (
    <div className="form">
      <Path file={read.file} />
      {fault === undefined ? null : <Banner tone="bad">{fault}</Banner>}
      {isMended ? (
        <p className="tone-good">It can be read again. Open it from the list.</p>
      ) : (
        <>
          <WhatIsWrong file={file} />
          {text === undefined ? null : (
            <Suspense fallback={<p className="muted">Loading the editor…</p>}>
              <FileText key={key} text={text} file={file} />
            </Suspense>
          )}
        </>
      )}
      <div className="form-actions">
        {isMended ? null : <OtherWays file={file} item={item} onDone={onDone} />}
        <Button onClick={onDone}>Close</Button>
        {isMended || text === undefined ? null : (
          <Button kind="primary" disabled={!canSave} onClick={() => void saveFile()}>
            Save the mended file
          </Button>
        )}
      </div>
    </div>
  );
}

/** Where the file lies, to find it with another program. */
function Path({ file }: { file: string }): ReactElement {
  const notify = useApp((state) => state.notify);
  const copy = (): void => {
    if (copyText(file)) notify({ tone: "good", text: "The file’s path is on the clipboard." });
  };
  return (
    <p className="file-path">
      <code>{file}</code>
      <Button kind="quiet" icon="copy" onClick={copy}>
        Copy the path
      </Button>
    </p>
  );
}

/** The fault, and what a text editor of one's own would have to do about it. */
function WhatIsWrong({ file: { read, text, isRestored } }: { file: OpenFile }): ReactElement {
  const locale = useLocale();
  const [problem] = read.problems;
  const most = formatMegabytes(FILE_TEXT_MAX_BYTES, locale);
  return (
    <>
      {text === undefined && problem !== undefined ? (
        <p className="tone-bad">
          <code>{problem.path}</code>
          {problem.line === undefined ? "" : ` (line ${problem.line})`}: expected {problem.expected}
          , found {problem.found}.
        </p>
      ) : null}
      <p className="muted">
        {text === undefined
          ? whyNoText(read.bytes === null ? null : formatMegabytes(read.bytes, locale), most)
          : "Mend the text and save it. Nothing is lost: the damaged file is kept beside the mended one, and what you type is kept until you save it."}
      </p>
      {isRestored ? <p className="muted">What you typed here before is back.</p> : null}
    </>
  );
}

function whyNoText(size: string | null, most: string): ReactNode {
  return size === null
    ? "There is nothing here that could be mended as text. See to the place that the path names: as soon as a file can be read there, it is listed as any other."
    : `The file has ${size}, and at most ${most} are mended here. Mend it with an editor for large files: the folder is watched, and as soon as the file can be read, it is listed as any other. Or take its last good version from where your workspace is kept, such as git.`;
}

/** Ways to be done with it that need no typing. */
function OtherWays({
  file: { read, isBusy = false },
  item,
  onDone,
}: {
  file: OpenFile;
  item: FileItem;
  onDone: () => void;
}): ReactElement {
  const locale = useLocale();
  const restoreFile = useApp((state) => state.restoreFile);
  const removeItem = useApp((state) => state.removeItem);
  const removeLoad = useApp((state) => state.removeLoad);
  const remove = (): void => {
    onDone();
    void (item.kind === "drive" ? removeLoad(item.entry.id) : removeItem(item));
  };
  const { removedAt } = read;
  return (
    <>
      <Button icon="trash" disabled={isBusy} onClick={remove}>
        Move to the trash
      </Button>
      {removedAt === undefined ? null : (
        <Button
          disabled={isBusy}
          title={`In the trash since ${formatInstant(removedAt, locale)}`}
          onClick={() => void restoreFile()}
        >
          Bring back the last good version
        </Button>
      )}
    </>
  );
}
