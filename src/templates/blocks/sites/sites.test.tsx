import assert from "node:assert/strict";
import { test } from "node:test";
import { testProduct, type Visitor } from "../../kit/testing.ts";
import { block as accounts } from "../accounts/index.ts";
import { movePart, orderParts, type Part } from "./document.ts";
import { block } from "./index.ts";
import { partValues, readPart } from "./part-forms.ts";
import { TEMPLATES } from "./templates.ts";

const start = () => testProduct([accounts, block]);

async function signUp(visitor: Visitor, email = "ada@example.com"): Promise<Visitor> {
  await visitor.post("/sign-up", { name: "Ada", email, password: "a long enough password" });
  return visitor;
}

/** The revision and the ids of the blocks as the editor shows them. */
async function editor(visitor: Visitor, page = "home") {
  const { text } = await visitor.get(`/sites/1/edit?page=${page}`);
  return {
    text,
    revision: /data-revision="(\d+)"/.exec(text)?.[1] ?? "",
    parts: [...text.matchAll(/data-part="(\w+)"/g)].map(([, id]) => id ?? ""),
  };
}

const CAFE = { name: "Café <Ada>", slug: "cafe", template: "service" };

test("a site is built from a template, edited, published and visited, also after a restart", async () => {
  const first = start();
  const ada = await signUp(first.visitor());
  assert.equal((await ada.post("/sites", CAFE)).path, "/sites/1/edit");
  assert.equal((await first.visitor().get("/s/cafe")).status, 404);
  const { parts, revision } = await editor(ada);
  const base = "/sites/1/pages/home/parts";
  const saved = await ada.post(`${base}/${parts[1]}`, { revision, text: "We roast <coffee>.\n\nDaily." });
  assert.match(saved.text, /Saved\./);
  assert.match((await ada.post("/sites/1/publish")).text, /Version 1 is live/);
  const visitor = first.restart().visitor();
  const front = await visitor.get("/s/cafe");
  assert.match(front.text, /<h1>Café &lt;Ada&gt;<\/h1>/);
  assert.match(front.text, /We roast &lt;coffee&gt;\.<\/p><p>Daily\./);
  assert.equal((await visitor.get("/s/cafe/contact")).status, 200);
  assert.match((await visitor.get("/sitemap.xml")).text, /\/s\/cafe</);
});

test("what is edited later is public only when it is published; any version comes back", async () => {
  const { visitor } = start();
  const ada = await signUp(visitor());
  await ada.post("/sites", { ...CAFE, template: "blank" });
  await ada.post("/sites/1/publish");
  const { parts, revision } = await editor(ada);
  await ada.post(`/sites/1/pages/home/parts/${parts[0]}`, { revision, text: "Second title" });
  assert.doesNotMatch((await visitor().get("/s/cafe")).text, /Second title/);
  assert.match((await ada.get("/sites/1/preview/home")).text, /Second title/);
  await ada.post("/sites/1/publish");
  assert.match((await visitor().get("/s/cafe")).text, /Second title/);
  await ada.post("/sites/1/restore", { number: "1" });
  await ada.post("/sites/1/publish");
  assert.match((await visitor().get("/s/cafe")).text, /<h1>Café/);
  assert.match((await ada.post("/sites/1/restore", { number: "99" })).text, /no such version/);
  await ada.post("/sites/1/unpublish");
  assert.equal((await visitor().get("/s/cafe")).status, 404);
});

test("blocks are added, moved, ordered and deleted; two editors don't overwrite one another", async () => {
  const { visitor } = start();
  const ada = await signUp(visitor());
  await ada.post("/sites", { ...CAFE, template: "blank" });
  const pages = "/sites/1/pages/home";
  for (const kind of ["text", "quote", "divider"]) {
    await ada.post(`${pages}/parts`, { kind, revision: (await editor(ada)).revision });
  }
  const before = await editor(ada);
  assert.equal(before.parts.length, 4);
  await ada.post(`${pages}/parts/${before.parts[3]}/up`, { revision: before.revision });
  const stale = await ada.post(`${pages}/parts/${before.parts[0]}/down`, { revision: before.revision });
  assert.match(stale.text, /changed elsewhere/);
  const moved = await editor(ada);
  assert.deepEqual(
    moved.parts,
    [0, 1, 3, 2].map((at) => before.parts[at]),
  );
  const ids = [...before.parts].reverse().join(",");
  await ada.post(`${pages}/order`, { ids, revision: moved.revision });
  const ordered = await editor(ada);
  assert.deepEqual(ordered.parts, [...before.parts].reverse());
  await ada.post(`${pages}/parts/${before.parts[0]}/delete`, { revision: ordered.revision });
  assert.equal((await editor(ada)).parts.length, 3);
  assert.equal((await ada.post(`${pages}/parts`, { kind: "script", revision: "1" })).status, 422);
});

