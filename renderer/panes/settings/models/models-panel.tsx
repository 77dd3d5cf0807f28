import { useCallback, useEffect, useMemo, useState } from "react";
import type { ReactElement } from "react";
import { ModelName } from "../../../../engine/contract/model-registry.js";
import { hasOwnModels, isOvertaken } from "../../../state/models-parts.js";
import type { RegistryDocument } from "../../../state/models-parts.js";
import { useApp } from "../../../state/use-app.js";
import { Banner } from "../../../ui/banner.js";
import { Button } from "../../../ui/button.js";
import { Segmented } from "../../../ui/segmented.js";
import { useNow } from "../../../ui/use-now.js";
import { EditorText } from "../../editor/editor-text.js";
import { placeProblems } from "../../editor/places.js";
import { ProblemList } from "../../editor/problem-list.js";
import { TextState } from "../../editor/text-state.js";
import { useCheckedEditor } from "../../editor/use-checked-editor.js";
import { AddNamed } from "../../scenario/form/entries.js";
import { FormProvider } from "../../scenario/form/form-context.js";
import { readSource, valueAt } from "../../scenario/form/form-source.js";
import { AliasesTable } from "./aliases-table.js";
import {
  aliasNames,
  modelNames,
  newModel,
  pinnedText,
  targetsOf,
  unpinned,
  versionRows,
} from "./model-rows.js";
import type { ModelsForm } from "./models-form.js";
import { useModelsForm } from "./models-form.js";
import { VersionEditor } from "./version-editor.js";
import { VersionsTable } from "./versions-table.js";

/** The models that sessions may ask for, to see and to change: as a table with forms, or as JSON. */
export function ModelsPanel(): ReactElement {
  const registry = useApp((state) => state.registry);
  const fault = useApp((state) => state.registryFault);
  return (
    <section className="panel settings-panel" aria-label="Models">
      <h3>Models</h3>
      <p className="muted">
        Prices in US dollars for a million tokens. A session pins the version that it started with,
        and goes on only while that is here.
      </p>
      {fault === undefined ? null : (
        <Banner tone="bad" urgent>
          {fault}
        </Banner>
      )}
      {registry === undefined ? (
        <p className="muted">{fault === undefined ? "Loading…" : ""}</p>
      ) : (
        <RegistryEditor document={registry} />
      )}
    </section>
  );
}

type Half = "table" | "json";

/** A registry with what can be done about it. */
export function RegistryEditor({ document }: { document: RegistryDocument }): ReactElement {
  const [half, setHalf] = useState<Half>("table");
  const [place, setPlace] = useState<string>();
  const goTo = useCallback((path: string): void => {
    setPlace(path);
    setHalf("json");
  }, []);
  const form = useModelsForm(document, goTo);
  return (
    <>
      <Overtaken document={document} />
      <Segmented
        label="Models as"
        segments={[
          { value: "table", label: "Table" },
          { value: "json", label: "JSON" },
        ]}
        value={half}
        onChange={(next) => {
          setPlace(undefined);
          setHalf(next);
        }}
      />
      {half === "json" ? (
        <AsText document={document} place={place} />
      ) : (
        <FormProvider value={form.context}>
          <AsTable form={form} />
        </FormProvider>
      )}
      {half === "json" ? null : <Problems document={document} onPick={goTo} />}
      <Unpinned document={document} />
      <SaveBar document={document} />
    </>
  );
}

