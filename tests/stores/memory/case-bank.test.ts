import { InMemoryStore } from "@langchain/langgraph";
import { beforeEach, describe, expect, it } from "vitest";
import { CaseBank, rankCases } from "../../../src/stores/memory/case-bank.ts";
import { Memory } from "../../../src/stores/memory/memory.ts";
import { openMemoryStores } from "../../../src/stores/open.ts";
import { aCase } from "../../support/memory.ts";

const OPTIONS = { count: 4, minSimilarity: 0.05, minReward: 0.5 };
const names = (found: readonly { case: { action: unknown } }[]) =>
  found.map((one) => (one.case.action as { name: string }).name);
const named = (name: string, state: string, differences = {}) =>
  aCase(state, { action: { name }, ...differences });

describe("rankCases", () => {
  it("weighs similarity with reward", () => {
    const found = rankCases(
      "build subscription billing with stripe",
      [
        named("alike but barely worked", "build subscription billing with stripe", { reward: 0.5 }),
        named("fairly alike and worked", "build subscription billing", { reward: 1 }),
        named("something else", "write hero copy for the page"),
      ],
      OPTIONS,
    );
    expect(names(found)).toEqual(["fairly alike and worked", "alike but barely worked"]);
    for (const { weight, similarity, case: one } of found)
      expect(weight).toBeCloseTo(similarity * one.reward);
  });

  it("keeps to its thresholds and to K", () => {
    const cases = Array.from({ length: 9 }, (_, n) =>
      named(`${n}`, `stripe checkout ${"filler ".repeat(n)}`, { reward: n === 0 ? 0.4 : 1 }),
    );
    expect(names(rankCases("stripe checkout", cases, OPTIONS))).toEqual(["1", "2", "3", "4"]);
    expect(rankCases("stripe checkout", cases, { ...OPTIONS, count: 2 })).toHaveLength(2);
    expect(rankCases("stripe checkout", cases, { ...OPTIONS, minSimilarity: 1.1 })).toEqual([]);
    expect(names(rankCases("stripe checkout", cases, { ...OPTIONS, minReward: 0, count: 9 }))).toContain("0");
  });

  it("gives failures when they are asked for, the surest warning first", () => {
    const cases = [
      named("failed", "deploy product", { reward: 0 }),
      named("half", "deploy product", { reward: 0.3 }),
      named("worked", "deploy product"),
    ];
    expect(names(rankCases("deploy product", cases, { ...OPTIONS, failures: true }))).toEqual([
      "failed",
      "half",
    ]);
  });

  it("gives the same order whatever the order of the cases", () => {
    const cases = ["a", "b", "c"].map((name) => named(name, "the same work"));
    const one = names(rankCases("the same work", cases, OPTIONS));
    expect(names(rankCases("the same work", cases.toReversed(), OPTIONS))).toEqual(one);
  });
});

describe.each([
  ["SqliteStore", async () => (await openMemoryStores()).store],
  ["LangGraph's own store", async () => new InMemoryStore()],
])("CaseBank on %s", (_name, open) => {
  let bank: CaseBank;
  beforeEach(async () => {
    bank = new CaseBank(new Memory(await open()));
  });

  it("adds each experience once, whichever run made it again", async () => {
    const again = (run: string) => aCase("build login", { provenance: { ...aCase("x").provenance, run } });
    expect(await bank.add([again("r1"), again("r1"), aCase("build login", { reward: 0 })])).toBe(2);
    expect(await bank.add([again("r2")])).toBe(0);
    const [found] = await bank.similarCases({ text: "build login" }, OPTIONS);
    expect(found?.case.provenance.run).toBe("r1");
  });

  it("narrows by type, agent and scope", async () => {
    await bank.add([
      named("saas by builder", "build login"),
      named("saas by qa", "build login", { agent_id: "qa" }),
      named("market", "build login", { business_type: "marketplace" }),
      named("book", "build login", { scope: "playbook", agent_id: null }),
    ]);
    const ask = async (query: object, options: object = {}) =>
      names(
        await bank.similarCases({ text: "build login", ...query }, { ...OPTIONS, count: 9, ...options }),
      ).sort();
    expect(await ask({})).toEqual(["book", "market", "saas by builder", "saas by qa"]);
    expect(await ask({ businessType: "saas_tool" })).toEqual(["book", "saas by builder", "saas by qa"]);
    expect(await ask({ agentId: "qa" })).toEqual(["saas by qa"]);
    expect(await ask({}, { scope: "playbook" })).toEqual(["book"]);
  });
});
