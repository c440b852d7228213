import { expect, it } from "vitest";
import { Secret } from "../../../src/config/secret.ts";
import { cancelPayments } from "../../../src/tools/stripe/cancel.ts";
import { readReceipts } from "../../../src/tools/stripe/receipts.ts";
import { setUpPayments } from "../../../src/tools/stripe/set-up.ts";
import { aShop } from "./support.ts";

async function aRunningShop() {
  const keepSecret = () => undefined;
  const webhook = { url: "https://pay.example/hook", known: false, keepSecret };
  const shop = await aShop({ webhook });
  const receipts = await setUpPayments(shop.options);
  const price = receipts.prices[0]?.price_id ?? "";
  const { connectStripe } = await import("../../../src/tools/stripe/client.ts");
  const { call } = await connectStripe(shop.options.settings);
  const subscribe = () =>
    call("subscribe", (stripe) => stripe.subscriptions.create({ customer: "cus_1", items: [{ price }] }));
  await subscribe();
  await subscribe();
  return { ...shop, receipts };
}

it("ends everything of the business, and nothing else", async () => {
  const { fake, workspace, options } = await aRunningShop();
  const other = { id: "price_other", active: true, metadata: { genesis_business_id: "other" } };
  fake.objects.get("prices")?.set("price_other", other);
  const { done, left } = await cancelPayments(workspace, options.settings);
  expect(left).toEqual([]);
  expect(done).toEqual([
    "subscriptions to Pro",
    "price and product Pro",
    "price and product Starter set",
    "webhook endpoint",
  ]);
  expect(fake.all("subscriptions").every(({ status }) => status === "canceled")).toBe(true);
  expect(fake.all("prices").filter(({ active }) => active)).toEqual([other]);
  expect(fake.all("products").filter(({ active }) => active)).toEqual([]);
  expect(fake.all("webhook_endpoints")).toEqual([]);
  expect(readReceipts(workspace)?.state).toBe("cancelled");
  const requests = fake.requests.length;
  expect(await cancelPayments(workspace, options.settings)).toEqual({ done: [], left: [] });
  expect(fake.requests).toHaveLength(requests);
});

it("names what is left, and goes on with it when asked again", async () => {
  const { fake, workspace, options } = await aRunningShop();
  fake.fail({ on: /DELETE subscriptions/, status: 500, times: 3 });
  fake.fail({ on: /POST products/, status: 500, times: 3 });
  const { done, left } = await cancelPayments(workspace, options.settings);
  expect(left.map(({ what }) => what)).toEqual(["subscriptions to Pro", "price and product Pro"]);
  expect(left[0]?.problem).toContain("Stripe could not cancel a subscription");
  expect(done).toContain("webhook endpoint");
  expect(readReceipts(workspace)?.state).toBe("cancelling");
  expect((await cancelPayments(workspace, options.settings)).left).toEqual([]);
  expect(fake.all("subscriptions").every(({ status }) => status === "canceled")).toBe(true);
});

it("takes what is gone at Stripe for done", async () => {
  const { fake, workspace, options } = await aRunningShop();
  fake.objects.get("products")?.clear();
  fake.objects.get("prices")?.clear();
  expect((await cancelPayments(workspace, options.settings)).left).toEqual([]);
});

it("needs the key only where there is something to cancel, and refuses a live one", async () => {
  const { workspace } = await aShop();
  expect(await cancelPayments(workspace, undefined)).toEqual({ done: [], left: [] });
  const running = await aRunningShop();
  await expect(cancelPayments(running.workspace, undefined)).rejects.toMatchObject({
    code: "STRIPE_NOT_CONFIGURED",
  });
  const settings = { ...running.options.settings, secretKey: new Secret("sk_live_abcdefgh") };
  const requests = running.fake.requests.length;
  await expect(cancelPayments(running.workspace, settings)).rejects.toMatchObject({
    code: "STRIPE_LIVE_KEY",
  });
  expect(running.fake.requests).toHaveLength(requests);
});
