import assert from "node:assert/strict";
import { test } from "node:test";
import type { Block, Product, Request } from "./block.ts";
import { Checkbox, Field, Select, TextArea } from "./fields.tsx";
import type { FormState } from "./forms.ts";
import { Page } from "./layout.tsx";
import { idProblems, testProduct } from "./testing.ts";

const WRONG: FormState = { values: { name: "?" }, errors: { name: "No.", terms: "Agree first." } };
const RIGHT: FormState = { values: {}, errors: {} };

function TwoForms({ product, c }: { product: Product; c: Request }) {
  return (
    <Page product={product} c={c} title="Two forms">
      <h1>Two forms</h1>
      {[WRONG, RIGHT].map((form) => (
        <form method="post" action="/two">
          <Field name="name" label="Name" form={form} hint="As on the bill." />
          <Field name="name-2" label="Second name" form={form} optional />
          <TextArea name="note" label="Note" form={form} hint="A few words." />
          <Select name="kind" label="Kind" form={form} options={[{ value: "a", label: "A" }]} />
          <Checkbox name="terms" label="Agreed" form={form} />
          <button type="submit">Send</button>
        </form>
      ))}
    </Page>
  );
}

const block: Block = {
  id: "two",
  routes: (app, product) => {
    app.get("/two", (c) => c.html(<TwoForms product={product} c={c} />));
  },
};

test("two forms of a page may ask for the same: ids differ, names don't", async () => {
  const { text } = await testProduct([block]).visitor().get("/two");
  const all = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, found]) => found);
  assert.deepEqual(all(/<(?:input|textarea|select) id="([^"]+)"/g), [
    ...["name", "name-2", "note", "kind"],
    ...["name-3", "name-2-2", "note-2", "kind-2"],
  ]);
  assert.deepEqual(all(/<label for="([^"]+)"/g), [
    ...["name", "name-2", "note", "kind"],
    ...["name-3", "name-2-2", "note-2", "kind-2"],
  ]);
  assert.equal(all(/name="(name)"/g).length, 2);
  // A hint, and of the first form what is wrong; each is that of its own control.
  assert.deepEqual(all(/aria-describedby="([^"]+)"/g), [
    ...["name-hint name-error", "note-hint", "terms-error"],
    ...["name-3-hint", "note-2-hint"],
  ]);
  assert.match(text, /<p class="error" id="terms-error">Agree first\.<\/p>/);
  assert.equal(text.match(/aria-invalid="true"/g)?.length, 2);
});

test("ids of a page begin anew with each page", async () => {
  const visitor = testProduct([block]).visitor();
  const { text } = await visitor.get("/two");
  assert.equal((await visitor.get("/two")).text, text);
});

test("a page is refused in tests whose ids lead nowhere or to two places", async () => {
  assert.deepEqual(idProblems('<p id="a">1</p><label for="a">x</label><i aria-describedby="a"></i>'), []);
  assert.deepEqual(idProblems('<p id="a">1</p><p id="a">2</p>'), ['The id "a" is there 2 times.']);
  assert.deepEqual(idProblems('<label for="b">x</label>'), ['Nothing has the id "b", which for names.']);
  assert.deepEqual(idProblems('<i aria-describedby="a c" id="a"></i>'), [
    'Nothing has the id "c", which aria-describedby names.',
  ]);
  const twice: Block = {
    id: "twice",
    routes: (app) => app.get("/twice", (c) => c.html('<p id="a">1</p><p id="a">2</p>')),
  };
  await assert.rejects(testProduct([twice]).visitor().get("/twice"), /\/twice: The id "a" is there 2 times/);
});