function AsTable({ form: { root, isReadable, context } }: { form: ModelsForm }): ReactElement {
  const today = useNow().toISOString().slice(0, 10);
  const rows = useMemo(() => versionRows(root, today), [root, today]);
  const [chosen, choose] = useState<{ readonly model: string; readonly at: number }>();
  const open = rows.find(({ model, at }) => model === chosen?.model && at === chosen.at);
  // A model that is called otherwise stays open under its new name.
  const known = useMemo(
    () => ({
      ...context,
      rename: (path: Parameters<typeof context.rename>[0], name: string): void => {
        context.rename(path, name);
        choose((before) =>
          before === undefined || before.model !== path[1] ? before : { ...before, model: name },
        );
      },
    }),
    [context],
  );
  return (
    <FormProvider value={known}>
      {isReadable ? null : (
        <p className="tone-unsure">
          The text is not valid JSON. The table shows the last state that was, and can be changed
          again once the text is mended.
        </p>
      )}
      <fieldset className="scenario-form models-form" disabled={!isReadable}>
        <legend className="sr-only">Fields of the models</legend>
        <VersionsTable rows={rows} open={open} onOpen={choose} />
        {open === undefined ? null : (
          <VersionEditor
            key={`${open.model} ${open.at}`}
            row={open}
            root={root}
            value={valueAt(root, ["models", open.model, open.at])}
            today={today}
            onClose={() => choose(undefined)}
            onAdded={(at) => choose({ model: open.model, at })}
          />
        )}
        <AddNamed
          word="model"
          taken={[...modelNames(root), ...aliasNames(root)]}
          isName={(name) => ModelName.safeParse(name).success}
          onAdd={(name) => {
            context.write(["models", name], newModel(name));
            choose({ model: name, at: 0 });
          }}
        />
        <AliasesTable root={root} targets={targetsOf(rows)} />
      </fieldset>
    </FormProvider>
  );
}

function AsText({
  document: { text, problems },
  place,
}: {
  document: RegistryDocument;
  /** What to show first. */
  place: string | undefined;
}): ReactElement {
  const edit = useApp((state) => state.editModels);
  const checked = useMemo(() => ({ text, problems }), [text, problems]);
  const editor = useCheckedEditor({
    text,
    label: "Text of the models",
    checked,
    onEdit: (next) => edit(next, "the text of the models", "models text"),
  });
  const [first] = useState({ place, goToPath: editor.goToPath });
  useEffect(() => {
    if (first.place !== undefined) first.goToPath(first.place);
  }, [first]);
  return (
    <div className="models-text">
      <EditorText editor={editor} />
    </div>
  );
}

/** What is wrong, wherever it stands: some of it is in no form that is open. */
function Problems({
  document: { text, problems },
  onPick,
}: {
  document: RegistryDocument;
  onPick: (path: string) => void;
}): ReactElement {
  const placed = useMemo(() => placeProblems(text, problems), [text, problems]);
  return <ProblemList problems={placed} onPick={({ problem }) => onPick(problem.path)} />;
}

/** Says that something else was stored while this was being written. */
function Overtaken({ document }: { document: RegistryDocument }): ReactElement | null {
  const discard = useApp((state) => state.discardModels);
  const keep = useApp((state) => state.keepModels);
  if (!isOvertaken(document)) return null;
  return (
    <Banner
      tone="unsure"
      actions={
        <>
          <Button onClick={discard}>Take what is stored</Button>
          <Button onClick={keep}>Keep mine</Button>
        </>
      }
    >
      The models were changed elsewhere while you edited them. Saving yours would replace that.
    </Banner>
  );
}

/** Says which sessions could not go on once this is stored: in the text a version goes without a question. */
function Unpinned({ document }: { document: RegistryDocument }): ReactElement | null {
  const pins = useApp((state) => state.modelPins);
  const { text, savedText } = document;
  const gone = useMemo(() => {
    const [before, now] = [savedText, text].map((one) => readSource(one, undefined));
    return now === undefined ? [] : unpinned(before?.root, now.root, pins);
  }, [text, savedText, pins]);
  if (gone.length === 0) return null;
  return (
    <Banner tone="unsure">
      {gone.map(({ target, sessions }) => (
        <p key={target}>{`${target}: ${pinnedText(sessions)}`}</p>
      ))}
    </Banner>
  );
}

function SaveBar({ document }: { document: RegistryDocument }): ReactElement {
  const save = useApp((state) => state.saveModels);
  const saving = useApp((state) => state.savingModels);
  const discard = useApp((state) => state.discardModels);
  const isChanged = hasOwnModels(document);
  const count = document.problems.length;
  return (
    <div className="models-save">
      <output className="toolbar-state">
        <TextState checking={false} problems={count} />
        <span>{isChanged ? "Not stored yet." : "Stored."}</span>
      </output>
      <Button disabled={!isChanged || saving} onClick={discard}>
        Discard changes to models
      </Button>
      <Button
        kind="primary"
        icon="check"
        disabled={!isChanged || saving || count > 0 || isOvertaken(document)}
        onClick={() => void save()}
      >
        {saving ? "Saving…" : "Save models"}
      </Button>
    </div>
  );
}
