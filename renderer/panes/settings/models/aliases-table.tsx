import type { ReactElement } from "react";
import { ModelName } from "../../../../engine/contract/model-registry.js";
import { IconButton } from "../../../ui/button.js";
import { ScrollPart } from "../../../ui/scroll-part.js";
import { AddNamed } from "../../scenario/form/entries.js";
import { Problems, useProblems } from "../../scenario/form/field-row.js";
import { useForm } from "../../scenario/form/form-context.js";
import { valueAt } from "../../scenario/form/form-source.js";
import type { Path } from "../../scenario/form/form-source.js";
import { NumberControl } from "../../scenario/form/number-control.js";
import { Select } from "../../scenario/form/select.js";
import { aliasNames, modelNames, targetOf } from "./model-rows.js";

/** The share of sessions that a canary gets when it is first chosen. */
const FIRST_SHARE = 0.1;
const NO_CANARY = "";

/** Names that stand for a version, and for some of the sessions another one. */
export function AliasesTable({
  root,
  targets,
}: {
  root: unknown;
  /** What there is to point at. */
  targets: readonly string[];
}): ReactElement {
  const { write } = useForm();
  const names = aliasNames(root);
  const [first] = targets;
  return (
    <>
      <h4>Aliases</h4>
      <p className="muted">
        A session asks for an alias and pins what it means then. A canary gets a share of the
        sessions.
      </p>
      {names.length === 0 ? null : (
        <ScrollPart className="settings-table" aria-label="Aliases">
          <table>
            <thead>
              <tr>
                <th scope="col">Alias</th>
                <th scope="col">Means</th>
                <th scope="col">Canary</th>
                <th scope="col">Share of sessions</th>
                <th scope="col">
                  <span className="sr-only">To do</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {names.map((alias) => (
                <AliasRow
                  key={alias}
                  alias={alias}
                  value={valueAt(root, ["aliases", alias])}
                  targets={targets}
                />
              ))}
            </tbody>
          </table>
        </ScrollPart>
      )}
      {first === undefined ? null : (
        <AddNamed
          word="alias"
          taken={[...names, ...modelNames(root)]}
          isName={(name) => ModelName.safeParse(name).success}
          onAdd={(name) => write(["aliases", name], targetOf(first))}
        />
      )}
    </>
  );
}

function AliasRow({
  alias,
  value,
  targets,
}: {
  alias: string;
  value: unknown;
  targets: readonly string[];
}): ReactElement {
  const { write, writeAll } = useForm();
  const path = ["aliases", alias];
  const canary = valueAt(value, ["canary"]);
  const share = valueAt(canary, ["share"]);
  const shareProblems = useProblems([...path, "canary", "share"]);
  const options = targets.map((target) => ({ value: target, label: target }));
  const point = (at: Path, to: string): void => {
    const { model, version } = targetOf(to);
    writeAll([
      { path: [...at, "model"], value: model },
      { path: [...at, "version"], value: version },
    ]);
  };
  return (
    <tr>
      <th scope="row">
        <code>{alias}</code>
        <Problems path={path} />
      </th>
      <td>
        <Select
          label={`What ${alias} means`}
          value={wordsOf(value)}
          options={options}
          onChange={(to) => point(path, to)}
        />
        <Problems path={[...path, "version"]} />
      </td>
      <td>
        <Select
          label={`Canary of ${alias}`}
          value={canary === undefined ? NO_CANARY : wordsOf(canary)}
          options={[{ value: NO_CANARY, label: "None" }, ...options]}
          onChange={(to) => {
            if (to === NO_CANARY) write([...path, "canary"], undefined);
            else if (canary === undefined) {
              write([...path, "canary"], { ...targetOf(to), share: FIRST_SHARE });
            } else point([...path, "canary"], to);
          }}
        />
        <Problems path={[...path, "canary", "version"]} />
      </td>
      <td>
        {canary === undefined ? (
          "–"
        ) : (
          <>
            <NumberControl
              label={`Share of the canary of ${alias}`}
              value={typeof share === "number" ? share : undefined}
              placeholder={undefined}
              style={{ unit: "", isShare: true, isWhole: false }}
              isOptional={false}
              isInvalid={shareProblems.texts.length > 0}
              describedBy={shareProblems.id}
              onChange={(next) => write([...path, "canary", "share"], next)}
            />
            <Problems path={[...path, "canary", "share"]} />
          </>
        )}
      </td>
      <td className="settings-row-actions">
        <IconButton
          icon="trash"
          label={`Remove the alias ${alias}`}
          onClick={() => write(path, undefined)}
        />
      </td>
    </tr>
  );
}

const wordsOf = (target: unknown): string =>
  [valueAt(target, ["model"]), valueAt(target, ["version"])].map(String).join(" ");
