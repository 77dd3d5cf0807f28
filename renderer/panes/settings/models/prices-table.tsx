import type { ReactElement } from "react";
import { Button, IconButton } from "../../../ui/button.js";
import { ScrollPart } from "../../../ui/scroll-part.js";
import { Problems, useProblems } from "../../scenario/form/field-row.js";
import { useForm } from "../../scenario/form/form-context.js";
import { valueAt } from "../../scenario/form/form-source.js";
import type { Path } from "../../scenario/form/form-source.js";
import { NumberControl } from "../../scenario/form/number-control.js";
import { nextPrice, priceOf } from "./model-rows.js";

const AMOUNTS = [
  ["inputUsd", "Input"],
  ["outputUsd", "Output"],
  ["cacheReadUsd", "Cache read"],
  ["cacheWriteUsd", "Cache write"],
] as const;

/** The prices of a version by the day from which each holds. A new price is a new day; the old ones stay. */
export function PricesTable({
  path,
  root,
  today,
  of,
}: {
  path: Path;
  root: unknown;
  today: string;
  /** Whose they are. */
  of: string;
}): ReactElement {
  const { write } = useForm();
  const value = valueAt(root, path);
  const prices: readonly unknown[] = Array.isArray(value) ? value : [];
  const now = priceOf(prices, today)?.["from"];
  return (
    <div className="models-prices">
      <h5>Prices, US dollars for a million tokens</h5>
      <Problems path={path} />
      {prices.length === 0 ? (
        <p className="muted">None: what it is used for counts as free.</p>
      ) : (
        <ScrollPart className="settings-table" aria-label={`Prices of ${of}`}>
          <table>
            <thead>
              <tr>
                <th scope="col">From</th>
                {AMOUNTS.map(([name, label]) => (
                  <th key={name} scope="col">
                    {label}
                  </th>
                ))}
                <th scope="col">Longer prompts, tokens</th>
                <th scope="col">cost times</th>
                <th scope="col">Source</th>
                <th scope="col">
                  <span className="sr-only">To do</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {prices.map((price, at) => (
                <PriceRow
                  // oxlint-disable-next-line react/no-array-index-key -- a price has no name but its place; its day is typed
                  key={at}
                  path={[...path, at]}
                  price={price}
                  isNow={now !== undefined && valueAt(price, ["from"]) === now}
                />
              ))}
            </tbody>
          </table>
        </ScrollPart>
      )}
      <Button
        kind="quiet"
        icon="plus"
        onClick={() => write([...path, prices.length], nextPrice(prices, today))}
      >
        Add a price
      </Button>
    </div>
  );
}

function PriceRow({
  path,
  price,
  isNow,
}: {
  path: Path;
  price: unknown;
  /** Whether it holds today. */
  isNow: boolean;
}): ReactElement {
  const { write } = useForm();
  const from = textAt(price, "from");
  const { texts, id } = useProblems([...path, "from"]);
  const longPrompt = valueAt(price, ["longPrompt"]);
  const amount = (at: Path, label: string, isOptional = false): ReactElement => (
    <Amount
      path={[...path, ...at]}
      label={`${label} from ${from}`}
      price={price}
      at={at}
      isOptional={isOptional}
    />
  );
  return (
    <tr>
      <td>
        <input
          type="date"
          aria-label={`Day from which the price holds, ${from}`}
          aria-invalid={texts.length > 0}
          aria-describedby={id}
          value={from}
          onChange={({ target }) => write([...path, "from"], target.value)}
        />
        {isNow ? <span className="models-now">holds today</span> : null}
        <Problems path={[...path, "from"]} />
      </td>
      {AMOUNTS.map(([name, label]) => (
        <td key={name}>{amount([name], `${label}, USD per million tokens,`)}</td>
      ))}
      <td>
        <NumberControl
          label={`Prompts above these tokens cost more, from ${from}`}
          value={numberAt(longPrompt, "aboveTokens")}
          placeholder={undefined}
          style={{ unit: "", isShare: false, isWhole: true }}
          isOptional
          isInvalid={false}
          onChange={(next) =>
            write(
              [...path, "longPrompt"],
              next === undefined
                ? undefined
                : { aboveTokens: next, factor: numberAt(longPrompt, "factor") ?? 1 },
            )
          }
        />
        <Problems path={[...path, "longPrompt", "aboveTokens"]} />
      </td>
      <td>
        {longPrompt === undefined
          ? "–"
          : amount(["longPrompt", "factor"], "Factor of longer prompts")}
      </td>
      <td>
        <input
          className="text-control"
          aria-label={`Source of the price from ${from}`}
          value={textAt(price, "source")}
          onChange={({ target }) =>
            write([...path, "source"], target.value === "" ? undefined : target.value)
          }
        />
        <Problems path={[...path, "source"]} />
      </td>
      <td>
        <IconButton
          icon="trash"
          label={`Remove the price from ${from}`}
          onClick={() => write(path, undefined)}
        />
      </td>
    </tr>
  );
}

function Amount({
  path,
  label,
  price,
  at,
  isOptional,
}: {
  path: Path;
  label: string;
  price: unknown;
  /** Where the price has it. */
  at: Path;
  isOptional: boolean;
}): ReactElement {
  const { write } = useForm();
  const { texts, id } = useProblems(path);
  const value = valueAt(price, at);
  return (
    <>
      <NumberControl
        label={label}
        value={typeof value === "number" ? value : undefined}
        placeholder={undefined}
        style={{ unit: "", isShare: false, isWhole: false }}
        isOptional={isOptional}
        isInvalid={texts.length > 0}
        describedBy={id}
        onChange={(next) => write(path, next)}
      />
      <Problems path={path} />
    </>
  );
}

const textAt = (value: unknown, name: string): string => {
  const found = valueAt(value, [name]);
  return typeof found === "string" ? found : "";
};

const numberAt = (value: unknown, name: string): number | undefined => {
  const found = valueAt(value, [name]);
  return typeof found === "number" ? found : undefined;
};
