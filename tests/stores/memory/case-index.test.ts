import { InMemoryStore } from "@langchain/langgraph";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CaseIndex } from "../../../src/stores/memory/case-index.ts";
import { Memory } from "../../../src/stores/memory/memory.ts";
import { openMemoryStores } from "../../../src/stores/open.ts";
import { aCase, aLongTermMemory, provenance } from "../../support/memory.ts";

const OPTIONS = { count: 2, minSimilarity: 0.1 };
const brief = (index: CaseIndex, text: string) =>
  index.nearestByAgent(text).map(({ agentId, case: { state } }) => `${agentId}: ${state}`);

describe("CaseIndex", () => {
  it("gives each agent its most similar cases, failures too", () => {
    const index = new CaseIndex(
      [
        aCase("build csv export"),
        aCase("build csv import"),
        aCase("build csv reports"),
        aCase("build csv export", { agent_id: "ux", reward: 0 }),
        aCase("write the launch letter", { agent_id: "content" }),
        aCase("build csv export", { agent_id: null }),
      ],
      OPTIONS,
    );
    expect(brief(index, "build csv export")).toEqual([
      "builder: build csv export",
      "ux: build csv export",
      "builder: build csv import",
    ]);
    expect(index.nearestByAgent("build csv export")[0]?.similarity).toBeCloseTo(1);
    expect(brief(index, "zebra")).toEqual([]);
    expect(new CaseIndex([], OPTIONS).nearestByAgent("anything")).toEqual([]);
  });

  it("reads the beginning of texts of 100,000 characters", () => {
    const long = (word: string) => `${word} `.repeat(20_000);
    const index = new CaseIndex(
      Array.from({ length: 100 }, (_, at) => aCase(`${long("build")}${at}`)),
      OPTIONS,
    );
    expect(index.nearestByAgent(long("build"))).toHaveLength(2);
    expect(index.nearestByAgent("99")).toEqual([]);
  });

  it("keeps to its thresholds, falls in similarity and never gives an agent more than K", () => {
    const words = fc.array(fc.constantFrom("build", "test", "csv", "export", "login", "page"), {
      minLength: 1,
      maxLength: 5,
    });
    const cases = fc.array(fc.tuple(words, fc.constantFrom("a", "b", "c")), { maxLength: 20 });
    fc.assert(
      fc.property(cases, words, (rows, question) => {
        const index = new CaseIndex(
          rows.map(([state, agent_id]) => aCase(state.join(" "), { agent_id })),
          OPTIONS,
        );
        const found = index.nearestByAgent(question.join(" "));
        const levels = found.map(({ similarity }) => similarity);
        expect(levels).toEqual(levels.toSorted((x, y) => y - x));
        for (const { similarity, agentId, case: one } of found) {
          expect(similarity).toBeGreaterThanOrEqual(0.1);
          expect(similarity).toBeLessThanOrEqual(1);
          expect(one.agent_id).toBe(agentId);
          expect(found.filter((other) => other.agentId === agentId).length).toBeLessThanOrEqual(2);
        }
      }),
    );
  });
});

describe.each([
  ["SqliteStore", async () => (await openMemoryStores()).store],
  ["LangGraph's own store", async () => new InMemoryStore()],
])("the tasks of earlier runs on %s", (_name, open) => {
  const inMode = (execution_mode: string) => ({ provenance: { ...provenance, execution_mode } });

  it("are those of the type, executed in the same way", async () => {
    const store = await open();
    await new Memory(store).addCases([
      aCase("build login"),
      aCase("build login", { reward: 0, ...inMode("real") }),
      aCase("a whole run", { scope: "run", agent_id: null }),
      aCase("build market", { business_type: "marketplace" }),
    ]);
    const { memory } = aLongTermMemory();
    const ask = async (executionMode: string) =>
      (await memory.taskCases(store, { businessType: "saas_tool", executionMode }))
        .nearestByAgent("build login market a whole run")
        .map(({ case: { state, reward } }) => [state, reward]);
    expect(await ask("simulated")).toEqual([["build login", 1]]);
    expect(await ask("real")).toEqual([["build login", 0]]);
    expect(await ask("other")).toEqual([]);
  });

  it("are kept beside what was simulated of the same", async () => {
    const memory = new Memory(await open());
    const real = aCase("build login", inMode("real"));
    expect(await memory.addCases([aCase("build login"), real, real])).toBe(2);
  });
});

it("costs MEMORY_UNAVAILABLE and a count when the store is down", async () => {
  const store = new InMemoryStore();
  store.batch = async () => {
    throw new Error("gone");
  };
  const { memory, failed } = aLongTermMemory();
  await expect(
    memory.taskCases(store, { businessType: "saas_tool", executionMode: "simulated" }),
  ).rejects.toMatchObject({ code: "MEMORY_UNAVAILABLE" });
  expect(failed).toEqual(["cases"]);
});
