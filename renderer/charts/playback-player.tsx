import { useEffect, useState, useSyncExternalStore } from "react";
import type { ReactElement } from "react";
import { Button } from "../ui/button.js";
import { Segmented } from "../ui/segmented.js";
import type { ChartProps } from "./chart.js";
import { PlaybackChart } from "./playback-chart.js";
import type { PlaybackModel } from "./playback-model.js";

/** Pixels of the controls above the picture. */
export const PLAYER_CONTROLS = 38;
/** A whole run at speed 1. */
const RUN_MS = 20_000;
const SPEEDS = ["0.5", "1", "2", "4"] as const;
const REDUCED = "(prefers-reduced-motion: reduce)";
/** Between two pictures; who wants little motion sees two a second and nothing glide. */
const FRAME_MS = { full: 33, reduced: 500 };

/** A timeline that plays: start, stop, drag to any moment, at any of a few speeds. */
export function PlaybackPlayer({
  model,
  size,
  theme,
  locale,
}: ChartProps<PlaybackModel>): ReactElement {
  const { bins } = model;
  const [at, setAt] = useState(bins - 1);
  const [playing, setPlaying] = useState(false);
  const [speed, setSpeed] = useState<(typeof SPEEDS)[number]>("1");
  const reduced = useReducedMotion();

  useEffect(() => {
    if (!playing) return undefined;
    let lastMs = performance.now();
    const timer = setInterval(
      () => {
        const nowMs = performance.now();
        const step = ((nowMs - lastMs) / RUN_MS) * Number(speed) * bins;
        lastMs = nowMs;
        setAt((before) => Math.min(bins, before + step));
      },
      reduced ? FRAME_MS.reduced : FRAME_MS.full,
    );
    return () => clearInterval(timer);
  }, [playing, speed, bins, reduced]);

  const ended = at >= bins;
  const running = playing && !ended;
  const toggle = (): void => {
    // From its end it starts over.
    if (!running && at >= bins - 1) setAt(0);
    setPlaying(!running);
  };
  const shown = reduced ? Math.floor(at) : at;
  const bin = Math.min(bins - 1, Math.floor(at));
  return (
    <div className="playback">
      <div className="playback-controls" style={{ blockSize: PLAYER_CONTROLS }}>
        <Button icon={running ? "pause" : "run"} onClick={toggle}>
          {running ? "Pause" : "Play"}
        </Button>
        <input
          type="range"
          aria-label="Moment"
          aria-valuetext={model.words(bin)}
          min={0}
          max={bins - 1}
          step={1}
          value={bin}
          onChange={(event) => {
            setPlaying(false);
            setAt(Number(event.target.value));
          }}
        />
        <Segmented
          label="Speed"
          segments={SPEEDS.map((value) => ({ value, label: `${value}×` }))}
          value={speed}
          onChange={setSpeed}
        />
      </div>
      <PlaybackChart
        model={model}
        size={{ width: size.width, height: size.height - PLAYER_CONTROLS }}
        theme={theme}
        locale={locale}
        at={Math.min(bins, shown)}
      />
    </div>
  );
}

function useReducedMotion(): boolean {
  return useSyncExternalStore(subscribe, () => window.matchMedia(REDUCED).matches);
}

function subscribe(listener: () => void): () => void {
  const query = window.matchMedia(REDUCED);
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}
