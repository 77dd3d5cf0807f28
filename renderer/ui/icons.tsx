import type { ReactElement } from "react";

/** Outlines on a 16-unit grid, drawn with the text's colour. They decorate: words carry the meaning. */
const PATHS = {
  overview: "M2.5 2.5h4.6v6H2.5zM8.9 2.5h4.6v3.4H8.9zM8.9 7.5h4.6v6H8.9zM2.5 10.1h4.6v3.4H2.5z",
  arrow: "M3 8h9.5M8.8 4.3L12.5 8l-3.7 3.7",
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
  more: "M3.2 8a.4.4 0 1 0 .8 0a.4.4 0 1 0-.8 0M7.6 8a.4.4 0 1 0 .8 0a.4.4 0 1 0-.8 0M12 8a.4.4 0 1 0 .8 0a.4.4 0 1 0-.8 0",
  edit: "M10.8 2.8l2.4 2.4L5.6 12.8l-3 .6.6-3z",
  copy: "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
  folder: "M1.8 3.5h4.4l1.4 1.8h6.6v7.2H1.8z",
  plus: "M8 3.2v9.6M3.2 8h9.6",
  deck: "M2 3.5h12v8H2zM8 11.5v2.5M5.5 14h5M5 9V7.5M8 9V5.8M11 9V6.8",
  up: "M3.5 10L8 5.5l4.5 4.5",
  down: "M3.5 6l4.5 4.5L12.5 6",
  undo: "M6.5 3.5L3 7l3.5 3.5M3 7h6.2a3.3 3.3 0 0 1 0 6.6H7",
  redo: "M9.5 3.5L13 7l-3.5 3.5M13 7H6.8a3.3 3.3 0 0 0 0 6.6H9",
  search: "M7 2.6a4.4 4.4 0 1 0 0 8.8 4.4 4.4 0 0 0 0-8.8M10.3 10.3l3.2 3.2",
  keyboard: "M1.8 4.2h12.4v7.6H1.8zM4 6.6h.2M6.6 6.6h.2M9.2 6.6h.2M11.8 6.6h.2M4.8 9.4h6.4",
  home: "M2.5 7.5L8 2.8l5.5 4.7M4 6.4V13h8V6.4M6.8 13V9.5h2.4V13",
  wave: "M1.5 8h2.2l1.8-4.5 3 9 2-6.5 1 2h3",
  scales: "M8 2.5v11M5 13.5h6M3 4.2h10M3 4.2L1.2 9h3.6zM13 4.2L11.2 9h3.6z",
  layers: "M8 2.2l6 3-6 3-6-3zM2 8.2l6 3 6-3M2 11l6 3 6-3",
  money: "M1.8 4h12.4v8H1.8zM8 6.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6M3.8 8h.2M12 8h.2",
  flag: "M3.5 14V2.5M3.5 3h9l-2 3 2 3h-9",
  audit: "M8 1.8l5 1.9v3.8c0 3.2-2.1 5.4-5 6.7-2.9-1.3-5-3.5-5-6.7V3.7zM5.7 7.9l1.7 1.7 3-3.2",
  target: "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11M8 .8v3M8 12.2v3M.8 8h3M12.2 8h3",
  live: "M8 6.6a1.4 1.4 0 1 0 0 2.8 1.4 1.4 0 0 0 0-2.8M5 5a4.2 4.2 0 0 0 0 6M11 5a4.2 4.2 0 0 1 0 6M3 3a7 7 0 0 0 0 10M13 3a7 7 0 0 1 0 10",
  sliders: "M2 4.5h6M11.5 4.5H14M2 11.5h2.5M8 11.5h6M9.8 2.7v3.6M6.2 9.7v3.6",
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
