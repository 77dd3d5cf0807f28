import { expect, it } from "vitest";
import { cleanEnvironment } from "../../../engine/agent/hands/environment.js";
import {
  created,
  newEngine,
  newWorld,
  result,
  scriptedHands,
} from "../../unit/agent/engine.fixture.js";
import { collected } from "../../unit/agent/telemetry.fixture.js";
import { PLANTED_SECRETS } from "./planted-secrets.js";

/** Of no published shape: only whoever is told of it can know it for a secret. */
const KEY_IN_USE = "the quick brown key of lazy dogs";

it("secrets in messages, inputs, results, errors and names reach no span, metric, export or tool", async () => {
  const planted = [
    ...PLANTED_SECRETS,
    { name: "key in use", text: `key ${KEY_IN_USE}`, secret: KEY_IN_USE },
  ];
  const texts = planted.map(({ text }) => text);
  const { observers, metrics, spans } = collected([KEY_IN_USE]);
  const world = await newWorld([
    {
      text: texts.join("\n"),
      calls: planted.flatMap(({ text }) => [
        { tool: "say", input: { text } },
        { tool: "fail", input: { text } },
      ]),
    },
  ]);
  // Of `1.0` … `1.n`, even ones say and odd ones fail, each with the secret of its pair.
  const textOf = (key: string): string => texts[Math.floor(Number(key.split(".")[1]) / 2)] ?? "";
  const hands = scriptedHands({
    say: { execute: async (key) => result(textOf(key)) },
    fail: {
      execute: async (key) => ({
        kind: "fault",
        fault: "threw",
        message: textOf(key),
        mayHaveHappened: false,
      }),
    },
  });
  const { engine, log } = newEngine(world, hands, { observers, redact: [KEY_IN_USE] });
  await engine.start("s", created(["say", "fail"], { maxTokens: 1_000_000 }), texts.join("\n"));
  await engine.settled("s");
  for (const text of texts) metrics.toolCall(text, "finished", 1);
  const all = await spans();
  expect(all.filter(({ name }) => name === "execute_tool fail")).toHaveLength(planted.length);
  let exported = "";
  for await (const line of log.export("s")) exported += `${line}\n`;
  const said = [
    JSON.stringify(
      all.map(({ name, attributes, status, events }) => [name, attributes, status, events]),
    ),
    await metrics.text(),
    exported,
    JSON.stringify(
      cleanEnvironment(Object.fromEntries(texts.map((text, at) => [`VARIABLE_${at}`, text]))),
    ),
  ];
  for (const { name, secret } of planted) {
    // Not even a third of it: half a key is a head start.
    const part = JSON.stringify(secret.slice(-Math.ceil(secret.length / 3))).slice(1, -1);
    expect(
      said.map((text) => text.includes(part)),
      name,
    ).toEqual([false, false, false, false]);
  }
  // The texts were there to be redacted, in all but the environment.
  for (const text of said.slice(0, 3)) expect(text).toContain("[redacted ");
});
