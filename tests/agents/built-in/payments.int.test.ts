import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { createGenesis } from "../../../src/genesis.ts";
import { GenesisError } from "../../../src/state/errors.ts";
import { EffectJournal } from "../../../src/stores/effect-journal.ts";
import { readReceipts } from "../../../src/tools/stripe/receipts.ts";
import { Workspace } from "../../../src/tools/workspace.ts";
import { FakeStripe } from "../../support/fake-stripe.ts";
import { productHome } from "../../support/products.ts";
import { Visitor } from "../../support/real-runs.ts";
import { silent } from "../../support/services.ts";

const WEBHOOK_SECRET = "whsec_abcdefgh12345678";

async function genesisWith(env: Record<string, string> = {}) {
  const fake = await FakeStripe.start();
  const home = productHome();
  onTestFinished(() => fake.stop());
  const genesis = await createGenesis({
    log: silent,
    sources: {
      env: {
        ...{ GENESIS_HOME: home, GENESIS_EXECUTION_MODE: "real", GENESIS_QUALITY_CHECKS: "false" },
        ...{ RUN_GENESIS_FULL_E2E: "true", STRIPE_SECRET_KEY: fake.key, STRIPE_API_URL: fake.url },
        ...env,
      },
    },
  });
  onTestFinished(() => genesis.close());
  return { fake, home, genesis };
}

const request = { name: "Ledger Loop", monetization: "$29/mo", mvp_features: ["Subscription billing"] };

