import { statSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { loadConfig } from "../../src/config/config.ts";
import { createMetrics } from "../../src/telemetry/metrics.ts";
import { loadArchetypes } from "../../src/templates/archetypes.ts";
import { keepWebhookSecret, productSecrets } from "../../src/tools/deployment.ts";
import { paymentsPolicy, stripePayments } from "../../src/wiring/stripe-payments.ts";
import { aWorkspace } from "../support/products.ts";
import { aRequirements } from "../support/requirements.ts";
import { temporaryFolder } from "../support/services.ts";

function connected(env: Record<string, string>) {
  const metrics = createMetrics();
  const config = loadConfig({ env: { RUN_GENESIS_FULL_E2E: "true", ...env }, cwd: "/" });
  return { metrics, payments: stripePayments(config, metrics) };
}

describe("the connection to Stripe", () => {
  it("is there only with the flag and a key", () => {
    expect(connected({}).payments).toBeUndefined();
    const off = { RUN_GENESIS_FULL_E2E: "false", STRIPE_SECRET_KEY: "sk_test_abcdefgh" };
    expect(connected(off).payments).toBeUndefined();
    expect(connected({ STRIPE_SECRET_KEY: "sk_test_abcdefgh" }).payments).toBeDefined();
  });

  it("gives products what they need, and nothing that is not of test mode", async () => {
    const { payments } = connected({
      STRIPE_SECRET_KEY: "rk_test_abcdefgh",
      STRIPE_WEBHOOK_SECRET: "whsec_abcdefgh",
    });
    const workspace = aWorkspace(temporaryFolder());
    const env = { STRIPE_SECRET_KEY: "rk_test_abcdefgh", STRIPE_WEBHOOK_SECRET: "whsec_abcdefgh" };
    expect(payments?.productEnv(workspace)).toEqual(env);
    const secrets = productSecrets(workspace);
    for (const secret of ["whsec_first", "whsec_second"]) keepWebhookSecret(workspace, secret);
    expect(payments?.productEnv(workspace)).toEqual({ ...env, STRIPE_WEBHOOK_SECRET: "whsec_second" });
    expect(productSecrets(workspace)).toEqual(secrets);
    expect(statSync(workspace.path(".env")).mode & 0o777).toBe(0o600);
    const live = connected({ STRIPE_SECRET_KEY: "sk_live_abcdefgh" });
    expect(() => live.payments?.check()).toThrow(expect.objectContaining({ code: "STRIPE_LIVE_KEY" }));
    expect(await live.metrics.registry.metrics()).toContain("genesis_meta_agent_stripe_refused_keys_total 1");
  });

  it("counts payments by outcome", async () => {
    const { payments, metrics } = connected({ STRIPE_SECRET_KEY: "sk_test_abcdefgh" });
    for (const outcome of ["succeeded", "declined", "succeeded"]) payments?.observer.payment(outcome);
    const text = await metrics.registry.metrics();
    expect(text).toContain('genesis_meta_agent_stripe_payment_intents_total{outcome="succeeded"} 2');
    expect(text).toContain('genesis_meta_agent_stripe_payment_intents_total{outcome="declined"} 1');
  });

  it("is wanted by products that take payments, also when only a feature asks for them", () => {
    const { payments } = connected({ STRIPE_SECRET_KEY: "sk_test_abcdefgh" });
    const policy = payments && paymentsPolicy(payments, loadArchetypes());
    const wants = (type: string, mvp_features = ["User authentication"]) =>
      policy?.wantedBy(type, aRequirements({ mvp_features }));
    expect(
      ["saas_tool", "ecommerce_store", "marketplace", "content_website"].map((type) => wants(type)),
    ).toEqual([true, true, true, false]);
    expect(wants("content_website", ["Subscription billing"])).toBe(true);
    expect(wants("nothing_known")).toBe(false);
  });
});
