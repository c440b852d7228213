import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { recordsModule } from "../../../src/agents/built-in/records-module.ts";
import { ModuleSchema } from "../../../src/templates/kit/business.ts";

const fields = (feature: string) => recordsModule(feature, new Set()).fields.map(({ name }) => name);

describe("recordsModule", () => {
  it.each([
    ["Cashflow forecasting", ["name", "amount", "date", "direction", "notes"]],
    ["Expense categorization", ["name", "amount", "date", "direction", "category", "notes"]],
    ["Shift schedule", ["name", "date", "who", "done", "notes"]],
    ["Moon phases", ["name", "notes"]],
  ])("gives %j fields that fit", (feature, expected) => {
    expect(fields(feature)).toEqual(expected);
  });

  it("is valid for every feature that requirements may hold", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 500, unit: "grapheme" }), (text) => {
        const feature = `x${text}`;
        const module = recordsModule(feature, new Set());
        expect(ModuleSchema.parse(module)).toEqual(module);
        expect(module.feature).toBe(feature);
      }),
    );
  });

  it("never takes a slug twice", () => {
    const taken = new Set(["moon-phases", "moon-phases-2"]);
    expect(recordsModule("Moon phases", taken).slug).toBe("moon-phases-3");
  });

  it("keeps markup as the text it is", () => {
    const module = recordsModule("<b>Bold</b> & notes", new Set());
    expect(module).toMatchObject({ title: "<b>Bold</b> & notes", slug: "b-bold-b-notes" });
  });
});