describe("a whole run with Stripe's test mode", { timeout: 120_000 }, () => {
  it("sets payments up before it launches, with receipts, and its product is paid at Stripe", async () => {
    const { fake, home, genesis } = await genesisWith({ STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET });
    const made = await genesis.createBusiness("saas_tool", request, { seed: 3 });
    expect(made).toMatchObject({ status: "SUCCESS" });
    const task = made.task_results.find(({ task_id }) => task_id === "set-up-payments");
    expect(task).toMatchObject({ status: "completed", agent_id: "payments" });
    expect(task?.output.summary).toContain("in test mode");
    const [workspace] = Workspace.all(home);
    if (!workspace) throw new Error("no workspace");
    const receipts = readReceipts(workspace);
    expect(task?.output.payments).toMatchObject({ mode: "test", proof: receipts?.proof });
    expect(receipts?.prices.find(({ what }) => what === "plan:pro")).toMatchObject({ amount_cents: 2_900 });
    expect(fake.charges).toHaveLength(1);
    expect(fake.refunds).toHaveLength(1);

    const audit = await genesis.audit(made.business_id);
    expect(audit.intact).toBe(true);
    const prices = audit.entries.filter(({ action }) => action === "price");
    for (const { what, decision } of receipts?.prices ?? []) {
      expect(prices).toContainEqual(
        expect.objectContaining({ request_id: `price:${what}`, digest: decision }),
      );
    }
    expect(prices).toHaveLength((receipts?.prices.length ?? 0) + 1);
    const report = readFileSync(`${String(made.metadata.report_folder)}/report.md`, "utf8");
    expect(report).toContain("test mode");
    const everything = JSON.stringify([made, receipts, audit, report]);
    expect(everything).not.toContain(fake.key);
    for (const file of [".env", "deployment.json", "product.log", "payments.json"]) {
      expect(readFileSync(workspace.path(file), "utf8")).not.toContain(fake.key);
    }

    const visitor = new Visitor(made.deployment_url ?? "");
    const account = { name: "Ada", email: "ada@example.com", password: "a few plain words" };
    expect((await visitor.submit("/sign-up", account)).status).toBeLessThan(400);
    const { location } = await visitor.submit("/pricing", { plan: "pro" });
    expect(location).toContain(`${fake.url}/pay/cs_test`);
    const session = fake.payCheckout(String(location).split("/").at(-1) ?? "");
    const way = new URL(String(session.success_url));
    expect(way.origin).toBe(made.deployment_url);
    expect((await visitor.get(way.pathname)).location).toBe("/billing/thanks");
    expect((await visitor.get("/billing")).text).toContain("Pro");
    expect(fake.charges.map(({ amount }) => amount)).toContain(2_900);
  });

  it("killed between the payment and its receipt, finds it at Stripe and does nothing again", async () => {
    const { fake, home, genesis } = await genesisWith();
    const complete = vi.spyOn(EffectJournal.prototype, "complete");
    complete.mockRejectedValueOnce(new GenesisError("KILLED", "gone", { hint: "", retryable: true }));
    const made = await genesis.createBusiness("saas_tool", request, { seed: 3 });
    expect(made.status).toBe("SUCCESS");
    const task = made.task_results.find(({ task_id }) => task_id === "set-up-payments");
    expect(task).toMatchObject({ status: "completed", attempts: 2 });
    expect(fake.charges).toHaveLength(1);
    expect(fake.refunds).toHaveLength(1);
    expect(fake.count("POST", /^payment_intents/)).toBe(1);
    const [workspace] = Workspace.all(home);
    expect(workspace && readReceipts(workspace)?.state).toBe("active");
  });

  it("goes with the business when that is taken down, and what failed is done the next time", async () => {
    const { fake, genesis } = await genesisWith();
    const { business_id } = await genesis.createBusiness("saas_tool", request, { seed: 3 });
    fake.fail({ on: /POST products/, status: 500, times: 3 });
    const first = await genesis.takedown(business_id);
    const payments = first.parts.find(({ part }) => part === "payments");
    expect(payments).toMatchObject({ outcome: "failed", error_code: "PAYMENTS_LEFT" });
    expect(payments?.detail).toContain("price and product");
    expect((await genesis.takedown(business_id)).complete).toBe(true);
    expect(fake.all("prices").some(({ active }) => active)).toBe(false);
    expect(fake.all("products").some(({ active }) => active)).toBe(false);
  });

  it("asks a person first, and sends nothing when it is rejected", async () => {
    const { fake, home, genesis } = await genesisWith();
    const run = genesis.createBusiness("saas_tool", request, { seed: 3, autonomous: false });
    await expect(run).rejects.toMatchObject({ code: "APPROVAL_REQUIRED" });
    const { approval_requests } = (await genesis.show(run.businessId)).state;
    const money = approval_requests.find(({ task_id }) => task_id === "set-up-payments");
    expect(money).toMatchObject({ effect: "money", reason: "It spends money." });
    const decisions = approval_requests.map(({ request_id }) => ({
      ...{ request_id, reason: "Not yet.", decided_by: "Ada" },
      decision: request_id === money?.request_id ? ("reject" as const) : ("approve" as const),
    }));
    const done = await genesis.resume(run.businessId, { answer: { decisions } });
    expect(done).toMatchObject({ status: "BLOCKED", metadata: { error: { code: "APPROVAL_REJECTED" } } });
    expect(fake.requests).toEqual([]);
    expect(Workspace.all(home).some((workspace) => existsSync(workspace.path("payments.json")))).toBe(false);
  });

  it("refuses a live key before anything begins", async () => {
    const { fake, genesis } = await genesisWith({ STRIPE_SECRET_KEY: "sk_live_abcdefgh" });
    const refused = await genesis.createBusiness("saas_tool", request, { seed: 3 });
    expect(refused).toMatchObject({ status: "FAILED", metadata: { error: { code: "STRIPE_LIVE_KEY" } } });
    expect(JSON.stringify(refused)).not.toContain("sk_live_abcdefgh");
    expect(fake.requests).toEqual([]);
  });

  it.each([
    ["without the flag", { RUN_GENESIS_FULL_E2E: "false" }, "saas_tool"],
    ["without a key", { STRIPE_SECRET_KEY: "" }, "saas_tool"],
    ["for a product that takes no payments", {}, "landing_page_waitlist"],
  ])("plans nothing of the kind %s", async (_case, env, type) => {
    const { fake, genesis } = await genesisWith(env);
    const made = await genesis.createBusiness(type, { name: "Ledger Loop" }, { seed: 3 });
    expect(made.status).toBe("SUCCESS");
    expect(made.task_results.map(({ task_id }) => task_id)).not.toContain("set-up-payments");
    expect(fake.requests).toEqual([]);
  });
});
