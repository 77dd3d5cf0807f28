import { describe, expect, it } from "vitest";
import { isTrustedSender } from "../../main/desktop/sender.js";
import type { FrameIdentity } from "../../main/desktop/sender.js";

const page: FrameIdentity = {
  processId: 4,
  routingId: 1,
  frameTreeNodeId: 2,
  origin: "headroom://app",
  parent: null,
};

describe("who may send a message", () => {
  it("trusts the page's own top frame", () => {
    expect(isTrustedSender({ ...page }, page)).toBe(true);
  });

  it.each<[string, FrameIdentity | null]>([
    ["a frame that has gone", null],
    ["a subframe of the page", { ...page, frameTreeNodeId: 9, routingId: 3, parent: page }],
    ["a subframe that claims the page's ids", { ...page, parent: page }],
    ["another window of the same origin", { ...page, processId: 5, frameTreeNodeId: 7 }],
    ["another frame of the same process", { ...page, routingId: 3 }],
    ["the page after it went elsewhere", { ...page, origin: "https://example.org" }],
    ["an opaque origin", { ...page, origin: "null" }],
    ["a look-alike origin", { ...page, origin: "headroom://app.example" }],
    ["a file", { ...page, origin: "file://" }],
  ])("refuses %s", (_who, sender) => {
    expect(isTrustedSender(sender, page)).toBe(false);
  });

  it("refuses everyone while there is no page", () => {
    expect(isTrustedSender(page, null)).toBe(false);
  });
});
