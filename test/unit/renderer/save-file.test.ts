import { expect, it } from "vitest";
import { textFile } from "../../../renderer/ui/save-file.js";

it("the file of a long text is the text, whatever characters fall between its pieces", async () => {
  for (const text of ["", "short", `a${"😀".repeat(250_000)}`, "€".repeat(500_001)]) {
    const file = await textFile(text, "text/plain");
    expect(file.type).toBe("text/plain");
    expect((await file.text()) === text).toBe(true);
  }
});
