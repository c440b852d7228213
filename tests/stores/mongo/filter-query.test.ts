import fc from "fast-check";
import { expect, it } from "vitest";
import { matchesFilter, parseFilter } from "../../../src/stores/filter.ts";
import { fieldTexts, filterToQuery } from "../../../src/stores/mongo/filter-query.ts";
import { filterArbitrary, valueArbitrary } from "../arbitraries.ts";

type Query = Record<string, unknown>;

/** The few operators that the queries consist of, on an array of texts, as MongoDB defines them. */
function evaluate(query: Query, fields: readonly string[]): boolean {
  return Object.entries(query).every(([key, condition]) => {
    if (key === "$nor") return (condition as Query[]).every((one) => !evaluate(one, fields));
    if (key === "$or") return (condition as Query[]).some((one) => evaluate(one, fields));
    if (key !== "fields") throw new Error(`unexpected ${key}`);
    return onFields(condition as Query, fields);
  });
}

function onFields(condition: Query, fields: readonly string[]): boolean {
  return Object.entries(condition).every(([operator, operand]) => {
    if (operator === "$in") return fields.some((field) => (operand as string[]).includes(field));
    if (operator === "$not") return !onFields(operand as Query, fields);
    if (operator !== "$elemMatch") throw new Error(`unexpected ${operator}`);
    return fields.some((field) =>
      Object.entries(operand as Record<string, string>).every(([name, bound]) => {
        const order = Buffer.compare(Buffer.from(field), Buffer.from(bound));
        return { $gt: order > 0, $gte: order >= 0, $lt: order < 0, $lte: order <= 0 }[name];
      }),
    );
  });
}

it("means what the in-memory evaluator means, on any value and filter", () => {
  fc.assert(
    fc.property(valueArbitrary, filterArbitrary, (value, filter) => {
      const conditions = parseFilter(filter);
      const stored = fieldTexts(JSON.parse(JSON.stringify(value)));
      const found = conditions.every((condition) => evaluate(filterToQuery(condition) as Query, stored));
      expect(found).toBe(matchesFilter(JSON.parse(JSON.stringify(value)), conditions));
    }),
    { numRuns: 2_000 },
  );
});

it("writes fields as text that every server can store", () => {
  fc.assert(
    fc.property(valueArbitrary, (value) => {
      for (const field of fieldTexts(value)) {
        expect(field).not.toMatch(/[\0\p{Surrogate}]/u);
        expect(field.length).toBeLessThan(5_000);
      }
    }),
  );
});

it("orders numbers as numbers", () => {
  const texts = [-1e300, -2, -1.5, -5e-324, 0, 5e-324, 1, 1.5, 2, 10, 2 ** 53, 1e300].map(
    (a) => fieldTexts({ a })[0] ?? "",
  );
  expect(texts.toSorted()).toEqual(texts);
});

it("leaves out nulls and names that no filter can reach", () => {
  expect(fieldTexts({ a: null, "": 1, "b.c": 1, 'd"': 1, e: { f: null, g: true }, h: [1] })).toEqual([
    "e\u0002x",
    "e.g\u0002btrue",
    "h\u0002x",
  ]);
});
