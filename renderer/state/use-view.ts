import { useMemo } from "react";
import { useApp } from "./use-app.js";
import type { ViewField } from "./view.js";

/**
 * Something that is chosen in a pane and stands in its address, as `useState` has it. `fallback`, which
 * must not change, is what holds while nothing is chosen, and is not written out.
 */
export function useView<T, F extends T | undefined>(
  field: ViewField<T>,
  fallback: F,
): readonly [T | F, (next: T | F) => void] {
  const text = useApp((state) => state.views[field.pane]?.[field.name]);
  const changeView = useApp((state) => state.changeView);
  const value = useMemo(
    () => (text === undefined ? undefined : field.parse(text)) ?? fallback,
    [field, text, fallback],
  );
  const change = (next: T | F): void => {
    const written = next === undefined ? undefined : field.format(next);
    const unsaid = fallback === undefined ? undefined : field.format(fallback);
    changeView(field.pane, field.name, written === unsaid ? undefined : written);
  };
  return [value, change];
}
