import { useState } from "react";
import type { ReactElement } from "react";
import { ModelVersion } from "../../../../engine/contract/model-registry.js";
import { shapeOf } from "../../../../engine/contract/shape.js";
import { useApp } from "../../../state/use-app.js";
import { Button } from "../../../ui/button.js";
import { ObjectFields } from "../../scenario/form/frame.js";
import { NameField } from "../../scenario/form/entries.js";
import { Problems } from "../../scenario/form/field-row.js";
import { useForm } from "../../scenario/form/form-context.js";
import { nextVersion } from "./model-rows.js";
import type { VersionRow } from "./model-rows.js";
import { PricesTable } from "./prices-table.js";

/** Everything that the registry says of one version. */
export function VersionEditor({
  row: { model, at, version },
  root,
  value,
  today,
  onClose,
  onAdded,
}: {
  row: VersionRow;
  root: unknown;
  value: unknown;
  today: string;
  onClose: () => void;
  /** A version was added at this place of the model. */
  onAdded: (at: number) => void;
}): ReactElement {
  const { read, write } = useForm();
  const openDialog = useApp((state) => state.openDialog);
  const path = ["models", model, at];
  const shape = shapeOf(ModelVersion);
  const [title] = useState({ model, version });
  const add = (): void => {
    const versions = read(["models", model]);
    const count = Array.isArray(versions) ? versions.length : 0;
    write(["models", model, count], nextVersion(versions, value));
    onAdded(count);
  };
  if (shape.kind !== "object") return <></>;
  return (
    <section className="models-version" aria-label={`${title.model} version ${title.version}`}>
      <header>
        <h4>
          {model}, version {version}
        </h4>
        <Button kind="quiet" icon="copy" onClick={add}>
          Add a version like it
        </Button>
        <Button kind="quiet" icon="close" onClick={onClose}>
          Close
        </Button>
      </header>
      <div className="field">
        <span className="field-label">Model</span>
        <span className="field-control">
          <NameField path={["models", model]} name={model} />
        </span>
        <Problems path={["models", model]} />
      </div>
      <ObjectFields path={path} shape={shape} value={value} fallback={undefined} only={PLAIN} />
      <PricesTable
        path={[...path, "prices"]}
        root={root}
        today={today}
        of={`${model} ${version}`}
      />
      <ObjectFields path={path} shape={shape} value={value} fallback={undefined} only={LATENCY} />
      <div>
        <Button kind="quiet" icon="live" onClick={() => openDialog({ kind: "measured-times" })}>
          Use measured latency…
        </Button>
      </div>
    </section>
  );
}

const PLAIN = ["version", "modelId", "server", "keyName", "deprecatedFrom"];
const LATENCY = ["latency"];
