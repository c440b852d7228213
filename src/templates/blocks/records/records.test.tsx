import assert from "node:assert/strict";
import { test } from "node:test";
import { type Block, Database, type FeatureModule, type RecordKind, signIn } from "../../kit/index.ts";
import { ModuleSchema } from "../../kit/modules/language.ts";
import { testProduct, type Visitor } from "../../kit/testing.ts";
import { block } from "./index.ts";

const must = { required: true };
const INBOX = ModuleSchema.parse({
  slug: "repair-requests",
  title: "Repair requests",
  feature: "Repair requests with <photos>",
  summary: "Say what is broken.",
  made_by: "recipe",
  kinds: [
    {
      id: "repair",
      singular: "Repair request",
      plural: "Repair requests",
      fields: [
        { name: "name", label: "Your name", kind: "text", ...must },
        { name: "email", label: "E-mail", kind: "email", ...must },
        { name: "budget", label: "Budget", kind: "money", min: 1 },
        { name: "day", label: "Wanted by", kind: "date" },
        { name: "urgency", label: "Urgency", kind: "choice", choices: ["Low", "High"], ...must },
        { name: "consent", label: "You may call me", kind: "yes_no" },
        { name: "details", label: "Details", kind: "prose" },
      ],
      rules: [{ field: "day", check: "day >= today", message: "That day is over." }],
      states: [
        { id: "open", label: "Open" },
        { id: "done", label: "Done", tone: "good" },
      ],
      moves: [{ from: ["open"], to: "done", label: "Finish", by: "owner" }],
      columns: ["name", "budget", "urgency"],
      months: "day",
      board: true,
      figures: [{ label: "Asked for", kind: "money", formula: "sum(repair, budget)" }],
      chart: { form: "bar", title: "By urgency", by: "urgency" },
      access: { add: "everyone", see: "owner", change: "owner" },
      notices: [
        { on: "added", when: "urgency = 'High'", to: "owner", subject: "Urgent: {name}", text: "{details}" },
        { on: "moved", to: "email", subject: "Done", text: "Hello {name}, it is done." },
      ],
    },
  ],
});
const REQUEST = {
  name: "=Ada <script>",
  email: "ada@example.com",
  budget: "12,5",
  day: "2026-02-28",
  urgency: "High",
  consent: "on",
  details: "The left pedal.\n\nIt squeaks.",
};
const OWN = { add: "users", see: "own", change: "own" };
const INVOICES = ModuleSchema.parse({
  slug: "invoices",
  title: "Invoices",
  feature: "Invoices",
  summary: "Write invoices.",
  made_by: "recipe",
  kinds: [
    {
      id: "invoice",
      singular: "Invoice",
      plural: "Invoices",
      fields: [
        { name: "customer", label: "Customer", kind: "text", ...must },
        { name: "due", label: "Due", kind: "date" },
      ],
      computed: [
        { name: "total", label: "Total", kind: "money", formula: "sum(line, quantity * price)" },
        { name: "late", label: "Late", kind: "yes_no", formula: "due < today" },
      ],
      columns: ["customer", "total", "late"],
      access: OWN,
    },
    {
      id: "line",
      singular: "Line",
      plural: "Lines",
      fields: [
        { name: "invoice", label: "Invoice", kind: "link", of: "invoice", ...must },
        { name: "quantity", label: "Quantity", kind: "number", ...must },
        { name: "price", label: "Price", kind: "money", ...must },
      ],
      columns: ["invoice", "quantity", "price"],
      access: OWN,
    },
  ],
});
const inbox = (db?: Database) => testProduct([block], { modules: [INBOX] }, db);
const AT = "/m/repair-requests";

/** Stands in for accounts, which a product with modules need not have. */
const people: Block = {
  id: "people",
  routes(app, product) {
    app.post("/become/:id{[0-9]+}", (c) => {
      signIn(c, product, { role: "user", userId: Number(c.req.param("id")) });
      return c.redirect("/help");
    });
  },
};

