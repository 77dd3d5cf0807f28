import { expect, it } from "vitest";
import {
  createRedactor,
  NAMED,
  SECRET_NAME,
  SHAPES,
} from "../../../engine/agent/telemetry/redact.js";
import { mayHoldSecret } from "../../../engine/agent/telemetry/secret-hints.js";
import { PLANTED_SECRETS } from "./planted-secrets.js";
import { fc, runs } from "../../property.js";

const redactor = createRedactor();

it("knows at least fifty formats", () => {
  expect(new Set(PLANTED_SECRETS.map(({ name }) => name)).size).toBeGreaterThanOrEqual(50);
});

it.each(PLANTED_SECRETS)("$name is gone from text, from a line and from JSON", (planted) => {
  const places = [
    redactor.text(planted.text),
    redactor.text(`2026-01-01 info: read config ${planted.text} and went on`),
    redactor.text(`first\n${planted.text}\nlast`),
    JSON.stringify(redactor.value({ result: [{ text: planted.text }] })),
    redactor.text(JSON.stringify({ text: planted.text })),
  ];
  for (const place of places) {
    expect(place).toContain("[redacted ");
    // Not even a third of it: half a key is a head start.
    expect(place).not.toContain(planted.secret.slice(-Math.ceil(planted.secret.length / 3)));
  }
});

it("removes the exact values it was given, in the forms they travel in", () => {
  const secret = 'p"q/r s+t?';
  const known = createRedactor([secret, "abc"]);
  const forms = [
    secret,
    JSON.stringify({ secret }),
    encodeURIComponent(secret),
    Buffer.from(secret).toString("base64"),
  ];
  for (const form of forms) expect(known.text(`x ${form} y`)).toContain("[redacted ");
  expect(known.text("abc stays: too short to be told from a word")).toContain("abc");
});

it("leaves ordinary text and numbers of tokens alone", () => {
  const plain = {
    text: "Session 12: 4 tool calls, task-management-system-with-a-long-name, p95 812 ms, see https://example.com/a?page=2",
    inputTokens: 1200,
    output_tokens: 7,
    order: "ORD-000123",
    id: "6f1c9f0e-7b1f-4c39-9d7a-3a2a5c1d0b11",
    sha256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  };
  expect(redactor.value(plain)).toEqual(plain);
});

it("redacting twice changes nothing more, whatever the text", () => {
  fc.assert(
    fc.property(
      fc.string({ maxLength: 300 }),
      fc.constantFrom(...PLANTED_SECRETS),
      (noise, planted) => {
        const once = redactor.text(`${noise} ${planted.text} ${noise}`);
        expect(redactor.text(once)).toBe(once);
      },
    ),
  );
});

it("takes time linear in hostile text", () => {
  // Runs that start every pattern and finish none; a quadratic pattern would need minutes for this.
  const starts = [
    "eyJ",
    "sk-",
    "password",
    "a://",
    "-----BEGIN A PRIVATE KEY-----",
    "Bearer ",
    "machine ",
  ];
  for (const start of starts) expect(redactor.text(start.repeat(40_000)).length).toBeGreaterThan(0);
});

it.each([...SHAPES, ...NAMED])("every text of the shape of a %s is looked at", (_kind, shape) => {
  // What must not stand around a secret keeps a text from being one; the arbitrary knows no assertions.
  const source = shape.source.replace(/\\b|\(\?![^)]*\)/g, "").replace("(?=@)", "@");
  fc.assert(
    fc.property(
      fc.stringMatching(new RegExp(`^${source}$`)),
      fc.string({ unit: "binary", maxLength: 20 }),
      fc.boolean(),
      (secret, noise, isLoud) => {
        const text = noise + (shape.ignoreCase && isLoud ? secret.toUpperCase() : secret) + noise;
        expect(mayHoldSecret(text)).toBe(true);
        expect(redactor.isClean(JSON.stringify({ [noise]: [text] }))).toBe(false);
        expect(redactor.isClean(JSON.stringify({ [text]: noise }))).toBe(false);
      },
    ),
    { numRuns: runs(25) },
  );
});

it("a field whose name says that it is a secret is looked at", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary", maxLength: 10 }),
      fc.stringMatching(new RegExp(`^(?:${SECRET_NAME.source.replace(/[$^]/g, "")})$`)),
      (noise, name) => {
        for (const field of [name, noise + name, name + noise]) {
          const value = { [field]: "x" };
          if (redactor.value(value)[field] === "x") continue;
          expect(redactor.isClean(JSON.stringify(value))).toBe(false);
        }
      },
    ),
  );
});

it("a secret that was given is looked at, however deep in JSON it stands", () => {
  const secret = 'p"q/r\\s t?';
  const known = createRedactor([secret]);
  for (const text of [secret, JSON.stringify({ secret }).slice(11), encodeURIComponent(secret)]) {
    expect(JSON.stringify(known.value({ text }))).toContain("[redacted ");
    expect(known.isClean(JSON.stringify({ text }))).toBe(false);
  }
  expect(known.isClean(JSON.stringify({ text: "p q/r" }))).toBe(true);
});
