import { describe, expect, it } from "vitest";
import { checkAccessibility } from "../../../src/tools/quality/accessibility.ts";
import { checkHtml } from "../../../src/tools/quality/html-validity.ts";

function page(body: string, head = ""): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title>${head}</head><body><main><h1>A page</h1>${body}</main></body></html>`;
}

describe("checkHtml", () => {
  it("finds nothing wrong with a valid page", async () => {
    expect(await checkHtml(page("<p>Good.</p>"), "GET /")).toEqual([]);
  });

  it.each([
    ["an element in the wrong place", "<p><div>no</div></p>"],
    ["an element that is not closed", "<section><p>open</p>"],
    ["a button in a link", '<a href="/"><button type="button">x</button></a>'],
    ["an attribute value that is none", '<button type="go">x</button>'],
    ["an element that is none", "<blink>x</blink>"],
  ])("finds %s", async (_name, body) => {
    const found = await checkHtml(page(body), "GET /");
    expect(found[0]).toMatchObject({ check: "html", severity: "error", where: "GET /" });
  });
});

describe("checkAccessibility", () => {
  it("finds nothing wrong with an accessible page", async () => {
    const body = '<form><label for="a">Name</label><input id="a" name="a"><button>Send</button></form>';
    expect(await checkAccessibility(page(body), "GET /")).toEqual([]);
  });

  it.each([
    ["an input without a label", '<input name="a">', "label"],
    ["an image without a text", '<img src="/a.png">', "image-alt"],
    ["a button without a name", '<button type="button"></button>', "button-name"],
    ["a link without a name", '<a href="/x"></a>', "link-name"],
  ])("finds %s", async (_name, body, rule) => {
    const found = await checkAccessibility(page(body), "GET /x as visitor");
    expect(found).toMatchObject([{ check: "accessibility", severity: "error", where: "GET /x as visitor" }]);
    expect(found[0]?.message).toContain(`(${rule})`);
  });

  it("only warns of what is minor", async () => {
    const found = await checkAccessibility(page("<h4>Too deep</h4>"), "GET /");
    expect(found).toMatchObject([{ severity: "warning" }]);
  });
});
