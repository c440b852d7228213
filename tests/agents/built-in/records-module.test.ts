import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DESIGNS } from "../../../src/agents/built-in/module-designs/index.ts";
import { recordsModule } from "../../../src/agents/built-in/records-module.ts";
import { checkModule } from "../../../src/templates/kit/modules/check.ts";
import { ModuleSchema } from "../../../src/templates/kit/modules/language.ts";

const design = (feature: string, accounts = true) => recordsModule(feature, new Set(), { accounts });
const fields = (feature: string) => design(feature).kinds.map((kind) => kind.fields.map(({ name }) => name));

/** Features as people write them, and the kind of record each is to become. */
const FEATURES: readonly (readonly [string, string])[] = [
  ["Cashflow forecasting", "entry"],
  ["Household budget", "entry"],
  ["Revenue overview", "entry"],
  ["Savings planner", "entry"],
  ["Expense approvals", "request"],
  ["Purchase requests", "request"],
  ["Reimbursement of travel costs", "request"],
  ["Vacation planner", "request"],
  ["Absence tracking", "request"],
  ["Invoices for clients", "invoice"],
  ["Quotes and estimates", "invoice"],
  ["Workshop registration", "event"],
  ["Yoga class list", "event"],
  ["Meetup RSVP", "event"],
  ["Appointment booking", "appointment"],
  ["Table reservations", "appointment"],
  ["Property viewings", "appointment"],
  ["Content calendar", "appointment"],
  ["Inventory tracking", "item"],
  ["Equipment register", "item"],
  ["Warehouse overview", "item"],
  ["Timesheets", "entry"],
  ["Shift roster", "entry"],
  ["Customer notes", "contact"],
  ["Lead pipeline", "contact"],
  ["Hiring of candidates", "contact"],
  ["Partner register", "contact"],
  ["Guest feedback", "answer"],
  ["Satisfaction survey", "answer"],
  ["Bug tickets", "report"],
  ["Repair log", "report"],
  ["Complaint handling", "report"],
  ["Habit tracker", "entry"],
  ["Weight log", "entry"],
  ["KPI sheet", "entry"],
  ["Contract renewals", "entry"],
  ["Licence register", "entry"],
  ["Recipe collection", "entry"],
  ["Resource directory", "entry"],
  ["Launch checklist", "entry"],
  ["Campaign planning", "entry"],
  ["Moon phases", "entry"],
];

describe("the design of a feature without a model", () => {
  it("is known for at least forty features", () => {
    expect(FEATURES.length).toBeGreaterThanOrEqual(40);
  });

  it.each(FEATURES)("of %j is of use and makes sense, with accounts and without", (feature, kind) => {
    for (const accounts of [true, false]) {
      const module = design(feature, accounts);
      expect(checkModule(module, { accounts })).toEqual([]);
      expect(module.kinds[0]?.id).toBe(kind);
      expect(module.made_by).toBe("recipe");
    }
  });

  it("goes beyond a list for every design that is known", () => {
    for (const { kind } of DESIGNS.filter(({ use }) => use !== "open")) {
      const more = [kind.computed, kind.states, kind.figures, kind.rules].filter(
        (one) => one && one.length > 0,
      );
      expect(more.length, kind.singular).toBeGreaterThan(0);
    }
  });

  it("fits the words of the feature", () => {
    expect(fields("Cashflow forecasting")).toEqual([["what", "amount", "date", "direction", "notes"]]);
    expect(fields("Inventory tracking")).toEqual([
      ["item", "location", "order_again_at", "unit_cost", "notes"],
      ["item", "direction", "quantity", "date"],
    ]);
    expect(fields("Moon phases")).toEqual([["name", "date", "category", "notes"]]);
  });
});

describe("recordsModule", () => {
  it("is valid for every feature that requirements may hold", () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 500, unit: "grapheme" }),
        fc.boolean(),
        (text, accounts) => {
          const feature = `x${text}`;
          const module = design(feature, accounts);
          expect(ModuleSchema.parse(module)).toEqual(module);
          expect(module.feature).toBe(feature);
          expect(checkModule(module, { accounts })).toEqual([]);
        },
      ),
    );
  });

  it("never takes a slug twice", () => {
    const taken = new Set(["moon-phases", "moon-phases-2"]);
    expect(recordsModule("Moon phases", taken, { accounts: true }).slug).toBe("moon-phases-3");
  });

  it("keeps markup as the text it is", () => {
    expect(design("<b>Bold</b> & notes")).toMatchObject({
      title: "<b>Bold</b> & notes",
      slug: "b-bold-b-notes",
    });
  });
});
