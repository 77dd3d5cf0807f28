import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { emptyDeck, readDeckOrThrow, withSlide, writeDeck } from "../../../engine/contract/deck.js";
import { clientOver } from "../../contract/services.js";
import { temporaryFolder } from "../../contract/temporary.js";

const shippedFolder = path.join(import.meta.dirname, "..", "..", "..", "scenarios");
const words = { kind: "words", text: "Why now" } as const;
const board = withSlide(withSlide(emptyDeck("For the board"), { title: "Why", shows: words }), {
  note: "Slowly",
  shows: { kind: "run", run: "r-1", part: "latency-distribution" },
});

describe("a deck's text", () => {
  it("has its fields in one order, whatever order they came in, and reads back as it was", () => {
    const [first, second] = board.slides;
    const shuffled = {
      slides: [
        { shows: { text: "Why now", kind: "words" as const }, title: "Why", id: first?.id ?? "" },
        second ?? { id: "", shows: words },
      ],
      name: board.name,
      schema: board.schema,
    };
    expect(writeDeck(shuffled)).toBe(writeDeck(board));
    expect(readDeckOrThrow(writeDeck(board), "it")).toEqual(board);
  });

  it("gives a new slide an id that none has, also where one was taken out before", () => {
    const [, second] = board.slides;
    const left = { ...board, slides: second === undefined ? [] : [second] };
    const ids = withSlide(left, { shows: words }).slides.map(({ id }) => id);
    expect(ids).toEqual(["slide-2", "slide-3"]);
  });

  it.each([
    ["part", '"latency-distribution"', '"everything"', "slides[1].shows.part"],
    ["kind", '"words"', '"film"', "slides[0].shows.kind"],
    ["id", '"slide-2"', '"slide-1"', "slides[1].id"],
    ["run", '"r-1"', '"../r-1"', "slides[1].shows.run"],
  ])("is refused with the path of a faulty %s", (_what, found, put, at) => {
    const text = writeDeck(board).replace(found, put);
    expect(() => readDeckOrThrow(text, "it")).toThrowError(
      expect.objectContaining({ problems: [expect.objectContaining({ path: at })] }),
    );
  });
});

describe("decks", () => {
  it("are files of the workspace, renamed, duplicated, removed and restored as others are", async () => {
    const folder = await temporaryFolder();
    const client = clientOver(folder);
    const { entry } = await client.call("deck.save", { deck: board });
    expect(entry).toMatchObject({ id: "for-the-board", name: "For the board", slides: 2 });
    const text = await readFile(path.join(folder, "decks", "for-the-board.json"), "utf8");
    expect(text).toBe(writeDeck(board));

    const copy = await client.call("deck.duplicate", { id: "for-the-board" });
    expect(copy.entry).toMatchObject({ name: "For the board (copy)", slides: 2 });
    const renamed = await client.call("deck.rename", { id: copy.entry.id, name: "For the team" });
    expect(renamed.entry.id).toBe("for-the-team");
    await client.call("deck.remove", { id: "for-the-team" });
    await client.call("deck.restore", { id: "for-the-team" });
    const slides = [...board.slides].toReversed();
    await client.call("deck.save", { id: "for-the-team", deck: { ...board, slides } });
    expect((await client.call("deck.read", { id: "for-the-team" })).deck.slides).toEqual(slides);
    expect((await readdir(path.join(folder, "decks"))).toSorted()).toEqual([
      "for-the-board.json",
      "for-the-team.json",
    ]);
  });

  it("that are damaged are listed and refused with the fault, and keep their file", async () => {
    const folder = await temporaryFolder();
    const client = clientOver(folder, { shippedFolder });
    await mkdir(path.join(folder, "decks"));
    const torn = writeDeck(board).replace('"Slowly"', "<<<<<<< HEAD");
    await writeFile(path.join(folder, "decks", "torn.json"), torn);
    const { decks } = await client.call("deck.list", {});
    expect(decks).toMatchObject([{ id: "torn", name: "torn", slides: 0 }]);
    expect(decks[0]?.damage).toMatch(/^torn\.json cannot be read: /);
    await expect(client.call("deck.read", { id: "torn" })).rejects.toMatchObject({
      code: "damaged-file",
      problems: [{ expected: "valid JSON" }],
    });
    // Nor does a rename of a claim set, which decks follow, touch it.
    const { entry } = await client.call("claims.duplicate", { id: "article" });
    await client.call("claims.rename", { id: entry.id, name: "Elsewhere" });
    expect(await readFile(path.join(folder, "decks", "torn.json"), "utf8")).toBe(torn);
  });

  it("follow a claim set that is renamed", async () => {
    const client = clientOver(await temporaryFolder(), { shippedFolder });
    const claims = (await client.call("claims.duplicate", { id: "article" })).entry.id;
    const audited = { kind: "audit", claims, part: "findings" } as const;
    const { entry } = await client.call("deck.save", {
      deck: withSlide(board, { shows: audited }),
    });
    await client.call("claims.rename", { id: claims, name: "As published" });
    const { deck: now } = await client.call("deck.read", { id: entry.id });
    expect(now.slides.map(({ shows }) => shows)).toEqual([
      ...board.slides.map(({ shows }) => shows),
      { ...audited, claims: "as-published" },
    ]);
  });
});
