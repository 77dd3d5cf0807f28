import { useEffect, useRef, useState } from "react";

/** The latest `value`, taken over no sooner than `periodMs` after it changed: for what is dear to draw. */
export function useEvery<T>(value: T, periodMs: number): T {
  const [shown, setShown] = useState(value);
  const latest = useRef(value);
  const isBehind = shown !== value;
  useEffect(() => {
    latest.current = value;
  }, [value]);
  useEffect(() => {
    // Looked at anew with each value shown: what came while that was drawn is behind, and nothing may follow it.
    if (!isBehind || shown === latest.current) return undefined;
    const timer = setTimeout(() => setShown(latest.current), periodMs);
    return () => clearTimeout(timer);
  }, [isBehind, shown, periodMs]);
  return shown;
}
