import { readFileSync, statSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Secret } from "../../../src/config/secret.ts";
import { readReceipts, receiptsFile } from "../../../src/tools/stripe/receipts.ts";
import { findPayments, setUpPayments } from "../../../src/tools/stripe/set-up.ts";
import { BUSINESS_ID } from "../../support/products.ts";
import { aShop, PRODUCT_SETTINGS } from "./support.ts";

const withPro = (price_cents: number) => ({
  billing: { currency: "USD", plans: [{ id: "pro", name: "Pro", price_cents }] },
});

describe("setting up payments", () => {
  it("leaves a catalogue, and one payment that was given back", async () => {
    const { fake, workspace, options, outcomes, audited } = await aShop();
    const receipts = await setUpPayments(options);
    expect(receipts).toMatchObject({ mode: "test", state: "active", business_id: BUSINESS_ID });
    expect(
      receipts.prices.map(({ what, amount_cents, currency, interval }) => [
        what,
        amount_cents,
        currency,
        interval,
      ]),
    ).toEqual([
      ["plan:pro", 1_900, "USD", "month"],
      ["item:starter-set", 4_900, "EUR", null],
    ]);
    expect(fake.charges).toEqual([{ intent: receipts.proof?.payment_intent_id, amount: 1_900 }]);
    expect(fake.refunds).toEqual(fake.charges);
    expect(fake.all("sessions").map(({ status }) => status)).toEqual(["expired"]);
    expect(fake.all("subscriptions").map(({ status }) => status)).toEqual(["canceled"]);
    for (const kind of ["products", "prices", "payment_intents", "subscriptions"]) {
      for (const { metadata } of fake.all(kind))
        expect(metadata).toMatchObject({ genesis_business_id: BUSINESS_ID });
    }
    expect(outcomes).toEqual(["succeeded"]);
    expect(audited.map(({ what, amount_cents }) => [what, amount_cents])).toEqual([
      ["plan:pro", 1_900],
      ["item:starter-set", 4_900],
      ["proof", 1_900],
    ]);
    expect(readReceipts(workspace)).toEqual(receipts);
    expect(statSync(receiptsFile(workspace)).mode & 0o777).toBe(0o600);
    expect(readFileSync(receiptsFile(workspace), "utf8")).not.toContain(fake.key);
  });

  it("done again, makes nothing again, even after Stripe has forgotten the keys", async () => {
    const { fake, options, outcomes } = await aShop();
    const first = await setUpPayments(options);
    const posted = fake.count("POST", /./);
    expect(await setUpPayments(options)).toEqual(first);
    expect(fake.count("POST", /./)).toBe(posted);
    expect(fake.charges).toHaveLength(1);
    expect(outcomes).toEqual(["succeeded"]);
  });

  it("replaces a price that changed, also back and forth", async () => {
    const { fake, options } = await aShop();
    for (const cents of [1_900, 2_900, 1_900, 2_900]) {
      const { prices } = await setUpPayments({ ...options, productSettings: withPro(cents) });
      expect(prices).toMatchObject([{ what: "plan:pro", amount_cents: cents }]);
      const active = fake.all("prices").filter(({ active }) => active);
      expect(active).toMatchObject([{ id: prices[0]?.price_id, unit_amount: cents }]);
    }
    expect(fake.all("products")).toHaveLength(1);
    expect(fake.charges).toHaveLength(1);
  });

  it("follows a product that was renamed", async () => {
    const { fake, options } = await aShop();
    const named = (name: string) => ({
      billing: { currency: "USD", plans: [{ id: "pro", name, price_cents: 1_900 }] },
    });
    await setUpPayments({ ...options, productSettings: named("Pro") });
    await setUpPayments({ ...options, productSettings: named("Studio") });
    expect(fake.all("products")).toMatchObject([{ name: "Studio" }]);
    expect(fake.all("prices")).toHaveLength(1);
  });

  it("proves payments of a business whose prices are made later", async () => {
    const { fake, options } = await aShop({ productSettings: {} });
    expect(await setUpPayments(options)).toMatchObject({
      prices: [],
      proof: { amount_cents: 1_000, currency: "USD" },
    });
    expect(fake.all("sessions")).toEqual([]);
    expect(fake.refunds).toHaveLength(1);
  });

  it("makes the webhook endpoint of a public product, and anew when its secret is not known", async () => {
    const kept: string[] = [];
    const keepSecret = (secret: string) => kept.push(secret);
    const webhook = { url: "https://pay.example/api/payments/stripe/webhook", known: false, keepSecret };
    const { fake, workspace, options } = await aShop({ webhook });
    const first = await setUpPayments(options);
    await setUpPayments({ ...options, webhook: { ...webhook, known: true } });
    expect(fake.all("webhook_endpoints")).toMatchObject([
      { id: first.webhook?.endpoint_id, url: webhook.url },
    ]);
    const again = await setUpPayments(options);
    expect(again.webhook?.endpoint_id).not.toBe(first.webhook?.endpoint_id);
    expect(fake.all("webhook_endpoints")).toHaveLength(1);
    expect(kept).toHaveLength(2);
    expect(readFileSync(receiptsFile(workspace), "utf8")).not.toContain("whsec_");
  });

  it("goes on with a payment that was declined", async () => {
    const { fake, options, outcomes } = await aShop();
    await expect(setUpPayments({ ...options, card: "pm_card_chargeDeclined" })).rejects.toMatchObject({
      code: "STRIPE_DECLINED",
    });
    await expect(setUpPayments({ ...options, card: "pm_card_chargeDeclined" })).rejects.toMatchObject({
      code: "STRIPE_DECLINED",
    });
    expect(fake.charges).toEqual([]);
    await setUpPayments(options);
    expect(fake.all("payment_intents")).toHaveLength(1);
    expect(fake.charges).toHaveLength(1);
    expect(outcomes).toEqual(["declined", "declined", "succeeded"]);
  });

  it("says what of its record can't be read", async () => {
    const { workspace, options } = await aShop();
    writeFileSync(receiptsFile(workspace), "{}");
    await expect(setUpPayments(options)).rejects.toMatchObject({ code: "PAYMENTS_RECORD_INVALID" });
  });
});

