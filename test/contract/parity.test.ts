import { describe, expect, it } from "vitest";
import { METHOD_NAMES } from "../../engine/contract/methods.js";
import { live, MEANT_TO_FAIL, STEPS } from "./life.js";
import { temporaryFolder } from "./temporary.js";
import { inProcess } from "./transport.js";
import { TRANSPORTS } from "./transports.js";

describe("every method", () => {
  it("has a step here", () => {
    const covered = new Set(STEPS.map(({ method }) => method));
    expect(METHOD_NAMES.filter((name) => !covered.has(name))).toEqual([]);
  });

  it("answers alike whichever way it is called", { timeout: 600_000 }, async () => {
    const expected = await live(inProcess, await temporaryFolder());
    const failed = expected.flatMap((one) =>
      "failed" in one ? [`${one.step}, ${one.failed}`] : [],
    );
    expect(failed).toEqual(MEANT_TO_FAIL.map((meant) => `${meant}, 2`));
    for (const transport of TRANSPORTS) {
      const steps = await live(transport, await temporaryFolder());
      expect({ transport: transport.name, steps }).toEqual({
        transport: transport.name,
        steps: expected,
      });
    }
  });
});
