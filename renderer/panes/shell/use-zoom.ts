import { useLayoutEffect } from "react";

/**
 * Draws the whole page so many per cent as large. CSS does it and not the browser, so that it is the same
 * in a window and in a tab: a chart measures its room in enlarged pixels and fits, and every rule about
 * the window's size asks the container `page`, which shrinks as the page is enlarged.
 */
export function useZoom(percent: number): void {
  useLayoutEffect(() => {
    document.documentElement.style.setProperty("zoom", String(percent / 100));
  }, [percent]);
}
