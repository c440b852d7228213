import { describe, expect, it, onTestFinished } from "vitest";
import { readRemote } from "../../src/tools/remote-host.ts";
import { readReceipts } from "../../src/tools/stripe/receipts.ts";
import { Workspace } from "../../src/tools/workspace.ts";
import { startFakeAgent } from "../support/fake-agent.ts";
import { FakeStripe } from "../support/fake-stripe.ts";
import { FakeVercel } from "../support/fake-vercel.ts";
import { productHome } from "../support/products.ts";
import { realGenesis } from "../support/real-runs.ts";
import { WebhookReceiver } from "../support/webhook-receiver.ts";

async function connected() {
  const [stripe, vercel, agent, dashboard] = await Promise.all([
    FakeStripe.start(),
    FakeVercel.start(),
    startFakeAgent(),
    WebhookReceiver.start(),
  ]);
  onTestFinished(async () => {
    await Promise.all([stripe.stop(), agent.close()]);
  });
  const home = productHome();
  const env = {
    GENESIS_HOME: home,
    GENESIS_EXECUTION_MODE: "real",
    GENESIS_QUALITY_CHECKS: "false",
    RUN_GENESIS_FULL_E2E: "true",
    STRIPE_SECRET_KEY: stripe.key,
    STRIPE_API_URL: stripe.url,
    VERCEL_TOKEN: vercel.token,
    VERCEL_API_URL: vercel.apiUrl,
    GENESIS_FLAG_A2A_INTEGRATION_ENABLED: "true",
    GENESIS_A2A_AGENTS: agent.url,
    GENESIS_DASHBOARD_URL: dashboard.url,
    GENESIS_BUDGET_RUN_USD: "100",
  };
  const { genesis } = await realGenesis({ sources: { env } }, home);
  return { stripe, vercel, agent, dashboard, genesis, home };
}

const request = { name: "Ledger Loop", monetization: "$29/mo", mvp_features: ["Subscription billing"] };

describe("a run with everything connected", { timeout: 180_000 }, () => {
  it("uses remote agents, Stripe and Vercel, keeps a receipt of each effect, and takes all of it down", async () => {
    const { stripe, vercel, agent, dashboard, genesis, home } = await connected();
    const made = await genesis.createBusiness("saas_tool", request, { seed: 3 });
    expect(made.status).toBe("SUCCESS");

    const byOthers = made.task_results.filter(({ output }) => doneBy(output) === "a2a");
    expect(byOthers.length).toBeGreaterThan(0);
    expect(agent.orders.length).toBeGreaterThanOrEqual(byOthers.length);

    const [workspace] = Workspace.all(home);
    if (!workspace) throw new Error("no workspace");
    expect(vercel.created).toHaveLength(1);
    expect(readRemote(workspace)).toMatchObject({
      state: "live",
      live: { deployment_id: vercel.created[0] },
    });
    expect([stripe.charges.length, stripe.refunds.length]).toEqual([1, 1]);
    expect(readReceipts(workspace)?.proof).toBeTruthy();
    expect(made.metadata.cost_breakdown).toMatchObject({
      by_deployment_type: expect.arrayContaining([expect.objectContaining({ deployment_type: "vercel" })]),
    });

    const gone = await genesis.takedown(made.business_id);
    expect(gone.parts.map(({ outcome }) => outcome)).toEqual(gone.parts.map(() => "removed"));
    expect([vercel.projects.size, vercel.deployments.size]).toEqual([0, 0]);
    await genesis.events.flush();
    const events = dashboard.deliveries.map(({ event }) => event);
    const kinds = events.map(({ update_type }) => update_type);
    expect(kinds[0]).toBe("RUN_STARTED");
    expect(kinds.at(-1)).toBe("TAKEN_DOWN");
    const said = JSON.stringify([made, gone, events]);
    for (const secret of [stripe.key, vercel.token]) expect(said).not.toContain(secret);
  });
});

function doneBy({ done_by: by }: Readonly<Record<string, unknown>>): unknown {
  return typeof by === "object" && by !== null && "kind" in by ? by.kind : undefined;
}
