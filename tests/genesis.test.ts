import { afterEach, describe, expect, it, vi } from "vitest";
import { createGenesis, type Genesis, type GenesisOptions } from "../src/index.ts";
import type { RunEvent } from "../src/state/run-event.ts";
import { openMemoryStores } from "../src/stores/open.ts";
import { silent, temporaryFolder } from "./support/services.ts";

const open: Genesis[] = [];

async function genesisIn(home = temporaryFolder(), options: GenesisOptions = {}): Promise<Genesis> {
  const genesis = await createGenesis({
    sources: { env: { GENESIS_EXECUTION_MODE: "simulated", GENESIS_HOME: home } },
    log: silent,
    ...options,
  });
  open.push(genesis);
  return genesis;
}

afterEach(async () => {
  for (const genesis of open.splice(0)) await genesis.close();
});

describe("the examples of guide 18", () => {
  it("18.1: minimal business creation", async () => {
    const metaAgent = await genesisIn();
    const result = await metaAgent.createBusiness("saas_tool");
    expect(result.success).toBe(true);
    expect(result.deployment_url).toMatch(/^https:/);
    expect(result.revenue_projection.projected_monthly_revenue).toBeGreaterThan(750);
  });

  it("18.2 and 18.3: custom requirements and their projection", async () => {
    const metaAgent = await genesisIn();
    const requirements = {
      name: "AI Finance Copilot",
      description: "Automated CFO assistant for SMBs",
      target_audience: "Small business owners",
      monetization: "Subscription $49/mo",
      mvp_features: ["Expense categorisation", "Cashflow forecasting", "Revenue anomaly detection"],
      tech_stack: ["Next.js", "Python", "Stripe", "Postgres", "LangChain"],
      success_metrics: { activation_rate: "> 30%", payback_period: "< 60 days" },
    };
    const result = await metaAgent.createBusiness("saas_dashboard", requirements);
    expect(result.requirements).toMatchObject(requirements);
    expect(result.team_composition).toEqual(
      expect.arrayContaining(["builder", "deploy", "qa", "payments", "data", "ml"]),
    );
    expect(result.task_results.map((task) => task.title)).toContain("Build: Cashflow forecasting");
    const projection = result.revenue_projection;
    expect(projection.projected_monthly_revenue).toBe(750 + 3 * 120 + 5 * 85 + 600);
    expect(projection.confidence).toBeGreaterThanOrEqual(0.55);
    expect(projection.assumptions).toContain("3 MVP features at launch");
  });
});

describe("createBusiness", () => {
  it("can be iterated for its events, also more than once and after the end", async () => {
    const run = (await genesisIn()).createBusiness("marketplace", undefined, { seed: 4 });
    const events: RunEvent[] = [];
    for await (const event of run) events.push(event);
    expect(events[0]).toMatchObject({ type: "run.started", business_id: run.businessId, resumed: false });
    expect(events.at(-1)).toMatchObject({ type: "run.finished", result: await run });
    const again: RunEvent[] = [];
    for await (const event of run) again.push(event);
    expect(again).toEqual(events);
  });

  it("runs 50 at once, with distinct ids and nothing mixed up", async () => {
    const genesis = await genesisIn();
    const results = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        genesis.createBusiness("landing_page_waitlist", { name: `Business ${index}` }),
      ),
    );
    expect(new Set(results.map((result) => result.business_id)).size).toBe(50);
    for (const [index, result] of results.entries()) {
      expect(result.success).toBe(true);
      expect(result.requirements?.name).toBe(`Business ${index}`);
      expect(result.deployment_url).toContain(`business-${index}-${result.business_id.slice(0, 8)}.`);
    }
    expect(await genesis.list({ limit: 100 })).toHaveLength(50);
  }, 60_000);

  it("learns: the second run knows the first", async () => {
    const genesis = await genesisIn();
    const first = await genesis.createBusiness("saas_tool");
    const second = await genesis.createBusiness("saas_tool");
    expect(first.metadata.similar_business_count).toBe(0);
    expect(second.metadata.similar_business_count).toBe(1);
    expect(second.requirements?.name).not.toBe(first.requirements?.name);
  });

  it("refuses an id that is taken", async () => {
    const genesis = await genesisIn();
    const { business_id: businessId } = await genesis.createBusiness("saas_tool");
    await expect(genesis.createBusiness("saas_tool", undefined, { businessId })).rejects.toMatchObject({
      code: "RUN_EXISTS",
    });
  });

  it("asks the approver of a supervised run", async () => {
    const asked: string[] = [];
    const genesis = await genesisIn(undefined, {
      autonomous: false,
      approve: async ({ requests }) => {
        asked.push(...requests.map((request) => request.title));
        return {
          decisions: requests.map(({ request_id }) => ({
            request_id,
            decision: "approve",
            reason: "",
            decided_by: "test",
          })),
        };
      },
    });
    expect((await genesis.createBusiness("saas_tool")).success).toBe(true);
    expect(asked).toHaveLength(1);
  });
});

