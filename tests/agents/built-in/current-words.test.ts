import { describe, expect, it } from "vitest";
import { isCurrent } from "../../../src/agents/built-in/current-words.ts";
import type { BusinessFile } from "../../../src/agents/built-in/product-spec.ts";
import { recordsModule } from "../../../src/agents/built-in/records-module.ts";

const business = {
  name: "Ledger Loop",
  tagline: "Invoices that get paid",
  features: [{ name: "Shift planning", summary: "Plan shifts.", href: "/m/shift-planning" }],
  modules: [recordsModule("Shift planning", new Set(), { accounts: true })],
  settings: { billing: { currency: "USD" } },
} as unknown as BusinessFile;

const json = (changes: object) =>
  JSON.stringify({ ...business, modules: business.modules.map(({ slug }) => slug), ...changes });

describe("whether words are about the product that is to be", () => {
  it("is so for other words on the same things", () => {
    expect(isCurrent(json({}), { business })).toBe(true);
    const feature = { name: "Plan your shifts", summary: "Never again by phone.", href: "/m/shift-planning" };
    expect(isCurrent(json({ tagline: "Get paid", features: [feature] }), { business })).toBe(true);
    expect(isCurrent(json({ settings: { billing: { currency: "EUR" } } }), { business })).toBe(true);
  });

  it.each([
    ["a feature more", { features: [] }],
    ["another records module", { modules: [] }],
    ["settings of another block", { settings: {} }],
    ["another name", { name: "Tally Desk" }],
  ])("is not so with %s", (_what, changes) => {
    expect(isCurrent(json(changes), { business })).toBe(false);
  });

  it("is not so for nothing, or nothing that can be read", () => {
    expect(isCurrent(undefined, { business })).toBe(false);
    expect(isCurrent("{", { business })).toBe(false);
    expect(isCurrent("[]", { business })).toBe(false);
  });
});