describe("looking for a set-up that was interrupted", () => {
  it("finds all of it, or nothing, and changes nothing", async () => {
    const { fake, workspace, options } = await aShop();
    expect(await findPayments(options)).toBeUndefined();
    const made = await setUpPayments(options);
    writeFileSync(
      receiptsFile(workspace),
      JSON.stringify({ ...made, prices: [], proof: null, state: "setting_up" }),
    );
    const posted = fake.count("POST", /./);
    expect(await findPayments(options)).toEqual(made);
    expect(readReceipts(workspace)).toEqual(made);
    expect(fake.count("POST", /./)).toBe(posted);
  });

  it("is interrupted at every request, and still nothing happens twice", async () => {
    const { fake: whole, options: wholly } = await aShop();
    await setUpPayments(wholly);
    const writes = whole.requests.filter(({ method }) => method === "POST").length;
    expect(writes).toBeGreaterThan(8);
    for (let at = 0; at < writes; at += 1) {
      const { fake, options } = await aShop();
      const stop = new AbortController();
      const served = fake.requests.push.bind(fake.requests);
      let posts = 0;
      fake.requests.push = (...items) => {
        // The effect is done, and its answer never comes: as after a kill.
        if (items[0]?.method === "POST" && posts++ === at) {
          stop.abort(new Error("killed"));
          fake.fail({ on: /./, cut: "after", times: 3 });
        }
        return served(...items);
      };
      await expect(setUpPayments({ ...options, signal: stop.signal })).rejects.toThrow();
      const found = await findPayments(options);
      const receipts = found ?? (await setUpPayments(options));
      expect(receipts.state).toBe("active");
      expect(fake.charges).toHaveLength(1);
      expect(fake.refunds).toHaveLength(1);
      for (const kind of ["products", "prices"]) expect(fake.all(kind)).toHaveLength(2);
      for (const kind of ["customers", "payment_intents", "sessions", "subscriptions", "refunds"]) {
        expect(fake.all(kind)).toHaveLength(1);
      }
    }
  }, 60_000);
});

