import { describe, expect, it } from "vitest";
import { Secret } from "../../../src/config/secret.ts";
import { ensurePrice, ensureWebhook } from "../../../src/tools/stripe/catalogue.ts";
import { connectStripe } from "../../../src/tools/stripe/client.ts";
import { pricesOf, proofPrice } from "../../../src/tools/stripe/prices.ts";
import { provePayments } from "../../../src/tools/stripe/proof.ts";
import type { StripeWork } from "../../../src/tools/stripe/step.ts";
import { BUSINESS_ID } from "../../support/products.ts";
import { PRODUCT_SETTINGS } from "./support.ts";

/** Started by scripts/test-stripe-mock.sh; .ci/run does, and takes a skip for a failure. */
const url = process.env.GENESIS_TEST_STRIPE_MOCK_URL;

/** stripe-mock refuses what Stripe's API description does not have: unknown parameters, wrong types. */
describe.skipIf(!url)("Stripe's own mock", () => {
  const work = async (): Promise<StripeWork> => ({
    ...(await connectStripe({ secretKey: new Secret("sk_test_mock"), apiUrl: url ?? "" })),
    businessId: BUSINESS_ID,
    reading: false,
  });

  it("takes the form of every request of a set-up", async () => {
    const stripe = await work();
    const list = pricesOf(PRODUCT_SETTINGS);
    const prices = [];
    for (const decision of list.decisions) prices.push(await ensurePrice(stripe, decision));
    expect(prices.map(({ price_id }) => price_id)).toEqual([expect.any(String), expect.any(String)]);
    const secrets: string[] = [];
    const webhook = {
      url: "https://pay.example/hook",
      known: false,
      keepSecret: (one: string) => secrets.push(one),
    };
    expect(await ensureWebhook(stripe, webhook)).toMatchObject({ endpoint_id: expect.any(String) });
    const outcomes: string[] = [];
    const proof = await provePayments(stripe, {
      ...{ businessName: "Ledger Loop", price: proofPrice(list), prices, returnUrl: "https://example.com/" },
      onPayment: (outcome) => outcomes.push(outcome),
      onProgress: () => undefined,
    });
    expect(outcomes).toHaveLength(1);
    expect(Object.values(proof).every((value) => value !== null)).toBe(true);
  });

  it("knows the requests that a takedown makes", async () => {
    const { call } = await work();
    await call("list", (stripe) => stripe.subscriptions.list({ price: "price_1", limit: 100 }));
    await call("cancel", (stripe) => stripe.subscriptions.cancel("sub_1"));
    await call("deactivate", (stripe) => stripe.prices.update("price_1", { active: false }));
    await call("deactivate", (stripe) => stripe.products.update("prod_1", { active: false }));
    const gone = await call("remove", (stripe) => stripe.webhookEndpoints.del("we_1"));
    expect(gone.deleted).toBe(true);
  });

  it("refuses what the API does not have", async () => {
    const { call } = await work();
    const wrong = { name: "A", colour: "red" };
    await expect(call("create", (stripe) => stripe.products.create(wrong))).rejects.toMatchObject({
      code: "STRIPE_REQUEST_INVALID",
    });
  });
});
