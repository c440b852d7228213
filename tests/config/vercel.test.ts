import { describe, expect, it } from "vitest";
import { loadConfig } from "../../src/config/config.ts";

const load = (domain?: string) =>
  loadConfig({ env: domain === undefined ? {} : { VERCEL_DOMAIN: domain }, cwd: "/somewhere" }).vercel.domain;

describe("VERCEL_DOMAIN", () => {
  it("is absent, or a domain in lower case", () => {
    expect(load()).toBeUndefined();
    expect(load("")).toBeUndefined();
    expect(load("Apps.Example.com")).toBe("apps.example.com");
  });

  it.each(["https://example.com", "example", "-a.example.com", "a..b.com", "a.com/x", "127.0.0.1"])(
    "is not %s",
    (domain) => {
      expect(() => load(domain)).toThrow(expect.objectContaining({ code: "CONFIG_INVALID" }));
    },
  );
});