async function user(visitor: Visitor, id: number): Promise<Visitor> {
  await visitor.post(`/become/${id}`);
  return visitor;
}

test("a module is in the navigation of whoever finds it of use", async () => {
  const [first] = INVOICES.kinds;
  if (!first) throw new Error("there are invoices");
  const owners = { add: "owner", see: "owner", change: "owner" };
  const ledger = ModuleSchema.parse({
    ...INVOICES,
    slug: "ledger",
    title: "Ledger",
    kinds: [{ ...first, computed: [], columns: ["customer"], access: owners }],
  });
  const { visitor, owner } = testProduct([block, people], { modules: [INBOX, INVOICES, ledger] });
  const links = async (who: Visitor) => {
    const [nav = ""] = /<nav aria-label="Main">[\s\S]*?<\/nav>/.exec((await who.get("/help")).text) ?? [];
    return [...nav.matchAll(/href="(\/m\/[^"]+)"[^>]*>([^<]+)/g)].map(
      ([, href, label]) => `${label} ${href}`,
    );
  };
  assert.deepEqual(await links(visitor()), [`Repair requests ${AT}`]);
  assert.deepEqual(await links(await user(visitor(), 1)), [`Repair requests ${AT}`, "Invoices /m/invoices"]);
  assert.deepEqual(await links(await owner()), [`Repair requests ${AT}`]);
  const own = (await (await owner()).get("/owner")).text;
  for (const href of [AT, "/m/invoices", "/m/ledger"]) assert.ok(own.includes(`href="${href}"`), href);
});

test("what a visitor sends reaches the owner, also after a restart", async () => {
  const first = inbox();
  const form = await first.visitor().get(AT);
  assert.match(form.text, /Say what is broken/);
  const sent = await first.visitor().post(AT, REQUEST);
  assert.equal(sent.path, `${AT}/thanks`);
  const owner = await first.restart().owner();
  const list = await owner.get(AT);
  assert.match(list.text, /=Ada &lt;script&gt;/);
  assert.match(list.text, /\$12\.50/);
  const page = await owner.get(`${AT}/1`);
  for (const text of ["$12.50", "28 Feb 2026", "High", "Yes", "It squeaks."])
    assert.ok(page.text.includes(text), text);
});

test("each field says what is wrong, what was typed stays, nothing is stored", async () => {
  const { visitor, product } = inbox();
  const bad = { ...REQUEST, name: "", email: "x", budget: "much", day: "2026-02-30", urgency: "Medium" };
  const answer = await visitor().post(AT, bad);
  assert.equal(answer.status, 422);
  for (const message of [
    "Please fill this in",
    "name@example.com",
    "An amount like",
    "no such day",
    "one of the list",
  ]) {
    assert.ok(answer.text.includes(message), message);
  }
  assert.match(answer.text, /value="much"/);
  assert.match((await visitor().post(AT, { ...REQUEST, budget: "0.5" })).text, /At least 1, please/);
  assert.match((await visitor().post(AT, { ...REQUEST, day: "2025-12-31" })).text, /That day is over/);
  assert.equal(product.db.count("SELECT count(*) FROM records_records"), 0);
});

test("optional fields may be empty, and break no rule", async () => {
  const { visitor, product } = inbox();
  const { name, email, urgency } = REQUEST;
  await visitor().post(AT, { name, email, urgency, budget: "", day: "", details: "" });
  const row = product.db.get<{ fields: string }>("SELECT fields FROM records_records");
  assert.equal(JSON.parse(row?.fields ?? "{}").consent, "no");
});

test("notices go out when their condition holds", async () => {
  const { visitor, owner, product } = inbox();
  await visitor().post(AT, { ...REQUEST, urgency: "Low" });
  assert.equal(product.outbox.list().length, 0);
  await visitor().post(AT, REQUEST);
  assert.equal(product.outbox.list()[0]?.subject, "Urgent: =Ada <script>");
  assert.match((await (await owner()).post(`${AT}/2/move`, { to: "done" })).text, /Finish: done\./);
  assert.equal(product.outbox.list()[0]?.to, "ada@example.com");
});

