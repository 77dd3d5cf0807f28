import { useState } from "react";
import type { ReactElement } from "react";
import { formatCount } from "../../../ui/format/number.js";
import { useLocale } from "../../../ui/locale.js";
import { useForm } from "./form-context.js";
import type { Path } from "./form-source.js";

/** More numbers than these are no list that anyone types. */
const MOST_TYPED = 200;

/** A list of numbers with spaces or commas between them, told once the field is left. */
export function NumbersControl({
  path,
  value,
  label,
  unit,
}: {
  path: Path;
  value: unknown;
  label: string;
  unit: string;
}): ReactElement {
  const { write, goTo } = useForm();
  const locale = useLocale();
  const [typed, setTyped] = useState<string>();
  const numbers = Array.isArray(value) ? value.map(String) : [];
  if (numbers.length > MOST_TYPED) {
    return (
      <button type="button" className="link-button" onClick={() => goTo(path)}>
        {`${formatCount(numbers.length, locale)} values: edit in JSON`}
      </button>
    );
  }
  const words = (typed ?? numbers.join(" ")).split(/[\s,;]+/).filter((word) => word !== "");
  const isWrong = words.some((word) => !Number.isFinite(Number(word)));
  const commit = (): void => {
    if (typed !== undefined && !isWrong && words.join(" ") !== numbers.join(" ")) {
      write(path, words.length === 0 ? undefined : words.map(Number));
    }
    setTyped(undefined);
  };
  return (
    <span className="number-control numbers-control">
      <input
        aria-label={`${label}, numbers with spaces between them`}
        aria-invalid={isWrong}
        value={typed ?? numbers.join(" ")}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === "Enter") commit();
          if (event.key === "Escape") setTyped(undefined);
        }}
      />
      {unit === "" ? null : <span className="control-unit">{unit}</span>}
    </span>
  );
}
