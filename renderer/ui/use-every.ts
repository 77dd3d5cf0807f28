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
    if (!isBehind) return undefined;
    const timer = setTimeout(() => setShown(latest.current), periodMs);
    return () => clearTimeout(timer);
  }, [isBehind, periodMs]);
  return shown;
}