describe("what Stripe answers with", () => {
  it.each([
    [{ on: /customers/, status: 401 as const }, "STRIPE_KEY_REFUSED", false],
    [{ on: /POST payment_intents/, status: 402 as const }, "STRIPE_DECLINED", false],
    [{ on: /products/, status: 429 as const, times: 3 }, "STRIPE_RATE_LIMITED", true],
    [{ on: /POST prices/, status: 500 as const, times: 9 }, "STRIPE_UNAVAILABLE", true],
    [{ on: /POST refunds/, hang: true, times: 9 }, "STRIPE_UNAVAILABLE", true],
    [{ on: /POST payment_intents/, cut: "after" as const, times: 9 }, "STRIPE_UNAVAILABLE", true],
    [{ on: /customers/, cut: "before" as const, times: 9 }, "STRIPE_UNAVAILABLE", true],
  ])(
    "%o is %s, and is made good later",
    async (fault, code, retryable) => {
      const { fake, options } = await aShop();
      fake.fail(fault);
      const failure = setUpPayments(options);
      await expect(failure).rejects.toMatchObject({ code, retryable, category: "third_party" });
      await expect(failure).rejects.not.toThrow(fake.key);
      // A fault that is used up by then leaves nothing undone.
      fake.fail({ on: /^nothing$/ });
      for (let tries = 0; tries < 4; tries += 1) await setUpPayments(options).catch(() => undefined);
      expect((await setUpPayments(options)).state).toBe("active");
      expect(fake.charges).toHaveLength(1);
      expect(fake.refunds).toHaveLength(1);
    },
    40_000,
  );

  it("rides out a short fault by itself", async () => {
    const { fake, options } = await aShop();
    fake.fail({ on: /POST payment_intents/, cut: "after" });
    fake.fail({ on: /POST prices/, status: 500 });
    expect((await setUpPayments(options)).state).toBe("active");
    expect(fake.charges).toHaveLength(1);
  });

  it("is not trusted when it is of live mode", async () => {
    const { fake, options } = await aShop();
    await setUpPayments(options);
    for (const customer of fake.all("products")) customer.livemode = true;
    await expect(setUpPayments(options)).rejects.toMatchObject({ code: "STRIPE_LIVE_MODE" });
  });

  it("refuses the same key with other parameters, as the SDK reports it", async () => {
    const { fake, options } = await aShop();
    const { connectStripe } = await import("../../../src/tools/stripe/client.ts");
    const { call } = await connectStripe(options.settings);
    const create = (name: string) =>
      call("create", (stripe) => stripe.customers.create({ name }, { idempotencyKey: "same" }));
    const first = await create("A");
    expect((await create("A")).id).toBe(first.id);
    await expect(create("B")).rejects.toMatchObject({
      code: "STRIPE_IDEMPOTENCY_CONFLICT",
      retryable: false,
    });
    expect(fake.all("customers")).toHaveLength(1);
  });
});

describe("keys that are not test keys", () => {
  it.each([
    "sk_live_abcdefgh",
    "rk_live_abcdefgh",
    "pk_test_abcdefgh",
    "pk_live_abcdefgh",
    "sk_test_",
    "nonsense",
    ` sk_test_abcd`,
  ])("%s is refused before anything is sent", async (key) => {
    const { fake, options, refused, audited } = await aShop();
    const settings = { ...options.settings, secretKey: new Secret(key) };
    const failure = setUpPayments({ ...options, settings });
    await expect(failure).rejects.toMatchObject({ code: "STRIPE_LIVE_KEY", category: "user" });
    await expect(failure).rejects.not.toThrow(key);
    expect(fake.requests).toEqual([]);
    expect(audited).toEqual([]);
    expect(refused).toEqual(["key"]);
  });

  it("covers the publishable key", async () => {
    const { fake, options } = await aShop();
    const settings = { ...options.settings, publishableKey: "pk_live_abcdefgh" };
    await expect(setUpPayments({ ...options, settings })).rejects.toMatchObject({ code: "STRIPE_LIVE_KEY" });
    expect(fake.requests).toEqual([]);
    expect(
      (await setUpPayments({ ...options, settings: { ...settings, publishableKey: "pk_test_abcd" } })).mode,
    ).toBe("test");
  });

  it("never sends a key in the clear to another machine", async () => {
    const { options } = await aShop();
    const settings = { ...options.settings, apiUrl: "http://stripe.example" };
    await expect(setUpPayments({ ...options, settings })).rejects.toMatchObject({
      code: "STRIPE_URL_INSECURE",
    });
  });
});

it("refuses absurd prices before anything is sent", async () => {
  const { fake, options, audited } = await aShop();
  const productSettings = { ...PRODUCT_SETTINGS, ...withPro(99_999_999) };
  await expect(setUpPayments({ ...options, productSettings })).rejects.toMatchObject({
    code: "STRIPE_PRICE_INVALID",
  });
  expect([fake.requests, audited]).toEqual([[], []]);
});
