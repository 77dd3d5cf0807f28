/*
 * Places and sizes in the page's own pixels, which its zoom enlarges: what the browser says of a box, of
 * a pointer and of the window is in those of the screen.
 */

export interface Place {
  readonly x: number;
  readonly y: number;
}

/** How many pixels of the screen one of the page is, as the zoom has it. */
const zoomOf = (element: Element): number => element.currentCSSZoom;

/** Where a pointer is in the window. */
export function pointInPage({
  clientX,
  clientY,
}: {
  readonly clientX: number;
  readonly clientY: number;
}): Place {
  const zoom = zoomOf(document.documentElement);
  return { x: clientX / zoom, y: clientY / zoom };
}

/** Where a pointer is inside an element. */
export function pointIn(
  element: Element,
  { clientX, clientY }: { readonly clientX: number; readonly clientY: number },
): Place {
  const box = element.getBoundingClientRect();
  const zoom = zoomOf(element);
  return { x: (clientX - box.left) / zoom, y: (clientY - box.top) / zoom };
}

/** Where an element stands in the window. */
export function boxOf(element: Element): DOMRectReadOnly {
  const { x, y, width, height } = element.getBoundingClientRect();
  const zoom = zoomOf(element);
  return new DOMRectReadOnly(x / zoom, y / zoom, width / zoom, height / zoom);
}

/** The size of the window. */
export function pageSize(): { readonly width: number; readonly height: number } {
  const zoom = zoomOf(document.documentElement);
  return { width: window.innerWidth / zoom, height: window.innerHeight / zoom };
}
