import { onTestFinished } from "vitest";
import { Secret } from "../../../src/config/secret.ts";
import type { PriceDecision } from "../../../src/state/price-decision.ts";
import type { SetUpOptions } from "../../../src/tools/stripe/set-up.ts";
import { FakeStripe } from "../../support/fake-stripe.ts";
import { aWorkspace } from "../../support/products.ts";
import { temporaryFolder } from "../../support/services.ts";

export const PRODUCT_SETTINGS = {
  billing: {
    currency: "USD",
    plans: [
      { id: "free", name: "Free", price_cents: 0 },
      { id: "pro", name: "Pro", price_cents: 1_900 },
    ],
  },
  catalogue: { currency: "EUR", products: [{ name: "Starter set", price_cents: 4_900 }] },
};

/** A business and a Stripe, each new. */
export async function aShop(change: Partial<SetUpOptions> = {}) {
  const fake = await FakeStripe.start();
  onTestFinished(() => fake.stop());
  const outcomes: string[] = [];
  const audited: PriceDecision[] = [];
  const refused: string[] = [];
  const workspace = aWorkspace(temporaryFolder());
  const options: SetUpOptions = {
    workspace,
    settings: { secretKey: new Secret(fake.key), apiUrl: fake.url, timeoutMs: 400 },
    productSettings: PRODUCT_SETTINGS,
    webhook: undefined,
    audit: async (decisions) => void audited.push(...decisions),
    observer: { payment: (outcome) => outcomes.push(outcome), refusedKey: () => refused.push("key") },
    signal: new AbortController().signal,
    ...change,
  };
  return { fake, workspace, options, outcomes, audited, refused };
}
