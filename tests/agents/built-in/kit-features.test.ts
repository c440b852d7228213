import { describe, expect, it } from "vitest";
import { kitFeature } from "../../../src/agents/built-in/kit-features.ts";

describe("kitFeature", () => {
  it.each([
    ["frequently asked questions", "/help"],
    ["faq for buyers", "/help"],
    ["help page of the shop", "/help"],
    ["privacy page", "/privacy"],
    ["responsive design", null],
    ["dark mode", null],
  ])("every product has %j", (feature, page) => {
    expect(kitFeature(feature)?.page).toBe(page);
  });

  it.each(["editable faq", "faq search", "help page with live chat", "questions", "privacy", "", "dark"])(
    "%j is more than what every product has, or something else",
    (feature) => {
      expect(kitFeature(feature)).toBeUndefined();
    },
  );

  it("says something of its own for visitors", () => {
    const features = ["faq", "help page", "privacy page", "responsive design", "dark mode"].map(kitFeature);
    expect(new Set(features.map((one) => one?.says)).size).toBe(5);
  });
});
