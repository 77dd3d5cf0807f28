import { describe, expect, it } from "vitest";
import { z } from "zod";
import { inParts, joined, PART_CHARACTERS, PART_ITEMS } from "../../engine/contract/parts.js";
import { parseInPieces } from "../../engine/contract/parse-in-pieces.js";
import type { Part } from "../../engine/contract/parts.js";
import { fc } from "../property.js";

const long = (count: number): number[] => Array.from({ length: count }, (_, at) => at);
const noRest = (): Promise<void> => Promise.resolve();
const itemsOf = ({ json }: Part): unknown[] => z.array(z.unknown()).parse(JSON.parse(json));
const copied = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe("an answer in parts", () => {
  it("is the same answer once it is joined, on a wire too, and no message of it has a long list", async () => {
    const list = fc.integer({ min: 0, max: 4 * PART_ITEMS }).map(long);
    const answer = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        fc.jsonValue(),
        list,
        fc.dictionary(fc.string(), tie("value")),
      ),
    })).value;
    await fc.assert(
      fc.asyncProperty(answer, async (output) => {
        const before = JSON.stringify(output);
        const { parts, rest } = inParts(output);
        // Splitting leaves what the engine may go on using as it was.
        expect(JSON.stringify(output)).toBe(before);
        for (const part of parts) expect(itemsOf(part).length).toBeLessThanOrEqual(PART_ITEMS);
        expect(JSON.stringify(await joined(copied(rest), parts, noRest))).toBe(before);
      }),
    );
  });

  it("has no parts where no list is long, and then is the very same", () => {
    const output = { session: { id: "a" }, events: long(PART_ITEMS), text: "x".repeat(10_000) };
    expect(inParts(output)).toEqual({ parts: [], rest: output });
    expect(inParts(output).rest).toBe(output);
  });

  it("cuts a list up in order", () => {
    const { parts, rest } = inParts({ events: long(2 * PART_ITEMS + 1), a: { b: [1] } });
    expect(rest).toEqual({ events: [], a: { b: [1] } });
    expect(parts.flatMap(itemsOf)).toEqual(long(2 * PART_ITEMS + 1));
    expect(parts.map((part) => itemsOf(part).length)).toEqual([PART_ITEMS, PART_ITEMS, 1]);
    expect(parts.every(({ path }) => path.join(".") === "events")).toBe(true);
  });

  it("cuts a long text up as well, between two halves of a character too", async () => {
    const text = `a${"😀".repeat(PART_CHARACTERS)}`;
    const output = { file: { text }, short: "s".repeat(PART_CHARACTERS) };
    const { parts, rest } = inParts(output);
    expect(parts).toHaveLength(3);
    expect(rest).toEqual({ file: { text: "" }, short: output.short });
    const wire = JSON.stringify(parts.map(({ json }) => json));
    expect(z.array(z.string()).parse(JSON.parse(wire))).toEqual(parts.map(({ json }) => json));
    expect(await joined(rest, parts, noRest)).toEqual(output);
  });

  it("refuses a part that belongs nowhere", async () => {
    for (const [key, json, answer] of [
      ["constructor", "[1]", { events: [] }],
      ["events", "[1]", { events: {} }],
      ["events", '"text"', { events: [] }],
      ["text", "[1]", { text: "" }],
      ["__proto__", '"text"', { text: "" }],
    ] as const) {
      const part = { path: [key], json };
      await expect(joined(answer, [part], noRest)).rejects.toThrow(`no list or text ${key}`);
    }
  });
});

describe("parsing in pieces", () => {
  const schema = z.strictObject({
    name: z.string().default("none"),
    items: z.array(z.strictObject({ id: z.number(), word: z.string().default("-") })),
    few: z.array(z.number()).max(3),
    any: z.unknown(),
  });
  const given = fc.record(
    {
      name: fc.string(),
      items: fc
        .array(fc.record({ id: fc.oneof(fc.integer(), fc.constant("x")) }), { maxLength: 5 })
        .map((items) => Array.from({ length: 300 }, () => items).flat()),
      few: fc.array(fc.integer(), { maxLength: 4 }),
      other: fc.boolean(),
    },
    { requiredKeys: [] },
  );

  it("returns or throws what the schema does", async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(given, fc.jsonValue()), async (value) => {
        const whole = schema.safeParse(value);
        const pieces = parseInPieces(schema, value, () => Promise.resolve());
        if (whole.success) {
          expect(JSON.stringify(await pieces)).toBe(JSON.stringify(whole.data));
        } else {
          await expect(pieces).rejects.toMatchObject({ issues: whole.error.issues });
        }
      }),
    );
  });

  it("rests before every piece, and parses each item once", async () => {
    let rests = 0;
    let seen = 0;
    const counted = z.object({ items: z.array(z.number().transform(() => (seen += 1))) });
    const rest = (): Promise<void> => {
      rests += 1;
      return Promise.resolve();
    };
    await parseInPieces(counted, { items: long(3 * PART_ITEMS) }, rest);
    expect(rests).toBe(4);
    expect(seen).toBe(3 * PART_ITEMS);
  });

  it("minds the rules that a schema has for its whole", async () => {
    const limited = z.object({ items: z.array(z.number()).max(PART_ITEMS) });
    const ruled = z
      .object({ items: z.array(z.number()) })
      .refine(({ items }) => items.length > PART_ITEMS);
    const value = { items: long(PART_ITEMS + 1) };
    const rest = (): Promise<void> => Promise.resolve();
    await expect(parseInPieces(limited, value, rest)).rejects.toThrow(/too_big/);
    expect(await parseInPieces(ruled, value, rest)).toEqual(value);
  });
});
