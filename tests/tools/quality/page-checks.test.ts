import { describe, expect, it } from "vitest";
import { parsePage } from "../../../src/tools/quality/dom.ts";
import { CHECKS, type Check } from "../../../src/tools/quality/finding.ts";
import { PageChecks } from "../../../src/tools/quality/page-checks.ts";

function page(main: string, around = ""): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title><link rel="stylesheet" href="/a.css"></head><body>${around}<main><h1>A page</h1>${main}</main></body></html>`;
}

async function look(
  pages: readonly [path: string, html: string, status?: number][],
  checks: readonly Check[] = CHECKS,
) {
  const all = new PageChecks({ checks: new Set(checks), sizeOf: async () => 70_000, now: () => 0 });
  for (const [path, text, status = 200] of pages) {
    const answer = { status, path, text, headers: new Headers(), lost: false };
    await all.look(answer, parsePage(text), `GET ${path}`);
  }
  return all.findings.map(({ check, where }) => `${check} ${where}`);
}

describe("PageChecks", () => {
  it("tells the same fault once, wherever it is met first", async () => {
    const bad = '<input name="n">';
    expect(
      await look(
        [
          ["/a", page(bad)],
          ["/b", page(bad)],
        ],
        ["accessibility"],
      ),
    ).toEqual(["accessibility GET /a"]);
  });

  it("looks again when a page of the same kind shows something else", async () => {
    const pages: [string, string][] = [
      ["/items/1", page("<p>Nothing yet.</p>")],
      ["/items/2", page('<p>One.</p><img src="/a.png">')],
    ];
    expect(await look(pages, ["accessibility"])).toEqual(["accessibility GET /items/2"]);
  });

  it("looks again when what stands around the content is another", async () => {
    const around = '<header><button type="button"></button></header>';
    expect(
      await look(
        [
          ["/a", page("<p>x</p>")],
          ["/a", page("<p>x</p>", around)],
        ],
        ["accessibility"],
      ),
    ).toEqual(["accessibility GET /a"]);
  });

  it("looks at the ids of every page, also of those that are built alike", async () => {
    const form = (id: string) => `<form><label for="${id}">x</label><input id="${id}" name="n"></form>`;
    const pages: [string, string][] = [
      ["/items/1", page(form("a"))],
      ["/items/2", page(form("a") + form("a"))],
      ["/items/3", page(form("a") + form("a"))],
    ];
    expect(await look(pages, ["html"])).toEqual(["html GET /items/2"]);
    expect(await look(pages, ["accessibility"])).toEqual([]);
  });

  it("weighs pages, but not those that show again what was refused", async () => {
    expect(await look([["/a", page("<p>x</p>")]], ["weight"])).toEqual(["weight GET /a"]);
    expect(await look([["/a", page("<p>x</p>"), 422]], ["weight"])).toEqual([]);
  });

  it("makes no other checks than it was asked for", async () => {
    expect(await look([["/a", page('<p><div></div></p><input name="n">')]], ["contrast"])).toEqual([]);
  });
});
