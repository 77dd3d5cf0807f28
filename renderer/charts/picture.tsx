import type { HTMLAttributes, ReactElement, SVGProps } from "react";
import type { Size } from "./chart.js";

/** The drawing of a chart: one picture, or a group of marks that are reached one by one. */
export function Picture({
  size: { width, height },
  label,
  hasMarks = false,
  ...rest
}: SVGProps<SVGSVGElement> & {
  size: Size;
  label: string;
  hasMarks?: boolean;
}): ReactElement {
  return (
    <svg
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role={hasMarks ? "group" : "img"}
      aria-label={label}
      {...rest}
    />
  );
}

/** A mark that the keyboard reaches, told in words to a screen reader and to who points at it. */
export function ToldMark({
  words,
  children,
  ...rest
}: SVGProps<SVGGElement> & { words: string }): ReactElement {
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a mark inside an SVG has no tag of its own
    <g tabIndex={0} role="img" aria-label={words} {...rest}>
      <title>{words}</title>
      {children}
    </g>
  );
}

/** A picture of too many marks to walk through them all: one stop for the keyboard, its keys told in the label. */
export function KeyedPicture({
  label,
  height,
  ...rest
}: HTMLAttributes<HTMLDivElement> & { label: string; height: number }): ReactElement {
  return (
    <div
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- the browser has no tag for such a control
      role="group"
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the same
      tabIndex={0}
      aria-label={label}
      className="heat-picture"
      style={{ blockSize: height }}
      {...rest}
    />
  );
}
