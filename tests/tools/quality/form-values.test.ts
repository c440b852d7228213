import { describe, expect, it } from "vitest";
import { parsePage } from "../../../src/tools/quality/dom.ts";
import { invalidEntries, validEntries } from "../../../src/tools/quality/form-values.ts";
import { type Form, formsOf, linksOf, problemOf } from "../../../src/tools/quality/page.ts";

const PERSON = { email: "me@example.com", password: "my password 1", ownerKey: "the key", turn: 7 };

function form(body: string, attributes = 'method="post" action="/x"'): Form {
  const [found] = formsOf(parsePage(`<form ${attributes}>${body}<button>Go</button></form>`));
  if (!found) throw new Error("There is no form.");
  return found;
}
const valid = (body: string) => Object.fromEntries(validEntries(form(body), PERSON));

describe("validEntries", () => {
  it("goes by the kind of each control", () => {
    const values = valid(`
      <input type="email" name="mail"><input type="number" name="count" min="3"><input type="date" name="day">
      <input type="url" name="site"><input type="hidden" name="plan" value="pro"><textarea name="text"></textarea>
      <select name="size"><option value="">-</option><option value="m">M</option></select>
      <input type="radio" name="colour" value="red"><input type="radio" name="colour" value="blue">
      <input type="checkbox" name="terms" required><input type="checkbox" name="news">
      <input name="short" maxlength="4"><input name="kept" value="as it is">`);
    expect(values).toEqual({
      mail: "person-7@example.com",
      count: "3",
      day: "2026-06-15",
      site: "https://example.com/",
      plan: "pro",
      text: "Example 7",
      size: "m",
      colour: "red",
      terms: "on",
      short: "Exam",
      kept: "as it is",
    });
  });

  it("goes by what labels and hints say", () => {
    const values = valid(`
      <label for="a">Type delete to confirm</label><input id="a" name="a">
      <label for="b">Card number</label><input id="b" name="b" aria-describedby="h">
      <p id="h">4242 4242 4242 4242 is paid.</p>
      <label>Price <input name="c"></label>
      <label for="k">Owner key</label><input id="k" name="k" type="password">
      <input name="d" placeholder="day,amount"><input name="n" inputmode="decimal">`);
    expect(values).toEqual({
      a: "delete",
      b: "4242 4242 4242 4242",
      c: "12.50",
      k: "the key",
      d: "day,amount",
      n: "12",
    });
  });

  it("signs in as who it is", () => {
    const values = valid(
      '<input type="email" name="e"><input type="password" name="p" autocomplete="current-password">',
    );
    expect(values).toEqual({ e: "me@example.com", p: "my password 1" });
  });

  it("brings a file of the right kind", () => {
    const entries = validEntries(
      form('<input type="file" name="data"><input type="file" name="photo">'),
      PERSON,
    );
    expect(entries.map(([, file]) => (file instanceof File ? file.type : file))).toEqual([
      "text/csv",
      "image/png",
    ]);
  });
});

describe("invalidEntries", () => {
  it("must be refused when something is required or typed", () => {
    const wrong = invalidEntries(form('<input name="a" required><input type="hidden" name="h" value="1">'));
    expect(wrong.map(({ what, refused }) => [what, refused])).toEqual([
      ["nothing filled in", true],
      ["nonsense", true],
      ["changed hidden values", false],
    ]);
  });

  it("may be withstood in a search, and in a box to tick", () => {
    const search = invalidEntries(form('<input name="q" required>', 'method="get" action="/s"'));
    const box = invalidEntries(form('<input type="checkbox" name="on">'));
    expect([...search, ...box].some(({ refused }) => refused)).toBe(false);
  });

  it("chooses what was not offered", () => {
    const [, nonsense] = invalidEntries(form('<select name="s"><option>a</option></select>'));
    expect(nonsense?.entries).toEqual([["s", "no-such-choice"]]);
  });
});

describe("what is read from a page", () => {
  it("links, images, styles and scripts", () => {
    const links = linksOf(
      parsePage(
        '<link rel="stylesheet" href="/a.css"><a href="/b">b</a><img src="c.png"><script src="/d.js"></script>',
      ),
    );
    expect(links.sort()).toEqual(["/a.css", "/b", "/d.js", "c.png"]);
  });

  it("a form with controls outside of it and the value of its button", () => {
    const document = parsePage(
      '<form id="f" method="POST" enctype="multipart/form-data"><button name="do" value="save">Save</button></form><input form="f" name="x">',
    );
    expect(formsOf(document)[0]).toMatchObject({
      method: "POST",
      multipart: true,
      button: "Save",
      controls: [{ name: "x" }, { name: "do", value: "save", type: "hidden" }],
    });
  });

  it("what it says is wrong", () => {
    expect(problemOf(parsePage('<p role="alert">Check.</p><p class="error"> Too short. </p>'))).toBe(
      "Check. Too short.",
    );
    expect(problemOf(parsePage("<p>Fine.</p>"))).toBe("");
  });
});
