import { renderToStaticMarkup } from "react-dom/server";
import type { ReactElement } from "react";
import { describe, expect, it } from "vitest";
import { OlderButton, useNewest } from "../../../renderer/ui/newest.js";

/** A list of `count` numbers that begins with ten of them. */
function List({ count, open }: { count: number; open: number }): ReactElement {
  const items = Array.from({ length: count }, (_, index) => index);
  const newest = useNewest(items, 10, (item) => item === open);
  return (
    <>
      {newest.shown.map((item) => (
        <i key={item} />
      ))}
      <OlderButton of={newest} />
    </>
  );
}

function drawn(count: number, open = -1): { rows: number; button: string | undefined } {
  const markup = renderToStaticMarkup(<List count={count} open={open} />);
  const button = /<button[^>]*>([^<]*)/.exec(markup)?.[1];
  return { rows: markup.split("<i>").length - 1, button };
}

describe("the newest of a list", () => {
  it("shows a short list whole", () => {
    expect(drawn(0)).toEqual({ rows: 0, button: undefined });
    expect(drawn(10)).toEqual({ rows: 10, button: undefined });
  });

  it("says how many more there are", () => {
    expect(drawn(11)).toEqual({ rows: 10, button: "Show 1 older" });
    expect(drawn(110)).toEqual({ rows: 10, button: "Show 100 older" });
    expect(drawn(12_345)).toEqual({ rows: 10, button: "Show 100 of 12,335 older" });
  });

  it("holds what is open", () => {
    expect(drawn(50, 9)).toEqual({ rows: 10, button: "Show 40 older" });
    expect(drawn(50, 30)).toEqual({ rows: 31, button: "Show 19 older" });
    expect(drawn(50, 49)).toEqual({ rows: 50, button: undefined });
  });
});
