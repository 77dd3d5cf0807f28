import type { ReactElement } from "react";

/** Outlines on a 16-unit grid, drawn with the text's colour. They decorate: words carry the meaning. */
const PATHS = {
  run: "M5 3.2v9.6L12.5 8z",
  stop: "M4.5 4.5h7v7h-7z",
  pause: "M5.8 3.5v9M10.2 3.5v9",
  check: "M3 8.5l3.2 3.2L13 4.8",
  cross: "M4 4l8 8M12 4l-8 8",
  minus: "M3.5 8h9",
  question: "M5.5 6a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.9-1.1 1.8M8 12.4v.2",
  warning: "M8 2.5l6 10.7H2zM8 6.5v3.2M8 11.4v.2",
  close: "M4 4l8 8M12 4l-8 8",
  sun: "M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6M8 1.5v1.6M8 12.9v1.6M1.5 8h1.6M12.9 8h1.6M3.4 3.4l1.1 1.1M11.5 11.5l1.1 1.1M3.4 12.6l1.1-1.1M11.5 4.5l1.1-1.1",
  moon: "M13 9.6A5.6 5.6 0 0 1 6.4 3a5.6 5.6 0 1 0 6.6 6.6z",
  system: "M2 3.2h12v7.6H2zM6 13.4h4M8 10.8v2.6",
  table: "M2.5 3h11v10h-11zM2.5 6.3h11M2.5 9.6h11M6.2 3v10",
  chart: "M2.5 2.5v11h11M5.5 10.5V8M8.5 10.5V5M11.5 10.5V7",
  download: "M8 2.5v7.5M4.8 7.2L8 10.4l3.2-3.2M3 13.2h10",
  trash: "M3 4.5h10M6.2 4.5V3h3.6v1.5M4.4 4.5l.6 8.5h6l.6-8.5",
  file: "M4 2h5l3 3v9H4zM9 2v3h3",
  lock: "M4 7.2h8V13H4zM5.5 7.2V5.4a2.5 2.5 0 0 1 5 0v1.8",
  undo: "M6.5 3.5L3 7l3.5 3.5M3 7h6.2a3.3 3.3 0 0 1 0 6.6H7",
  redo: "M9.5 3.5L13 7l-3.5 3.5M13 7H6.8a3.3 3.3 0 0 0 0 6.6H9",
  keyboard: "M1.8 4.2h12.4v7.6H1.8zM4 6.6h.2M6.6 6.6h.2M9.2 6.6h.2M11.8 6.6h.2M4.8 9.4h6.4",
} as const;

export type IconName = keyof typeof PATHS;

/** A decorative icon; `run` and `stop` are filled, the rest are lines. */
export function Icon({ name, size = 14 }: { name: IconName; size?: number }): ReactElement {
  const filled = name === "run" || name === "stop";
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
      <path
        d={PATHS[name]}
        fill={filled ? "currentColor" : "none"}
        stroke={filled ? "none" : "currentColor"}
        strokeWidth={1.5}
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
