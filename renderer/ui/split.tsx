import { useRef, useState } from "react";
import type { KeyboardEvent, PointerEvent, ReactElement, ReactNode } from "react";
import { Segmented } from "./segmented.js";

const LEAST = 0.2;
const STEP = 0.02;

const within = (share: number): number => Math.min(1 - LEAST, Math.max(LEAST, share));

/**
 * Two parts side by side with a divider that is dragged, or moved with the arrow keys. Where the window is
 * too narrow for both, one is shown and a switch changes which.
 */
export function Split({
  labels,
  firstShare = 0.5,
  className = "",
  children,
}: {
  /** What the parts are called on the switch. */
  labels: readonly [string, string];
  /** Part of the width that the first part has at first. */
  firstShare?: number;
  className?: string;
  children: readonly [ReactNode, ReactNode];
}): ReactElement {
  const frame = useRef<HTMLDivElement>(null);
  const [share, setShare] = useState(firstShare);
  const [shown, setShown] = useState<"first" | "second">("first");
  const drag = (event: PointerEvent<HTMLElement>): void => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const box = frame.current?.getBoundingClientRect();
    if (box !== undefined) setShare(within((event.clientX - box.left) / box.width));
  };
  const press = (event: KeyboardEvent): void => {
    const to = {
      ArrowLeft: share - STEP,
      ArrowRight: share + STEP,
      Home: LEAST,
      End: 1 - LEAST,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    setShare(within(to));
  };
  const percent = Math.round(100 * share);
  return (
    <div
      ref={frame}
      className={`split ${className}`}
      data-shown={shown}
      style={{ gridTemplateColumns: `minmax(0, ${share}fr) auto minmax(0, ${1 - share}fr)` }}
    >
      <div className="split-switch">
        <Segmented
          label="Part to show"
          segments={[
            { value: "first", label: labels[0] },
            { value: "second", label: labels[1] },
          ]}
          value={shown}
          onChange={setShown}
        />
      </div>
      {children[0]}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a divider that is moved is a control, whatever its role says to the rule */}
      <hr
        className="split-divider"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the same
        tabIndex={0}
        aria-orientation="vertical"
        aria-label={`Divider between ${labels[0]} and ${labels[1]}`}
        aria-valuemin={100 * LEAST}
        aria-valuemax={100 - 100 * LEAST}
        aria-valuenow={percent}
        aria-valuetext={`${percent}% for ${labels[0]}`}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={drag}
        onKeyDown={press}
      />
      {children[1]}
    </div>
  );
}
