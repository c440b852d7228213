import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_PRICES, pricesOf, proofPrice } from "../../../src/tools/stripe/prices.ts";

const plan = (price_cents: unknown, currency: unknown = "USD") => ({
  billing: { currency, plans: [{ id: "pro", name: "Pro", price_cents }] },
});

describe("prices of a product", () => {
  it("come from its settings, without what is free", () => {
    const { decisions, leftOut } = pricesOf({
      ...plan(1_900),
      catalogue: {
        products: [
          { name: "Trial size", price_cents: 900 },
          { name: "Sample", price_cents: 0 },
        ],
      },
    });
    expect(leftOut).toBe(0);
    expect(decisions).toEqual([
      {
        ...{
          version: 1,
          what: "plan:pro",
          name: "Pro",
          amount_cents: 1_900,
          currency: "USD",
          interval: "month",
        },
        ...{ computed_from: "billing.plans[0].price_cents", bounds: { min_cents: 50, max_cents: 1_000_000 } },
      },
      {
        ...{ version: 1, what: "item:trial-size", name: "Trial size", amount_cents: 900, currency: "USD" },
        ...{ interval: null, computed_from: "catalogue.products[0].price_cents" },
        bounds: { min_cents: 50, max_cents: 1_000_000 },
      },
    ]);
  });

  it.each([
    -1,
    1,
    49,
    19.5,
    1_000_001,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    2 ** 60,
    "1900",
    null,
    undefined,
  ])("can't be %s", (cents) => {
    expect(() => pricesOf(plan(cents))).toThrow(expect.objectContaining({ code: "STRIPE_PRICE_INVALID" }));
  });

  it.each(["JPY", "XXX", "constructor", "", "US$"])("can't be in %j", (currency) => {
    expect(() => pricesOf(plan(1_900, currency))).toThrow(
      expect.objectContaining({ code: "STRIPE_PRICE_INVALID" }),
    );
  });

  it("keep to the least amount of each currency", () => {
    expect(pricesOf(plan(300, "SEK")).decisions).toHaveLength(1);
    expect(() => pricesOf(plan(299, "SEK"))).toThrow("299 hundredths of SEK");
  });

  it("are no more than the catalogue may have, and the rest is counted", () => {
    const products = Array.from({ length: 50 }, (_, at) => ({ name: `Thing ${at}`, price_cents: 100 + at }));
    const list = pricesOf({ catalogue: { products } });
    expect([list.decisions.length, list.leftOut]).toEqual([MAX_PRICES, 10]);
  });

  it("have names of their own, and are never outside their bounds", () => {
    const product = fc.record({
      name: fc.string({ minLength: 1 }),
      price_cents: fc.integer({ min: -100, max: 2_000_000 }),
    });
    fc.assert(
      fc.property(fc.array(product, { maxLength: 60 }), (products) => {
        try {
          const { decisions } = pricesOf({ catalogue: { products } });
          expect(new Set(decisions.map(({ what }) => what)).size).toBe(decisions.length);
          for (const { amount_cents, bounds } of decisions) {
            expect(amount_cents).toBeGreaterThanOrEqual(bounds.min_cents);
            expect(amount_cents).toBeLessThanOrEqual(bounds.max_cents);
          }
        } catch (error) {
          expect(error).toMatchObject({ code: "STRIPE_PRICE_INVALID" });
        }
      }),
    );
  });
});

it("the test payment takes the least price, or one of its own", () => {
  expect(proofPrice(pricesOf(plan(1_900)))).toMatchObject({
    what: "proof",
    amount_cents: 1_900,
    currency: "USD",
  });
  expect(proofPrice(pricesOf({}))).toMatchObject({
    amount_cents: 1_000,
    computed_from: "nothing has a price yet",
  });
});
