import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { withFeatures } from "../../src/operations/improve.ts";
import type { TaskWorker } from "../../src/state/agent.ts";
import { GenesisError } from "../../src/state/errors.ts";
import { genesisIn } from "./support.ts";

const codeOf = (promise: PromiseLike<unknown>) =>
  Promise.resolve(promise).then(
    () => "no error",
    (error: GenesisError) => error.code,
  );

describe("the features of an improved business", () => {
  it("are the old ones and the new ones, each once, however it is spelt", () => {
    expect(withFeatures(["CSV export", "Billing"], ["  csv  EXPORT ", "Audit", "audit", "Billing"])).toEqual([
      "CSV export",
      "Billing",
      "Audit",
    ]);
  });

  it("keep every old feature in its place, and adding them again adds nothing", () => {
    const features = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,8}$/), { maxLength: 8 });
    fc.assert(
      fc.property(features, features, (before, more) => {
        const all = withFeatures(before, more);
        expect(all.slice(0, before.length)).toEqual(before);
        expect(new Set(all)).toEqual(new Set([...before, ...more]));
        expect(withFeatures(all, more)).toEqual(all);
      }),
    );
  });
});

/** Deploys somewhere that has to be paid. */
const deploying: TaskWorker = {
  kind: "provider",
  execute: async ({ effect }) => ({
    output: effect === "deploy" ? { deployment_url: "https://a.vercel.app" } : {},
    simulated: false,
  }),
};