test("only the moves that a module allows can be made", async () => {
  const { visitor, owner } = inbox();
  await visitor().post(AT, REQUEST);
  const me = await owner();
  assert.match((await me.post(`${AT}/1/move`, { to: "nowhere" })).text, /not possible/);
  await me.post(`${AT}/1/move`, { to: "done" });
  assert.match((await me.post(`${AT}/1/move`, { to: "done" })).text, /not possible/);
  assert.equal((await visitor().post(`${AT}/1/move`, { to: "done" })).status, 404);
});

test("the owner searches, filters, sorts, looks at board and months, edits, exports and deletes", async () => {
  const { owner, visitor } = inbox();
  await visitor().post(AT, REQUEST);
  await visitor().post(AT, { ...REQUEST, name: "Grace", urgency: "Low", budget: "900" });
  const me = await owner();
  const list = await me.get(AT);
  assert.match(list.text, /\$912\.50/);
  assert.match(list.text, /By urgency/);
  assert.match((await me.get(`${AT}?q=GRACE`)).text, /1 record</);
  assert.match((await me.get(`${AT}?f_urgency=Low`)).text, /1 record</);
  assert.match((await me.get(`${AT}?state=done`)).text, /0 records</);
  assert.match((await me.get(`${AT}?sort=-budget`)).text, /Grace[\s\S]*=Ada/);
  assert.match((await me.get(`${AT}?view=board`)).text, /Open \(2\)/);
  assert.match((await me.get(`${AT}?view=months&month=2026-02`)).text, /28 Feb 2026/);
  assert.match((await me.get(`${AT}?view=months&month=2026-03`)).text, /Nothing in this month/);
  assert.match((await me.get(`${AT}/export.csv`)).text, /'=Ada <script>/);
  assert.equal(JSON.parse((await me.get(`${AT}/records.json`)).text).records.length, 2);
  assert.equal((await me.post(`${AT}/1/edit`, { ...REQUEST, urgency: "None" })).status, 422);
  assert.match((await me.post(`${AT}/1/edit`, { ...REQUEST, name: "Mary" })).text, /Mary/);
  assert.match((await me.get(`${AT}/1/edit`)).text, /checked/);
  await me.post(`${AT}/1/delete`);
  assert.equal((await me.get(`${AT}/1`)).status, 404);
  assert.equal((await me.post(`${AT}/1/delete`)).status, 404);
});

test("a long list has pages", async () => {
  const { owner, product } = inbox();
  for (let at = 1; at <= 60; at += 1) {
    product.db.run(
      "INSERT INTO records_records (module, fields, created_at, updated_at) VALUES ('repair-requests', ?, 0, 0)",
      JSON.stringify({ name: `n${at}` }),
    );
  }
  const me = await owner();
  assert.match((await me.get(AT)).text, /Page 1 of 3/);
  assert.match((await me.get(`${AT}?page=3`)).text, />n10</);
  assert.equal((await me.get(`${AT}?page=-4&sort=x&state=y&view=z&month=1`)).status, 200);
});

test("what is sent in is for the owner alone", async () => {
  const { visitor } = inbox();
  await visitor().post(AT, REQUEST);
  for (const path of ["/1", "/1/edit", "/export.csv", "/records.json"]) {
    assert.equal((await visitor().get(`${AT}${path}`)).status, 404, path);
  }
  assert.ok(!(await visitor().get(AT)).text.includes("=Ada"));
  assert.equal((await visitor().post(`${AT}/1/delete`)).status, 404);
});

test("a flood is slowed down", async () => {
  const { visitor } = inbox();
  for (let at = 0; at < 30; at += 1) await visitor().post(AT, REQUEST);
  assert.equal((await visitor().post(AT, REQUEST)).status, 429);
});

test("what people keep is their own; totals are worked out of what belongs together", async () => {
  const { visitor, owner } = testProduct([people, block], { modules: [INVOICES] });
  assert.match((await visitor().get("/m/invoices")).text, /Create an account/);
  assert.equal((await visitor().post("/m/invoices", { customer: "X", due: "" })).status, 403);
  const ada = await user(visitor(), 1);
  assert.match((await ada.get("/m/invoices/line/new")).text, /There is no invoice yet/);
  const made = await ada.post("/m/invoices", { customer: "Harbour Bakery", due: "2026-01-01" });
  assert.equal(made.path, "/m/invoices/1");
  await ada.post("/m/invoices/line", { invoice: "1", quantity: "3", price: "19.90" });
  const line = await ada.post("/m/invoices/line", { invoice: "1", quantity: "2", price: "0.1" });
  assert.equal(line.path, "/m/invoices/1");
  assert.match(line.text, /\$59\.90/);
  assert.match((await ada.get("/m/invoices")).text, /\$59\.90[\s\S]*Yes/);
  assert.match((await ada.post("/m/invoices/1/delete")).text, /delete those first/);
  const grace = await user(visitor(), 2);
  assert.equal((await grace.get("/m/invoices/1")).status, 404);
  assert.equal((await grace.post("/m/invoices/1/delete")).status, 404);
  assert.match((await grace.get("/m/invoices")).text, /No invoices yet/);
  const stolen = await grace.post("/m/invoices/line", { invoice: "1", quantity: "3", price: "1" });
  assert.equal(stolen.status, 422);
  assert.match((await (await owner()).get("/m/invoices")).text, /Harbour Bakery/);
});

test("a module that changed loses nothing of what was entered", async () => {
  const db = new Database(":memory:");
  await inbox(db).visitor().post(AT, REQUEST);
  const [kind] = INBOX.kinds as [RecordKind];
  const changed: FeatureModule = {
    ...INBOX,
    kinds: [
      {
        ...kind,
        fields: [
          { name: "name", label: "Name", kind: "text", required: true, choices: [] },
          { name: "details", label: "Points", kind: "number", required: false, choices: [] },
        ],
        rules: [],
        notices: [],
        states: [
          { id: "fresh", label: "Fresh", tone: "plain" },
          { id: "old", label: "Old", tone: "plain" },
        ],
        moves: [{ from: ["fresh"], to: "old", label: "Age", by: "owner" }],
        columns: ["name"],
        months: undefined,
        figures: [],
        chart: undefined,
      },
    ],
  };
  const { owner, product } = testProduct([block], { modules: [changed] }, db);
  const me = await owner();
  const page = await me.get(`${AT}/1`);
  for (const text of ["ada@example.com", "(from before)", "It squeaks.", "Fresh"])
    assert.ok(page.text.includes(text), text);
  await me.post(`${AT}/1/edit`, { name: "Ada", details: "7" });
  assert.match((await me.get(`${AT}/export.csv`)).text, /ada@example\.com/);
  const row = product.db.get<{ fields: string }>("SELECT fields FROM records_records");
  assert.equal(JSON.parse(row?.fields ?? "{}").urgency, "High");
});

test("a chart goes by the months of a date that is worked out, and leaves out what has none", async () => {
  const computed = [{ name: "follow_up", label: "Follow-up", kind: "date", formula: "add_days(day, 20)" }];
  const chart = { form: "line", title: "Follow-ups", by: "follow_up" };
  const [kind] = INBOX.kinds;
  const module = ModuleSchema.parse({ ...INBOX, kinds: [{ ...kind, computed, chart }] });
  const { visitor, owner } = testProduct([block], { modules: [module] });
  for (const day of ["2026-02-20", "2026-02-01", "2026-02-28", ""]) {
    assert.equal((await visitor().post(AT, { ...REQUEST, day })).path, `${AT}/thanks`);
  }
  const label = /aria-label="Follow-ups: ([^"]*)"/.exec((await (await owner()).get(AT)).text)?.[1];
  assert.equal(label, "2026-02 1, 2026-03 2");
});
