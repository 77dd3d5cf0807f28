import type { ReactElement, ReactNode } from "react";

type Named =
  | { readonly "aria-label": string }
  /** Id of the element that names it. */
  | { readonly "aria-labelledby": string };

/** A part of a page that scrolls by itself: named, and a stop of the Tab key, so that arrow keys scroll it. */
export function ScrollPart({
  className,
  children,
  ...named
}: Named & { className: string; children: ReactNode }): ReactElement {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable without a mouse
    <section className={className} {...named} tabIndex={0}>
      {children}
    </section>
  );
}
