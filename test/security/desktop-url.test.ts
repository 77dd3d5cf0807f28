import { describe, expect, it } from "vitest";
import { destinationOf } from "../../main/desktop/app-url.js";

describe("where the page may go", () => {
  it.each(["headroom://app/", "headroom://app/index.html", "headroom://app/?pane=runs#x"])(
    "stays on itself: %s",
    (url) => expect(destinationOf(url)).toEqual({ kind: "page" }),
  );

  it.each(["https://example.org/docs", "https://example.org:8443/a?b#c"])(
    "hands a plain https link to the browser: %s",
    (url) => expect(destinationOf(url)).toEqual({ kind: "browser", url }),
  );

  it.each([
    "http://example.org/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "blob:headroom://app/0f0f",
    "about:blank",
    "chrome://gpu",
    "devtools://devtools/bundled/inspector.html",
    "view-source:https://example.org",
    "ftp://example.org/",
    "smb://host/share",
    "ms-msdt:/id",
    "vscode://file/etc/passwd",
    "headroom://other/",
    "headroom://app.evil.example/",
    "headroom://user@app/",
    "headroom://app:81/",
    "headroom://app/assets/other.html",
    "https://headroom.example@evil.example/",
    "https://user:secret@example.org/",
    `https://example.org/${"a".repeat(5000)}`,
    "//example.org",
    "https//example.org",
    "",
    "https://exa mple.org/",
  ])("refuses %s", (url) => {
    expect(destinationOf(url)).toEqual({ kind: "refused" });
  });
});
