import { useLayoutEffect, useRef } from "react";
import type { ReactElement, ReactNode } from "react";

/** How much larger or smaller than on screen a table may be drawn to fill a slide; the first that fits is taken. */
const ZOOMS = [1.6, 1.45, 1.3, 1.2, 1.1, 1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3];

/** What is drawn large already is only made smaller. */
const LARGE = ZOOMS.filter((zoom) => zoom <= 1);

/** A table or a text on a slide, as large as there is room: nothing of it is cut. */
export function Fitted({
  title,
  isLarge = false,
  children,
}: {
  title: string | undefined;
  isLarge?: boolean;
  children: ReactNode;
}): ReactElement {
  const room = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  // Whatever was drawn anew may need another size.
  useLayoutEffect(() => {
    const [outer, inner] = [room.current, content.current];
    if (outer === null || inner === null) return undefined;
    const fit = (): void => {
      for (const zoom of isLarge ? LARGE : ZOOMS) {
        inner.style.setProperty("zoom", String(zoom));
        const fits =
          outer.scrollHeight <= outer.clientHeight && outer.scrollWidth <= outer.clientWidth;
        if (fits) return;
      }
    };
    fit();
    // Inside a dialog that is not open yet nothing has a size.
    const observer = new ResizeObserver(fit);
    observer.observe(outer);
    return () => observer.disconnect();
  });
  return (
    <>
      {title === undefined ? null : (
        <header className="slide-head">
          <h2>{title}</h2>
        </header>
      )}
      <div className="slide-room" ref={room}>
        <div ref={content}>{children}</div>
      </div>
    </>
  );
}

/** A slide that has words alone: the user's own, or why there is nothing else. */
export function SlideMessage({
  title,
  children,
}: {
  title: string | undefined;
  children: ReactNode;
}): ReactElement {
  return (
    <Fitted title={title} isLarge>
      <p className="slide-words">{children}</p>
    </Fitted>
  );
}
