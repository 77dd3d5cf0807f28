/**
 * Where a pointer is inside an element, in the element's own units: the page's zoom enlarges what the
 * screen says of both.
 */
export function pointIn(
  element: Element,
  { clientX, clientY }: { readonly clientX: number; readonly clientY: number },
): { readonly x: number; readonly y: number } {
  const box = element.getBoundingClientRect();
  const zoom = element.currentCSSZoom;
  return { x: (clientX - box.left) / zoom, y: (clientY - box.top) / zoom };
}