describe("resume", () => {
  it("continues a stopped run, and a finished one only gives its result", async () => {
    const home = temporaryFolder();
    const env = {
      GENESIS_EXECUTION_MODE: "simulated",
      GENESIS_HOME: home,
      GENESIS_SIMULATED_DELAY_MS: "30",
      GENESIS_CONCURRENCY: "1",
    };
    const slow = await genesisIn(home, { sources: { env } });
    const run = slow.createBusiness("saas_tool");
    for await (const event of tolerant(run)) {
      if (event.type === "task.finished") run.stop();
    }
    await expect(run).rejects.toMatchObject({
      code: "RUN_INTERRUPTED",
      hint: expect.stringContaining(run.businessId),
    });
    const other = await genesisIn(home);
    const result = await other.resume(run.businessId);
    expect(result.success).toBe(true);
    expect(await other.resume(run.businessId)).toEqual(result);
  });

  it("keeps the name in the index as soon as there is an idea, with no write of its own", async () => {
    const stores = await openMemoryStores();
    const update = vi.spyOn(stores.runs, "update");
    const approve = async () => ({ decisions: [] });
    const genesis = await genesisIn(temporaryFolder(), { stores, approve });
    const run = genesis.createBusiness("saas_tool", undefined, { autonomous: false });
    const named: (string | undefined)[] = [];
    let statuses = 0;
    for await (const event of run) {
      if (event.type === "status.changed") statuses += 1;
      if (event.type !== "node.started" || event.node !== "decompose-tasks") continue;
      named.push((await stores.runs.get(run.businessId))?.name);
    }
    expect(named).toEqual([(await run).requirements?.name]);
    // The last one is of the end.
    expect(update).toHaveBeenCalledTimes(statuses + 1);
    await stores.close();
  });

  it("waits out an emergency shutdown, and goes on under maintenance", async () => {
    const home = temporaryFolder();
    const env = {
      GENESIS_EXECUTION_MODE: "simulated",
      GENESIS_HOME: home,
      GENESIS_SIMULATED_DELAY_MS: "30",
      GENESIS_CONCURRENCY: "1",
    };
    const run = (await genesisIn(home, { sources: { env } })).createBusiness("saas_tool");
    for await (const event of tolerant(run)) {
      if (event.type === "task.finished") run.stop();
    }
    const shut = await genesisIn(home, { flags: { emergency_shutdown: true } });
    await expect(shut.resume(run.businessId)).rejects.toMatchObject({ code: "EMERGENCY_SHUTDOWN" });
    const maintained = await genesisIn(home, { flags: { maintenance_mode: true } });
    expect((await maintained.resume(run.businessId)).success).toBe(true);
    const fresh = await maintained.createBusiness("saas_tool");
    expect(fresh.metadata.error).toMatchObject({ code: "MAINTENANCE_MODE" });
  });

  it("lets one driver at a time work on a run", async () => {
    const home = temporaryFolder();
    const env = { GENESIS_EXECUTION_MODE: "simulated", GENESIS_HOME: home, GENESIS_SIMULATED_DELAY_MS: "50" };
    const first = await genesisIn(home, { sources: { env } });
    const run = first.createBusiness("saas_tool");
    for await (const event of run) {
      if (event.type !== "task.started") continue;
      await expect((await genesisIn(home)).resume(run.businessId)).rejects.toMatchObject({
        code: "RUN_BUSY",
      });
      break;
    }
    expect((await run).success).toBe(true);
  });

  it("says when there is no such run", async () => {
    await expect((await genesisIn()).resume("nothing")).rejects.toMatchObject({ code: "RUN_NOT_FOUND" });
    await expect((await genesisIn()).show("nothing")).rejects.toMatchObject({ code: "RUN_NOT_FOUND" });
  });
});

/** The events of a run whose end by an error is looked at elsewhere. */
async function* tolerant(events: AsyncIterable<RunEvent>): AsyncGenerator<RunEvent> {
  try {
    yield* events;
  } catch {
    // The run's own promise carries the same error, and the test looks at that one.
  }
}
