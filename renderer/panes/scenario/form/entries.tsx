import { useState } from "react";
import type { ReactElement } from "react";
import { isRecord } from "../../../../engine/base/guards.js";
import { starterOf } from "../../../../engine/contract/shape.js";
import type { Shape } from "../../../../engine/contract/shape.js";
import { Button } from "../../../ui/button.js";
import { formatCount } from "../../../ui/format/number.js";
import { useLocale } from "../../../ui/locale.js";
import { fieldWords, humanise, itemWord } from "../words.js";
import { useForm } from "./form-context.js";
import { valueAt } from "./form-source.js";
import type { Path } from "./form-source.js";
import { Frame, ObjectFields, RemoveButton } from "./frame.js";
import { Select } from "./select.js";

/** A form with more entries than these would be slower to draw than to read as JSON. */
const MOST_ENTRIES = 40;

/** The items of a list, each under its own name, and one more. */
export function ListFields({
  path,
  name,
  item,
  value,
}: {
  path: Path;
  name: string;
  item: Shape;
  value: unknown;
}): ReactElement {
  const { write, goTo, Field } = useForm();
  const locale = useLocale();
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  const word = itemWord(name);
  const add = (): void => {
    const made = starterOf(item);
    write(path, [...items, isRecord(made) && "name" in made ? named(made, items, word) : made]);
  };
  return (
    <>
      {items.slice(0, MOST_ENTRIES).map((one, at) => {
        const label = titleOf(one) ?? `No. ${at + 1}`;
        // Items have no identity but their place.
        const key = at;
        return (
          <div key={key} className="entry">
            <Frame
              path={[...path, at]}
              label={label}
              canClear={false}
              choice={<RemoveButton path={[...path, at]} label={label} />}
            >
              {item.kind === "object" ? (
                <ObjectFields path={[...path, at]} shape={item} value={one} fallback={undefined} />
              ) : (
                <Field
                  path={[...path, at]}
                  name={name}
                  label={humanise(word)}
                  field={{ shape: item, isOptional: false, fallback: undefined }}
                  value={one}
                />
              )}
            </Frame>
          </div>
        );
      })}
      {items.length > MOST_ENTRIES ? (
        <button type="button" className="link-button" onClick={() => goTo([...path, MOST_ENTRIES])}>
          {`${formatCount(items.length - MOST_ENTRIES, locale)} more: edit in JSON`}
        </button>
      ) : null}
      <Button kind="quiet" onClick={add}>
        {`Add ${word}`}
      </Button>
    </>
  );
}

/** What an item is called by its author. */
function titleOf(item: unknown): string | undefined {
  if (!isRecord(item)) return undefined;
  for (const name of ["name", "pool", "what", "kpi"]) {
    const title = item[name];
    if (typeof title === "string" && title !== "") return title;
  }
  return undefined;
}

/** With a name that no other item has. */
function named(
  made: Readonly<Record<PropertyKey, unknown>>,
  items: readonly unknown[],
  word: string,
): unknown {
  const taken = new Set(items.map((one) => (isRecord(one) ? one["name"] : undefined)));
  return { ...made, name: freeName(word, taken) };
}

function freeName(word: string, taken: ReadonlySet<unknown>): string {
  let number = taken.size + 1;
  while (taken.has(`${word} ${number}`)) number += 1;
  return `${word} ${number}`;
}

/** The entries of a record by their names, which can be changed, and one more. */
export function RecordFields({
  path,
  name,
  shape,
  value,
}: {
  path: Path;
  name: string;
  shape: Extract<Shape, { kind: "record" }>;
  value: unknown;
}): ReactElement {
  const { write, Field } = useForm();
  const entries = isRecord(value) ? Object.keys(value) : [];
  const word = itemWord(name);
  const free = shape.names?.filter((one) => !entries.includes(one));
  const add = (key: string): void => write([...path, key], starterOf(shape.item));
  return (
    <>
      {entries.map((key) => {
        const at = [...path, key];
        return shape.item.kind === "object" || shape.item.kind === "record" ? (
          <div key={key} className="entry">
            <Frame
              path={at}
              label={key}
              canClear={false}
              choice={
                <>
                  {shape.names === undefined ? <NameField path={at} name={key} /> : null}
                  <RemoveButton path={at} label={key} />
                </>
              }
            >
              {shape.item.kind === "object" && isRecord(value) ? (
                <ObjectFields
                  path={at}
                  shape={shape.item}
                  value={value[key]}
                  fallback={undefined}
                />
              ) : null}
            </Frame>
          </div>
        ) : (
          <Field
            key={key}
            path={at}
            name={name}
            label={shape.names === undefined ? key : fieldWords(key).label}
            field={{ shape: shape.item, isOptional: true, fallback: undefined }}
            value={valueAt(value, [key])}
          />
        );
      })}
      {free === undefined ? (
        <AddNamed word={word} taken={entries} onAdd={add} />
      ) : free.length === 0 ? null : (
        <Select
          label={`Add ${word}`}
          value={`Add ${word}`}
          options={free.map((one) => ({ value: one, label: humanise(one) }))}
          onChange={add}
        />
      )}
    </>
  );
}

/** Adds an entry under a name that none has yet. */
export function AddNamed({
  word,
  taken,
  isName,
  onAdd,
}: {
  word: string;
  taken: readonly string[];
  /** Whether an entry may be called so. */
  isName?: (name: string) => boolean;
  onAdd: (name: string) => void;
}): ReactElement {
  const [typed, setTyped] = useState("");
  const name = typed.trim();
  const isFree = name !== "" && !taken.includes(name) && isName?.(name) !== false;
  const add = (): void => {
    if (!isFree) return;
    onAdd(name);
    setTyped("");
  };
  return (
    <span className="add-named">
      <input
        className="text-control"
        aria-label={`Name of the ${word} to add`}
        placeholder={`Name of another ${word}`}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") add();
        }}
      />
      <Button kind="quiet" disabled={!isFree} onClick={add}>
        {`Add ${word}`}
      </Button>
    </span>
  );
}

/** The name of an entry, told once the field is left. */
export function NameField({ path, name }: { path: Path; name: string }): ReactElement {
  const { rename } = useForm();
  const [typed, setTyped] = useState<string>();
  const commit = (): void => {
    const next = typed?.trim() ?? "";
    setTyped(undefined);
    if (next !== "" && next !== name) rename(path, next);
  };
  return (
    <input
      className="text-control name-control"
      aria-label={`Name of ${name}`}
      value={typed ?? name}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === "Enter") commit();
        if (event.key === "Escape") setTyped(undefined);
      }}
    />
  );
}
