import { useEffect } from "react";
import type { ReactElement } from "react";
import { useApp } from "../../../state/use-app.js";
import { formatDay } from "../../../ui/format/time.js";
import { formatCount } from "../../../ui/format/number.js";
import { useLocale } from "../../../ui/locale.js";
import { useNow } from "../../../ui/use-now.js";
import { useForm } from "./form-context.js";
import type { Path } from "./form-source.js";
import { ageOf, choicesFor, tokenPricesOf } from "./presets.js";
import type { PresetChoice, Presets } from "./presets.js";
import { Select } from "./select.js";

/** The presets, read with the first field that offers some. */
function usePresets(): Presets | undefined {
  const presets = useApp((state) => state.presets);
  const loadPresets = useApp((state) => state.loadPresets);
  useEffect(() => void loadPresets(), [loadPresets]);
  return presets;
}

/** A preset to choose by name, with where it is from and how old it is. */
export function PresetControl({
  path,
  label,
  value,
  isInvalid,
  otherwise,
}: {
  path: Path;
  label: string;
  value: unknown;
  isInvalid: boolean;
  /** Where there are no presets to choose from. */
  otherwise: ReactElement;
}): ReactElement {
  const { write, goTo } = useForm();
  const presets = usePresets();
  const choices = presets === undefined ? [] : (choicesFor(path, presets) ?? []);
  if (choices.length === 0) return otherwise;
  const name = typeof value === "string" ? value : "";
  const chosen = choices.find(({ id, aliases }) => id === name || aliases.includes(name));
  return (
    <span className="preset-control">
      <Select
        label={label}
        value={typeof value === "object" && value !== null ? OWN_DATA : (chosen?.id ?? name)}
        options={choices.map((one) => ({ value: one.id, label: one.label }))}
        isInvalid={isInvalid}
        onChange={(next) => write(path, next)}
      />
      {typeof value === "object" && value !== null ? (
        <button type="button" className="link-button" onClick={() => goTo(path)}>
          Edit in JSON
        </button>
      ) : null}
      {chosen === undefined ? null : <Origin preset={chosen} />}
    </span>
  );
}

const OWN_DATA = "Own data";

function Origin({ preset: { source, date } }: { preset: PresetChoice }): ReactElement {
  const locale = useLocale();
  const { days, isStale } = ageOf(date, useNow());
  const seen = `Seen ${formatDay(date, locale)}`;
  return (
    <span className="preset-origin" title={source}>
      <span className={isStale ? "tone-unsure" : undefined}>
        {isStale ? `${seen}, ${formatCount(days, locale)} days ago: check it` : seen}
      </span>
      <span className="sr-only">{`. ${source}`}</span>
    </span>
  );
}

/** Writes an API model's prices out as plain fields, with their source. */
export function PriceList({ path }: { path: Path }): ReactElement | null {
  const presets = usePresets();
  const { writeAll, read } = useForm();
  const locale = useLocale();
  if (presets === undefined || presets.prices.length === 0) return null;
  const take = (id: string): void => {
    const price = presets.prices.find((one) => one.id === id);
    if (price === undefined) return;
    const known = read(["sources"]);
    const origin = { what: `Prices of ${price.name}`, from: price.source, seen: price.date };
    const sources: readonly unknown[] = Array.isArray(known) ? known : [];
    const isNoted = sources.some((one) => JSON.stringify(one) === JSON.stringify(origin));
    writeAll([
      { path, value: tokenPricesOf(price) },
      ...(isNoted ? [] : [{ path: ["sources"], value: [...sources, origin] }]),
    ]);
  };
  return (
    <Select
      label="Write the prices of an API model"
      value="Take a price list"
      options={presets.prices.map(({ id, name, date }) => ({
        value: id,
        label: `${name}, ${formatDay(date, locale)}`,
      }))}
      onChange={take}
    />
  );
}
