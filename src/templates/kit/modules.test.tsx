import assert from "node:assert/strict";
import { test } from "node:test";
import { checkModule } from "./modules/check.ts";
import { evaluate, type Scope, type Value } from "./modules/evaluate.ts";
import { FormulaError, parseExpression } from "./modules/expression.ts";
import { ModuleSchema } from "./modules/language.ts";
import { tryExamples, wrongExamples } from "./modules/try-module.ts";

function scope(
  values: Record<string, Value> = {},
  records: Record<string, Record<string, Value>[]> = {},
): Scope {
  const budget = { steps: 10_000 };
  const made = (own: Record<string, Value>): Scope => ({
    value: (name) => (Object.hasOwn(own, name) ? (own[name] ?? null) : null),
    linked: () => undefined,
    records: (kind) => (records[kind] ?? []).map(made),
    today: "2026-01-15",
    budget,
  });
  return made(values);
}
const result = (
  formula: string,
  values?: Record<string, Value>,
  records?: Record<string, Record<string, Value>[]>,
) => evaluate(parseExpression(formula), scope(values, records));

test("formulas are worked out as people write them", () => {
  const lines = { line: [{ n: 2 }, { n: 3 }, { n: null }] };
  const cases: [string, Value][] = [
    ["1 + 2 * 3 - -4", 11],
    ["(1 + 2) * 3", 9],
    ["1 / 0", null],
    ["round(10 / 3, 2)", 3.33],
    ["not (1 > 2) and 'a' = 'a'", true],
    ["if(n > 5, 'many', \"few\")", "few"],
    ["days('2026-01-31', '2026-03-01')", 29],
    ["add_days(today, 20)", "2026-02-04"],
    ["add_days('9999-12-31', 1)", null],
    ["month(today) = '2026-01'", true],
    ["sum(line, n)", 5],
    ["sum(line, n, n > 2)", 3],
    ["count(line)", 3],
    ["count(line, empty(n))", 1],
    ["average(line, n)", 2.5],
    ["average(nothing, n)", null],
    ["lowest(line, n) + highest(line, n)", 5],
    ["coalesce(missing, n)", 4],
    ["missing + 1", null],
    ["missing > 1", null],
    ["concat('n is ', n)", "n is 4"],
    ["min(n, 3) * max(n, 3)", 12],
  ];
  for (const [formula, expected] of cases)
    assert.deepEqual(result(formula, { n: 4 }, lines), expected, formula);
});

test("what is no formula is said to be none, and never anything else", () => {
  for (const formula of [
    "",
    "1 +",
    "(1",
    "f(1",
    "1 2",
    "a.",
    "`x`",
    "a[0]",
    "x => 1",
    "1;2",
    "(".repeat(99),
  ]) {
    assert.throws(() => parseExpression(formula), FormulaError, formula);
  }
  assert.throws(() => parseExpression(Array(200).fill("1").join("+")), FormulaError);
});

test("nothing but what is in scope can be reached", () => {
  for (const name of ["process", "constructor", "__proto__", "toString", "globalThis"]) {
    assert.equal(result(name), null, name);
    assert.equal(result(`${name}(1)`), null, name);
    assert.equal(result(`sum.${name}`), null, name);
  }
});

test("a field with the name of something built in is only a field", () => {
  const module = ModuleSchema.parse({
    ...base,
    kinds: base.kinds.map((kind) => ({
      ...kind,
      fields: [...kind.fields, { name: "constructor", label: "C", kind: "text" }],
      computed: [{ name: "made", label: "Made", kind: "text", formula: "constructor" }],
    })),
    examples: [],
  });
  assert.match(checkModule(module, { accounts: true })[0]?.message ?? "", /means something else/);
  const [example] = tryExamples(
    module,
    [{ kind: "thing", values: { title: "a" }, expect: {} }],
    "2026-01-15",
  );
  assert.deepEqual(example, { made: null });
});

test("formulas together stop when their steps are spent", () => {
  const records = { line: Array.from({ length: 200 }, () => ({ n: 1 })) };
  const inner = "sum(line, sum(line, sum(line, n)))";
  const started = performance.now();
  assert.equal(typeof result(inner, {}, records), "number");
  assert.ok(performance.now() - started < 2_000);
});

