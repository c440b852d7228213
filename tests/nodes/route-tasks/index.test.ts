import { type BaseStore, InMemoryStore } from "@langchain/langgraph";
import { describe, expect, it } from "vitest";
import { routeTasks } from "../../../src/nodes/route-tasks/index.ts";
import { caseText } from "../../../src/nodes/task-case.ts";
import type { GenesisState } from "../../../src/state/genesis-state.ts";
import type { RoutingPlan } from "../../../src/state/routing.ts";
import type { Warning } from "../../../src/state/run-event.ts";
import { Memory } from "../../../src/stores/memory/memory.ts";
import { testBudget } from "../../support/budget.ts";
import { aCase, provenance } from "../../support/memory.ts";
import { silent, type TestOptions, testServices } from "../../support/services.ts";
import { aTask } from "../../support/tasks.ts";

const copy = aTask({ task_id: "write-site-copy", capabilities: ["copywriting"] });

async function route(
  store: BaseStore | undefined,
  { state = {}, ...options }: TestOptions & { state?: Partial<GenesisState> } = {},
) {
  const services = await testServices(options);
  const context = {
    emit: () => {},
    log: silent,
    signal: new AbortController().signal,
    draining: () => false,
    store,
    budget: testBudget(),
    threadId: undefined,
  };
  const base = {
    business_type: "saas_tool",
    execution_mode: "simulated",
    team_composition: ["copywriter", "marketing"],
    task_graph: { tasks: [copy] },
    evolutions: [],
    warnings: [],
    agent_records: [],
  };
  const update = await routeTasks(services)({ ...base, ...state } as unknown as GenesisState, context);
  const plan = update.routing_plan as RoutingPlan;
  const codes = (update.warnings as Warning[]).map(({ code }) => code);
  return { plan, codes, services };
}

/** A store that remembers how an agent did the task. */
async function remembering(agent_id: string, reward: number, execution_mode = "simulated") {
  const store = new InMemoryStore();
  const found = aCase(caseText("saas_tool", copy), {
    agent_id,
    reward,
    provenance: { ...provenance, execution_mode },
  });
  await new Memory(store).addCases([found]);
  return store;
}

describe("route-tasks and the case bank", () => {
  it("moves the score of an agent by a quarter, up or down, and says so with figures", async () => {
    const shown = ({ explanations }: RoutingPlan) => explanations["write-site-copy"] ?? "";
    const score = (plan: RoutingPlan) => Number(/score (-?\d+\.\d+)/.exec(shown(plan))?.[1]);
    const without = (await route(new InMemoryStore())).plan;
    const usual = without.assignments["write-site-copy"] as string;
    expect(shown(without)).not.toContain("similar cases");
    const good = (await route(await remembering(usual, 1))).plan;
    expect(score(good)).toBeCloseTo(score(without) + 0.25, 1);
    expect(shown(good)).toContain("similar cases 1.00 (1 of 1 went well, the closest 1.00 alike)");
    const bad = (await route(await remembering(usual, 0))).plan;
    expect(score(bad)).toBeCloseTo(score(without) - 0.25, 1);
    expect(shown(bad)).toContain("similar cases -1.00 (0 of 1 went well, the closest 1.00 alike)");
  });

  it("decides between equals", async () => {
    const services = await testServices();
    const [copywriter] = services.agents.filter(({ agent_id }) => agent_id === "copywriter");
    const twin = (agent_id: string) => ({ ...copywriter, agent_id, aliases: [] }) as never;
    const agents = [twin("one"), twin("two"), ...services.agents.slice(0, 3)];
    const state = { team_composition: ["one", "two"] };
    const chosen = async (store: BaseStore) =>
      (await route(store, { agents, state })).plan.assignments["write-site-copy"];
    expect(await chosen(new InMemoryStore())).toBe("one");
    expect(await chosen(await remembering("one", 0))).toBe("two");
    expect(await chosen(await remembering("two", 1))).toBe("two");
    // A simulation says nothing of real work, and the other way round.
    expect(await chosen(await remembering("two", 1, "real"))).toBe("one");
  });

  it("routes without a store, and without memory that was found down before, and asks it nothing", async () => {
    const without = (await route(undefined)).plan;
    const store = new InMemoryStore();
    store.batch = async () => {
      throw new Error("gone");
    };
    const warnings = [{ code: "MEMORY_UNAVAILABLE", message: "-" }];
    const down = await route(store, { state: { warnings } });
    expect(down.plan).toEqual(without);
    expect(down.codes).toEqual([]);
    const unawares = await route(store);
    expect(unawares.plan).toEqual(without);
    expect(unawares.codes).toEqual(["OUTCOMES_UNAVAILABLE", "CASES_UNAVAILABLE"]);
  });

  it("reads all cases at once, whatever the size of the plan", async () => {
    const store = await remembering("copywriter", 1);
    const batch = store.batch.bind(store);
    let reads = 0;
    store.batch = (operations) => {
      reads += operations.filter(
        (one) => "namespacePrefix" in one && one.namespacePrefix[0] === "cases",
      ).length;
      return batch(operations);
    };
    const tasks = Array.from({ length: 200 }, (_, index) => ({
      ...copy,
      task_id: `write-site-copy-${index}`,
    }));
    const { plan } = await route(store, { state: { task_graph: { tasks } as never } });
    expect(plan.metadata.with_similar_cases).toBe(200);
    expect(reads).toBe(1);
  });
});
