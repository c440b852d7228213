import { describe, expect, it } from "vitest";
import { parsePage } from "../../../src/tools/quality/dom.ts";
import { checkIds } from "../../../src/tools/quality/ids.ts";

const found = (body: string) =>
  checkIds(parsePage(`<!doctype html><html lang="en"><body>${body}</body></html>`), "GET /").map(
    ({ check, severity, message }) => `${check} ${severity}: ${message}`,
  );

describe("checkIds", () => {
  it("lets two forms ask for the same under ids of their own", () => {
    const form = (id: string) =>
      `<form><label for="${id}">E-mail</label><input id="${id}" name="email" aria-describedby="${id}-hint">
       <p id="${id}-hint">As you write it.</p></form>`;
    expect(found(form("email") + form("email-2"))).toEqual([]);
  });

  it("finds an id that two elements have, once", () => {
    const field = '<label for="email">E-mail</label><input id="email" name="email">';
    expect(found(field + field + field)).toEqual(['html error: The id "email" is that of 3 elements.']);
  });

  it.each([
    ["a label", '<label for="a">x</label><input id="b" name="b">', "label", "for"],
    ["a hint", '<input id="b" name="b" aria-describedby="b a">', "input", "aria-describedby"],
    ["a title", '<section id="b" aria-labelledby="a">x</section>', "section", "aria-labelledby"],
    ["a list of choices", '<input id="b" name="b" list="a">', "input", "list"],
    ["a form", '<button id="b" form="a">x</button>', "button", "form"],
  ])("finds that %s leads nowhere", (_name, body, tag, attribute) => {
    expect(found(body)).toEqual([
      `html error: The ${attribute} of a ${tag} names "a", and nothing has that id.`,
    ]);
  });

  it("finds an id that is empty", () => {
    expect(found('<p id="">x</p>')).toEqual(["html error: A p has an empty id."]);
  });
});
