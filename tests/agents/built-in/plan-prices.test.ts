import { describe, expect, it } from "vitest";
import { monthlyCents, withPlanPrices } from "../../../src/agents/built-in/plan-prices.ts";

const plans = [
  { id: "free", price_cents: 0, summary: "To try." },
  { id: "team", price_cents: 12_500, summary: "$25 a seat." },
  { id: "company", price_cents: 50_000, summary: "For all." },
];

describe("the price of a business", () => {
  it.each([
    ["Subscription $49/mo", 4_900],
    ["Freemium, $19/mo", 1_900],
    ["$12.50 per month, cancel any time", 1_250],
    ["$9 a month", 900],
    ["Seat-based, $25 a seat a month", undefined],
    ["Tiered usage", undefined],
    ["$0/mo", undefined],
    ["10% commission, $5 per order", undefined],
  ])("%s", (monetization, cents) => {
    expect(monthlyCents(monetization)).toBe(cents);
  });

  it("is that of the first paid plan; those above keep their distance", () => {
    expect(withPlanPrices({ currency: "USD", plans }, "Subscription $49/mo")).toEqual({
      currency: "USD",
      plans: [
        plans[0],
        { id: "team", price_cents: 4_900, summary: "Paid by the month." },
        { id: "company", price_cents: 19_600, summary: "For all." },
      ],
    });
  });

  it("leaves plans as they are without a price, with the same one, and without plans", () => {
    for (const [settings, monetization] of [
      [{ plans }, "Tiered usage"],
      [{ plans }, "$125/mo"],
      [{ plans: "none" }, "$49/mo"],
      [{}, "$49/mo"],
    ] as const) {
      expect(withPlanPrices(settings, monetization)).toBe(settings);
    }
  });
});
