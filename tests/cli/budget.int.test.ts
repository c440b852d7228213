import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { LLMock } from "@copilotkit/aimock";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { usedOf } from "../../src/state/budget-account.ts";
import { costBreakdownOf } from "../../src/state/cost-breakdown.ts";
import { BudgetLedger, utcDay } from "../../src/stores/budget-ledger.ts";
import { openStores } from "../../src/stores/open.ts";
import { IDEA } from "../support/budget.ts";
import { finish, genesis, type Session, session, start } from "../support/cli.ts";

// Every step starts a process, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 90_000 });

let mock: LLMock;
beforeEach(async () => {
  mock = await LLMock.create({ host: "127.0.0.1", port: 0 });
});
afterEach(() => mock.stop());

function answering(): void {
  mock.on({}, { content: JSON.stringify(IDEA), usage: { prompt_tokens: 1_000, completion_tokens: 100 } });
}

const withModel = (env: Record<string, string> = {}): Session =>
  session({ OPENAI_API_KEY: "opaque.key", OPENAI_BASE_URL: `${mock.url}/v1`, ...env });

async function ledgerOf({ cwd }: Session) {
  const stores = await openStores({ home: `${cwd}/.genesis` });
  return { ledger: new BudgetLedger(stores.store), stores };
}

describe("genesis create over its budget", () => {
  it("stops with exit code 4 and what is done kept, and is run again with more", async () => {
    answering();
    const where = withModel();
    const args = ["create", "saas_tool", "--budget-calls", "1", "--json"];
    const stopped = await genesis(where, ...args);
    expect(stopped.code).toBe(4);
    expect(stopped.err).toContain("[BUDGET_EXCEEDED]");
    expect(stopped.err).toMatch(
      /hint {2}Give it more: genesis replay \S+ --budget-calls <amount>; GENESIS_BUDGET_RUN_CALLS/,
    );
    const result = JSON.parse(stopped.out);
    expect(result).toMatchObject({ status: "FAILED", requirements: { name: "Ledger Lane" } });
    expect(costBreakdownOf(result.metadata)?.total).toMatchObject({ calls: 1, usd: 0.0035 });
    expect(mock.getRequests()).toHaveLength(1);

    const alone = await genesis(where, "replay");
    expect(alone).toMatchObject({ code: 0, out: "Nothing waits for a replay.\n" });
    expect(alone.err).toContain("ran out of budget");
    const again = await genesis(where, "replay", result.business_id, "--budget-calls", "50", "--json");
    expect(JSON.parse(again.out)).toMatchObject([{ status: "SUCCESS" }]);

    const shown = await genesis(where, "show", result.business_id);
    expect(shown.out).toMatch(/cost +\$0\.0035 \(1 call, 1,100 tokens; gpt-4o \$0\.0035\)/);
  });

  it("refuses limits that are no amounts, and a day that is used up", async () => {
    answering();
    for (const option of [
      ["--budget-usd", "NaN"],
      ["--budget-calls", "1.5"],
      ["--budget-tokens", "-1"],
    ]) {
      expect(await genesis(withModel(), "create", "saas_tool", ...option)).toMatchObject({ code: 2 });
    }
    const refused = await genesis(withModel({ GENESIS_BUDGET_DAY_USD: "-3" }), "create", "saas_tool");
    expect(refused.err).toContain("[CONFIG_INVALID]");
    const spent = await genesis(withModel({ GENESIS_BUDGET_DAY_CALLS: "0" }), "create", "saas_tool");
    expect(spent).toMatchObject({ code: 4 });
    expect(spent.err).toContain("[QUOTA_EXCEEDED]");
    expect(mock.getRequests()).toHaveLength(0);
  });
});

describe("a process that is killed between a reservation and its settlement", () => {
  it("has spent the ceiling, and the run that is resumed goes on with what is left", async () => {
    let asked = 0;
    const silent = createServer(() => {
      asked += 1;
    });
    await new Promise<void>((ready) => silent.listen(0, "127.0.0.1", ready));
    onTestFinished(() => {
      silent.closeAllConnections();
      silent.close();
    });
    const { port } = silent.address() as AddressInfo;
    const where = withModel();
    const held = { ...where, env: { ...where.env, OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1` } };
    const child = start(held, ["create", "saas_tool", "--budget-calls", "2"]);
    await vi.waitFor(() => expect(asked).toBe(1), { timeout: 60_000, interval: 20 });
    child.kill("SIGKILL");
    await finish(child);
    const { ledger, stores } = await ledgerOf(where);
    const [run] = await stores.runs.list({ limit: 1 });
    const account = await ledger.run(run?.business_id ?? "");
    expect(usedOf(account).calls).toBe(1);
    expect(usedOf(account).nano_usd).toBeGreaterThan(80_000_000);
    expect(usedOf(await ledger.day(utcDay(Date.now())))).toEqual(usedOf(account));
    await stores.close();

    answering();
    const resumed = await genesis(where, "resume", run?.business_id ?? "", "--json");
    expect(resumed.code).toBe(4);
    const result = JSON.parse(resumed.out);
    // One call was lost with the process, one made the idea; none is left for the plan.
    expect(result.requirements.name).toBe("Ledger Lane");
    expect(costBreakdownOf(result.metadata)?.total).toMatchObject({ calls: 2, measured_usd: 0.0035 });
    expect(costBreakdownOf(result.metadata)?.total.estimated_usd).toBeGreaterThan(0.08);
  });
});
