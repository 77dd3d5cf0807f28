/** Markup with one element a line, numbers to a tenth and ids counted, so that a change is readable. */
export function goldenSvg(markup: string): string {
  const ids = new Map<string, string>();
  return markup
    .replace(/-?\d+\.\d{2,}/g, (number) => String(Math.round(Number(number) * 10) / 10))
    .replace(/(id="|url\(#)([^")]+)/g, (_, before: string, id: string) => {
      const known = ids.get(id) ?? `id-${ids.size}`;
      ids.set(id, known);
      return `${before}${known}`;
    })
    .replaceAll("><", ">\n<");
}
