import { Hono } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { describe, expect, it } from "vitest";
import { ORIGIN, pathOf, QualityVisitor, templateOf } from "../../../src/tools/quality/visitor.ts";

describe("pathOf", () => {
  it.each([
    ["/a?b=1#c", "/", "/a?b=1#c"],
    ["?page=2", "/list", "/list?page=2"],
    [`${ORIGIN}/x`, "/", "/x"],
    ["https://example.com/x", "/", undefined],
    ["mailto:a@example.com", "/", undefined],
    ["//example.com/x", "/", undefined],
    ["http://[", "/", undefined],
  ])("%s on %s is %s", (address, base, path) => {
    expect(pathOf(address, base)).toBe(path);
  });
});

describe("templateOf", () => {
  it("knows ids and queries apart from names", () => {
    expect(templateOf("/items/12/edit?b=1&a=2")).toBe("/items/:id/edit?a&b");
    expect(templateOf("/test-payment/0123456789abcdef0123456789abcdef")).toBe("/test-payment/:id");
    expect(templateOf("/help/getting-started")).toBe("/help/getting-started");
  });
});

describe("QualityVisitor", () => {
  const app = new Hono();
  app.post("/in", (c) => {
    setCookie(c, "session", "s1");
    return c.redirect("/me", 303);
  });
  app.get("/me", (c) => c.text(getCookie(c, "session") ?? "nobody"));
  app.get("/round", (c) => c.redirect("/round"));
  app.get("/away", (c) => c.redirect("https://pay.example.com/"));
  const visitor = () => new QualityVisitor(async (request) => app.fetch(request));

  it("keeps cookies and follows redirects", async () => {
    const one = visitor();
    expect(await one.post("/in", new URLSearchParams())).toMatchObject({
      path: "/me",
      text: "s1",
      status: 200,
    });
    expect(one.isSignedIn()).toBe(true);
    one.signOut();
    expect((await one.get("/me")).text).toBe("nobody");
  });

  it("gives up on a circle, and ends where another site begins", async () => {
    expect(await visitor().get("/round")).toMatchObject({ lost: true });
    expect(await visitor().get("/away")).toMatchObject({ lost: false, status: 302 });
  });
});