test("pages are added and deleted, the front page stays", async () => {
  const { visitor } = start();
  const ada = await signUp(visitor());
  await ada.post("/sites", { ...CAFE, template: "blank" });
  const add = async (fields: Record<string, string>) =>
    ada.post("/sites/1/pages", { revision: (await editor(ada)).revision, ...fields });
  assert.match((await add({ title: "Menu", slug: "menu" })).text, /The page Menu is there/);
  assert.equal((await add({ title: "Again", slug: "menu" })).status, 422);
  assert.equal((await add({ title: "", slug: "../x" })).status, 422);
  const { revision } = await editor(ada);
  assert.equal((await ada.post("/sites/1/pages/home/delete", { revision })).status, 422);
  assert.match((await ada.post("/sites/1/pages/menu/delete", { revision })).text, /is deleted/);
});

test("visitors send a form; its owner reads and exports it", async () => {
  const { visitor, restart } = start();
  const ada = await signUp(visitor());
  await ada.post("/sites", CAFE);
  await ada.post("/sites/1/publish");
  const guest = visitor();
  const action =
    /action="(\/s\/cafe\/contact\/\w+)"/.exec((await guest.get("/s/cafe/contact")).text)?.[1] ?? "";
  const wrong = await guest.post(action, { field_1: "Bo", field_2: "bo", field_3: "" });
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /name@example.com/);
  assert.match(wrong.text, /value="Bo"/);
  const sent = await guest.post(action, { field_1: "=Bo", field_2: "bo@example.com", field_3: "Hi <b>" });
  assert.match(sent.text, /Thank you, we will answer soon/);
  const later = await restart()
    .visitor()
    .post("/sign-in", { email: "ada@example.com", password: "a long enough password" });
  assert.equal(later.status, 200);
  assert.match((await ada.get("/sites/1/submissions")).text, /Hi &lt;b&gt;/);
  assert.match((await ada.get("/sites/1/submissions.csv")).text, /'=Bo/);
  assert.equal((await guest.post("/s/cafe/home/nothere", {})).status, 404);
});

test("two forms on a page of a site ask under ids of their own", async () => {
  const { visitor } = start();
  const ada = await signUp(visitor());
  await ada.post("/sites", { ...CAFE, template: "blank" });
  for (let number = 0; number < 2; number += 1) {
    await ada.post("/sites/1/pages/home/parts", { kind: "form", revision: (await editor(ada)).revision });
  }
  await ada.post("/sites/1/publish");
  const { text } = await visitor().get("/s/cafe");
  assert.match(text, /<label for="field_1">[\s\S]*<label for="field_1-2">/);
});

test("a site is nobody else's", async () => {
  const { visitor } = start();
  const ada = await signUp(visitor());
  await ada.post("/sites", CAFE);
  const eve = await signUp(visitor(), "eve@example.com");
  for (const path of ["edit", "submissions", "submissions.csv", "preview/home"]) {
    assert.equal((await eve.get(`/sites/1/${path}`)).status, 404, path);
    assert.equal((await visitor().get(`/sites/1/${path}`)).path, "/sign-in");
  }
  for (const path of ["publish", "delete", "restore"])
    assert.equal((await eve.post(`/sites/1/${path}`)).status, 404);
  assert.equal((await eve.post("/sites", CAFE)).status, 422);
  assert.match((await ada.post("/sites/1/delete")).text, /is deleted/);
});

test("a bad address, template or one site too many is refused with what was typed", async () => {
  const { visitor } = testProduct([accounts, block], { settings: { sites: { max_sites: 1 } } });
  const ada = await signUp(visitor());
  const bad = await ada.post("/sites", { name: "", slug: "Not OK!", template: "none" });
  assert.equal(bad.status, 422);
  assert.match(bad.text, /value="Not OK!"/);
  await ada.post("/sites", CAFE);
  assert.match((await ada.post("/sites", { ...CAFE, slug: "other" })).text, /You have 1 sites already/);
});

test("a button leads nowhere dangerous", () => {
  const part: Part = { id: "abcdefgh", kind: "button", label: "Go", target: "home" };
  for (const target of ["javascript:alert(1)", "data:text/html,x", "//evil.example", "https://a b"]) {
    assert.ok("errors" in readPart(part, { label: "Go", target }), target);
  }
  for (const target of ["home", "https://example.com/x", "mailto:a@example.com"]) {
    assert.ok("part" in readPart(part, { label: "Go", target }), target);
  }
});

test("every block of every template survives its form", () => {
  for (const template of TEMPLATES) {
    for (const part of template.make("Name").pages.flatMap(({ parts }) => parts)) {
      assert.deepEqual(readPart(part, partValues(part)), { part });
    }
  }
  const form = TEMPLATES[1]?.make("Name").pages[2]?.parts[1] as Part;
  assert.deepEqual(readPart(form, { ...partValues(form), fields: "Name | colour" }), {
    errors: { fields: '"colour" is no kind of field; there are text, email, number, long text.' },
  });
});

test("moving and ordering lose nothing", () => {
  const parts = ["aaaaaaaa", "bbbbbbbb", "cccccccc"].map((id): Part => ({ id, kind: "divider" }));
  const ids = (list: readonly Part[]) => list.map(({ id }) => id[0]).join("");
  assert.equal(ids(movePart(parts, "aaaaaaaa", -1)), "abc");
  assert.equal(ids(movePart(parts, "aaaaaaaa", 9)), "bca");
  assert.equal(ids(movePart(parts, "none", 1)), "abc");
  assert.equal(ids(orderParts(parts, ["cccccccc", "zzzzzzzz", "aaaaaaaa"])), "cab");
});