describe("improving a business", () => {
  it("is a run of its own, with the same name, type and seed and all features", async () => {
    const genesis = await genesisIn();
    const made = await genesis.createBusiness("saas_tool", { name: "Ledger Loop" }, { seed: 3 });
    const improved = await genesis.improve(made.business_id, { features: ["Expense forecasting"] });
    expect(improved).toMatchObject({ status: "SUCCESS", metadata: { improves: made.business_id, seed: 3 } });
    expect(improved.business_id).not.toBe(made.business_id);
    expect(improved.requirements).toEqual({
      ...made.requirements,
      mvp_features: [...(made.requirements?.mvp_features ?? []), "Expense forecasting"],
    });
    expect(improved.task_results.map(({ title }) => title)).toContain("Build: Expense forecasting");
  });

  it("goes on from the last improvement that succeeded, whichever run of the business is named", async () => {
    const genesis = await genesisIn();
    const made = await genesis.createBusiness("saas_tool", undefined, { seed: 3 });
    const first = await genesis.improve(made.business_id, { features: ["Expense forecasting"] });
    const second = await genesis.improve(first.business_id, { features: ["Shift planning"] });
    expect(second.requirements?.mvp_features.slice(-2)).toEqual(["Expense forecasting", "Shift planning"]);
    expect(second.metadata.improves).toBe(made.business_id);
    const third = await genesis.improve(made.business_id, { features: ["Stock list"] });
    expect(third.requirements?.mvp_features.slice(-3)).toEqual([
      "Expense forecasting",
      "Shift planning",
      "Stock list",
    ]);
    const { improvements } = await genesis.show(first.business_id);
    expect(improvements.map(({ run, features }) => [run, features])).toEqual([
      [first.business_id, ["Expense forecasting"]],
      [second.business_id, ["Shift planning"]],
      [third.business_id, ["Stock list"]],
    ]);
  });

  it("inherits what is left of the business's budget, unless it is given one of its own", async () => {
    const genesis = await genesisIn(
      { env: { GENESIS_BUDGET_CEILING_DEPLOY_USD: "0.4" } },
      { workers: { simulated: deploying } },
    );
    const made = await genesis.createBusiness("saas_tool", undefined, { seed: 3, budget: { usd: 1 } });
    expect(made.metadata.cost_breakdown).toMatchObject({ total: { usd: 0.4 } });
    const budgetOf = async (id: string) => (await genesis.show(id)).state.budget;
    const first = await genesis.improve(made.business_id, { features: ["Expense forecasting"] });
    expect([first.status, await budgetOf(first.business_id)]).toEqual(["SUCCESS", { usd: 0.6 }]);
    const second = await genesis.improve(made.business_id, { features: ["Shift planning"] });
    expect([second.status, await budgetOf(second.business_id)]).toEqual(["FAILED", { usd: 0.2 }]);
    expect(second.metadata.error).toMatchObject({ code: "BUDGET_EXCEEDED" });
    const third = await genesis.improve(made.business_id, { features: ["Stock list"], budget: { usd: 0.5 } });
    expect([third.status, await budgetOf(third.business_id)]).toEqual(["SUCCESS", { usd: 0.5 }]);
  });

  it("inherits no more than a failed improvement has left, whatever was refused in between", async () => {
    const outage = { now: false };
    const paid: TaskWorker = {
      ...deploying,
      async execute(task, context) {
        if (task.effect === "deploy" && outage.now)
          throw new GenesisError("PROVIDER_DOWN", "No answer.", { hint: "Wait." });
        return deploying.execute(task, context);
      },
    };
    const genesis = await genesisIn(
      { env: { GENESIS_BUDGET_CEILING_DEPLOY_USD: "0.3", GENESIS_MAX_EVOLUTIONS: "0" } },
      { workers: { simulated: paid } },
    );
    const made = await genesis.createBusiness("saas_tool", undefined, { seed: 3, budget: { usd: 1 } });
    const improve = async (feature: string) => {
      const { business_id, status } = await genesis.improve(made.business_id, { features: [feature] });
      return [status, (await genesis.show(business_id)).state.budget];
    };
    outage.now = true;
    expect(await improve("Expense forecasting")).toEqual(["FAILED", { usd: 0.7 }]);
    outage.now = false;
    expect(await improve("a\u0000b")).toEqual(["FAILED", null]);
    expect(await improve("Shift planning")).toEqual(["SUCCESS", { usd: 0.4 }]);
    expect((await improve("Stock list"))[1]).toEqual({ usd: 0.1 });
  });

  it("is refused for what is not there, has not succeeded, or has it all already", async () => {
    const genesis = await genesisIn({}, { workers: { simulated: failing } });
    const unknown = genesis.improve("6e2a1f0c-59d4-4b8e-9a43-1f2e3d4c5b6a", { features: ["A list"] });
    expect(await codeOf(unknown)).toBe("RUN_NOT_FOUND");
    const failed = await genesis.createBusiness("saas_tool");
    expect(failed.status).toBe("FAILED");
    expect(await codeOf(genesis.improve(failed.business_id, { features: ["A list"] }))).toBe(
      "NOT_IMPROVABLE",
    );
    const works = await genesisIn();
    const made = await works.createBusiness("saas_tool");
    const [known = ""] = made.requirements?.mvp_features ?? [];
    for (const features of [[], [known.toUpperCase()]]) {
      expect(await codeOf(works.improve(made.business_id, { features }))).toBe("NOTHING_TO_IMPROVE");
    }
    expect((await works.show(made.business_id)).improvements).toEqual([]);
  });

  it("refuses features that no request may have, and changes nothing", async () => {
    const genesis = await genesisIn();
    const made = await genesis.createBusiness("saas_tool");
    for (const features of [
      ["a\u0000b"],
      ["x".repeat(501)],
      Array.from({ length: 51 }, (_, at) => `F${at}`),
    ]) {
      const result = await genesis.improve(made.business_id, { features });
      expect(result).toMatchObject({ status: "FAILED", metadata: { error: { code: "INVALID_REQUEST" } } });
    }
  });

  it("passes the safety gate", async () => {
    const genesis = await genesisIn();
    const made = await genesis.createBusiness("saas_tool");
    const unsafe = "Send phishing e-mails that steal the bank passwords of elderly people";
    const blocked = await genesis.improve(made.business_id, { features: [unsafe] });
    expect(blocked.status).toBe("BLOCKED");
    // It is not part of the business that the next improvement goes on from.
    const next = await genesis.improve(made.business_id, { features: ["Stock list"] });
    expect(next).toMatchObject({ status: "SUCCESS" });
    expect(next.requirements?.mvp_features).not.toContain(unsafe);
  });

  it("judges what is new, and no sentence of its own as if the user had written it", async () => {
    const genesis = await genesisIn();
    // The classifier takes this idea's description, as a stranger's words, for harm.
    const made = await genesis.createBusiness("saas_tool", undefined, { seed: 288 });
    const improved = await genesis.improve(made.business_id, { features: ["Stock list"] });
    expect(improved).toMatchObject({ status: "SUCCESS", metadata: { idea_source: "local" } });
    const again = await genesis.improve(made.business_id, { features: ["Delivery notes"] });
    expect(again).toMatchObject({ status: "SUCCESS", metadata: { idea_source: "local" } });
  });

  it("has to wait for another one that runs, or that waits for a person", async () => {
    const genesis = await genesisIn();
    const { business_id } = await genesis.createBusiness("saas_tool");
    const [first, second] = await Promise.allSettled([
      genesis.improve(business_id, { features: ["Stock list"] }),
      genesis.improve(business_id, { features: ["Shift planning"] }),
    ]);
    expect([first.status, second.status].sort()).toEqual(["fulfilled", "rejected"]);
    const refused = [first, second].find((one) => one.status === "rejected");
    expect(refused?.reason).toMatchObject({ code: "IMPROVEMENT_UNDER_WAY", retryable: true });

    const asks = genesis.improve(business_id, { features: ["Team calendar"], autonomous: false });
    expect(await codeOf(asks)).toBe("APPROVAL_REQUIRED");
    const early = genesis.improve(business_id, { features: ["Price list"] });
    expect(await codeOf(early)).toBe("IMPROVEMENT_UNDER_WAY");
    const { state } = await genesis.show(asks.businessId);
    const decisions = state.approval_requests.map(({ request_id }) => ({
      request_id,
      decision: "approve" as const,
      reason: "",
      decided_by: "a test",
    }));
    expect(await genesis.resume(asks.businessId, { answer: { decisions } })).toMatchObject({ success: true });
    const late = await genesis.improve(business_id, { features: ["Price list"] });
    expect(late.requirements?.mvp_features.slice(-2)).toEqual(["Team calendar", "Price list"]);
  });

  it("when run again later, keeps what was added meanwhile", async () => {
    let works = true;
    const worker: TaskWorker = {
      kind: "simulated",
      touchesNothing: true,
      execute: async (task, context) => (works ? succeeding : failing).execute(task, context),
    };
    const genesis = await genesisIn({}, { workers: { simulated: worker } });
    const { business_id } = await genesis.createBusiness("saas_tool");
    works = false;
    expect(await genesis.improve(business_id, { features: ["Stock list"] })).toMatchObject({
      success: false,
    });
    works = true;
    await genesis.improve(business_id, { features: ["Shift planning"] });
    const [waiting] = await genesis.waiting();
    expect(waiting).toBeDefined();
    if (!waiting) return;
    const replayed = await genesis.replay(waiting);
    expect(replayed.requirements?.mvp_features.slice(-2)).toEqual(["Shift planning", "Stock list"]);
    expect(await genesis.waiting()).toEqual([]);
  });
});

const succeeding: TaskWorker = {
  kind: "simulated",
  execute: async ({ effect }) => ({
    output: effect === "deploy" ? { deployment_url: "https://x.simulated.invalid" } : {},
    simulated: true,
  }),
};

const failing: TaskWorker = {
  kind: "simulated",
  touchesNothing: true,
  execute: async () => {
    throw new GenesisError("NO_LUCK", "It did not work.", { category: "system", hint: "-" });
  },
};
