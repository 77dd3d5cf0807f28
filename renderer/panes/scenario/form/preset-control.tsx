import { useEffect } from "react";
import type { ReactElement } from "react";
import { useApp } from "../../../state/use-app.js";
import { formatDay, formatSeen } from "../../../ui/format/time.js";
import { formatCount } from "../../../ui/format/number.js";
import { useLocale } from "../../../ui/locale.js";
import { useNow } from "../../../ui/use-now.js";
import { useForm } from "./form-context.js";
import type { Path } from "./form-source.js";
import { ageOf, choicesFor, hourPrices, originOf, tokenPricesOf } from "./presets.js";
import type { HourPrice, PresetChoice, Presets } from "./presets.js";
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

/** How old a preset's figures are, and where they are from. */
function Origin({ preset: { source, date } }: { preset: PresetChoice }): ReactElement {
  const locale = useLocale();
  const { days, isStale } = ageOf(date, useNow());
  const seen = `Seen ${formatSeen(date, locale)}`;
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
  const take = useTake(path);
  const locale = useLocale();
  if (presets === undefined || presets.prices.length === 0) return null;
  const takeList = (id: string): void => {
    const price = presets.prices.find((one) => one.id === id);
    if (price === undefined) return;
    const { name, source, date } = price;
    take(tokenPricesOf(price), { what: `Prices of ${name}`, from: source, seen: date });
  };
  return (
    <Select
      label="Write the prices of an API model"
      value="Take a price list"
      options={presets.prices.map(({ id, name, date }) => ({
        value: id,
        label: `${name}, ${formatDay(date, locale)}`,
      }))}
      onChange={takeList}
    />
  );
}

/** Whether the scenario's sources have an entry. */
const isNoted = (sources: readonly unknown[], origin: object): boolean =>
  sources.some((one) => JSON.stringify(one) === JSON.stringify(origin));

/** Writes a value with where it is from, as one edit. */
function useTake(path: Path): (value: unknown, origin: object) => void {
  const { writeAll, read } = useForm();
  return (value, origin) => {
    const known = read(["sources"]);
    const sources: readonly unknown[] = Array.isArray(known) ? known : [];
    writeAll([
      { path, value },
      ...(isNoted(sources, origin) ? [] : [{ path: ["sources"], value: [...sources, origin] }]),
    ]);
  };
}

/** Offers what an hour of a GPU was seen to cost: nothing is taken until it is chosen. */
export function HourPriceList({
  path,
  value,
}: {
  path: Path;
  value: unknown;
}): ReactElement | null {
  const presets = usePresets();
  const { read } = useForm();
  const take = useTake(path);
  const locale = useLocale();
  if (presets === undefined || presets.gpuPrices.length === 0) return null;
  // Beside a brain of the plan stands its own GPU.
  const brain = path.at(-2) === "prices" ? ["brain"] : [...path.slice(0, -1), "brain"];
  const offers = hourPrices(presets, read([...brain, "hardware", "gpu"]));
  // Told of a price that was typed too: it says no more than that the two are equal.
  const like = offers.find(({ usd }) => usd === value);
  return (
    <>
      <Select
        label="Take the price of a GPU hour that was seen"
        value="Take a price that was seen"
        options={offers.map((offer, at) => ({
          value: String(at),
          label: offerText(offer, locale),
        }))}
        onChange={(at) => {
          const offer = offers[Number(at)];
          if (offer !== undefined) take(offer.usd, originOf(offer));
        }}
      />
      {like === undefined ? null : (
        <span className="preset-origin" title={like.preset.source}>
          {`As ${offerText(like, locale)}`}
          <span className="sr-only">{`. ${like.preset.source}`}</span>
        </span>
      )}
    </>
  );
}

function offerText({ preset: { name, date }, level, usd }: HourPrice, locale: string): string {
  const price = new Intl.NumberFormat(locale, { style: "currency", currency: "USD" }).format(usd);
  const seen = formatSeen(date, locale);
  return level === "only"
    ? `${name}: ${price}, seen ${seen}`
    : `${name}, ${level}: ${price}, seen ${seen}`;
}