const base = {
  slug: "loans",
  title: "Loans",
  feature: "Loans",
  summary: "Lend things.",
  made_by: "model",
  kinds: [
    {
      id: "thing",
      singular: "Thing",
      plural: "Things",
      fields: [{ name: "title", label: "Title", kind: "text", required: true }],
      computed: [{ name: "out", label: "Out", kind: "number", formula: "count(loan, empty(back))" }],
      columns: ["title", "out"],
      access: { add: "users", see: "own", change: "own" },
    },
    {
      id: "loan",
      singular: "Loan",
      plural: "Loans",
      fields: [
        { name: "thing", label: "Thing", kind: "link", of: "thing", required: true },
        { name: "day", label: "Day", kind: "date", required: true },
        { name: "back", label: "Back", kind: "date" },
      ],
      computed: [{ name: "who", label: "Which", kind: "text", formula: "concat(thing.title, '!')" }],
      columns: ["thing", "day"],
      access: { add: "users", see: "own", change: "own" },
    },
  ],
  examples: [
    { kind: "thing", values: { title: "Drill" }, expect: { out: 1 } },
    { kind: "loan", values: { thing: 1, day: "2026-01-01" }, expect: { who: "Drill!" } },
    { kind: "loan", values: { thing: 1, day: "2026-01-01", back: "2026-01-03" } },
  ],
};
type Change = (module: ReturnType<typeof ModuleSchema.parse>) => void;

function findings(change: Change = () => {}, accounts = true): string {
  const module = structuredClone(ModuleSchema.parse(base));
  change(module);
  return checkModule(module, { accounts })
    .map(({ where, message }) => `${where}: ${message}`)
    .join("\n");
}

test("a module that makes sense has no findings, and its examples come out as expected", () => {
  assert.equal(findings(), "");
  const module = ModuleSchema.parse(base);
  assert.deepEqual(wrongExamples(module, "2026-01-15"), []);
  assert.deepEqual(tryExamples(module, module.examples, "2026-01-15")[0], { out: 1 });
  const wrong = { ...module, examples: [{ ...module.examples[0], expect: { out: 5 } }] } as typeof module;
  assert.match(wrongExamples(wrong, "2026-01-15")[0]?.message ?? "", /out is 0, not 5/);
});

test("what makes no sense is found", () => {
  const cases: [string, Change, RegExp][] = [
    ["unknown field", (m) => m.kinds[0]?.columns.push("colour"), /no field "colour"/],
    ["unknown link", (m) => Object.assign(m.kinds[1]?.fields[0] ?? {}, { of: "house" }), /needs `of`/],
    ["wrong type", (m) => Object.assign(m.kinds[0]?.computed[0] ?? {}, { formula: "title" }), /gives a text/],
    [
      "no function",
      (m) => Object.assign(m.kinds[0]?.computed[0] ?? {}, { formula: "eval(1)" }),
      /no function "eval"/,
    ],
    ["circle", (m) => Object.assign(m.kinds[0]?.computed[0] ?? {}, { formula: "out + 1" }), /needs itself/],
    [
      "id",
      (m) => Object.assign(m.kinds[1]?.fields[1] ?? {}, { name: "id" }),
      /"id" means something else already: use another name, such as id_of_it/,
    ],
    [
      "a circle by a kind of which a field has the name",
      (m) => {
        const link = { name: "loan", label: "Last", kind: "link", of: "loan", required: false, choices: [] };
        m.kinds[0]?.fields.push(link as never);
        Object.assign(m.kinds[0]?.computed[0] ?? {}, { formula: "count(loan, cost > 1)" });
        m.kinds[1]?.computed.push({ name: "cost", label: "Cost", kind: "number", formula: "thing.out" });
      },
      /needs itself/,
    ],
    ["reserved", (m) => Object.assign(m.kinds[1] ?? {}, { id: "new" }), /means something else/],
    ["state", (m) => m.kinds[0]?.states.push({ id: "a", label: "A", tone: "plain" }), /one state is none/],
    ["board", (m) => Object.assign(m.kinds[0] ?? {}, { board: true }), /board needs states/],
    ["months", (m) => Object.assign(m.kinds[0] ?? {}, { months: "title" }), /is no date/],
    ["twice", (m) => m.kinds[0]?.fields.push(m.kinds[0].fields[0] as never), /is there twice/],
    ["nobody's own", (m) => Object.assign(m.kinds[0]?.access ?? {}, { add: "everyone" }), /nobody's own/],
    [
      "figure",
      (m) => m.kinds[0]?.figures.push({ label: "F", kind: "number", formula: "out" }),
      /add records up/,
    ],
  ];
  for (const [what, change, expected] of cases) assert.match(findings(change), expected, what);
  assert.match(
    findings(() => {}, false),
    /nobody can sign in/,
  );
});

test("text with control characters, too much of anything, and unknown keys are refused", () => {
  for (const change of [
    { title: "a\u0000b" },
    { title: "x".repeat(200) },
    { kinds: [] },
    { code: "1" },
    { slug: "../x" },
  ]) {
    assert.equal(ModuleSchema.safeParse({ ...base, ...change }).success, false, JSON.stringify(change));
  }
});
