import { expect, it } from "vitest";
import { limitResult } from "../../../../engine/agent/hands/result-limit.js";
import { OutputLimit } from "../../../../engine/agent/hands/sandbox/output-limit.js";
import { fc } from "../../../property.js";

const chunks = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 20 });

it("keeps the first and the last half of any output, however it is cut into chunks", () => {
  fc.assert(
    fc.property(chunks, fc.integer({ min: 1, max: 60 }), (parts, half) => {
      // ASCII, so that bytes and characters are the same thing.
      const ascii = parts.map((part) => Buffer.from(part.map((byte) => 97 + (byte % 26))));
      const limit = new OutputLimit(2 * half);
      for (const part of ascii) limit.add(part);
      const whole = Buffer.concat(ascii).toString();
      const dropped = whole.length - 2 * half;
      expect(limit.isCut).toBe(dropped > 0);
      expect(limit.text()).toBe(
        dropped > 0
          ? `${whole.slice(0, half)}\n[${dropped} bytes left out here]\n${whole.slice(-half)}`
          : whole,
      );
    }),
  );
});

it("a limited result is the whole text, or its beginning without a torn character", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary", maxLength: 200 }),
      fc.integer({ min: 1, max: 200 }),
      (text, maxBytes) => {
        const { result, truncated } = limitResult(text, maxBytes);
        expect(truncated).toBe(Buffer.byteLength(text) > maxBytes);
        if (!truncated) {
          expect(result).toBe(text);
          return;
        }
        const head = result.slice(0, result.lastIndexOf("\n[cut here: "));
        expect(text.startsWith(head)).toBe(true);
        expect(Buffer.byteLength(head)).toBeLessThanOrEqual(maxBytes);
        expect(Buffer.byteLength(head)).toBeGreaterThan(maxBytes - 4);
      },
    ),
  );
});
