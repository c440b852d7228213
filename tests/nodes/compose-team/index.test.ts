import { type BaseStore, InMemoryStore } from "@langchain/langgraph";
import { describe, expect, it } from "vitest";
import { composeTeam } from "../../../src/nodes/compose-team/index.ts";
import { recallOutcomes } from "../../../src/nodes/compose-team/recall-outcomes.ts";
import type { AgentProfile, Roster } from "../../../src/state/agent.ts";
import type { GenesisState } from "../../../src/state/genesis-state.ts";
import type { Warning } from "../../../src/state/run-event.ts";
import type { SwarmParameters } from "../../../src/state/swarm-parameters.ts";
import { testBudget } from "../../support/budget.ts";
import { aRequirements } from "../../support/requirements.ts";
import { silent, testServices } from "../../support/services.ts";

function contextWith(store: BaseStore | undefined) {
  const events: { type: string }[] = [];
  const emit = (event: { type: string }) => events.push(event);
  const { signal } = new AbortController();
  return {
    events,
    emit,
    log: silent,
    signal,
    draining: () => false,
    store,
    budget: testBudget(),
    threadId: undefined,
  };
}

function record(team: string[], success: boolean, execution_mode = "simulated") {
  return { kind: "business", team, success, provenance: { run: "r", execution_mode } };
}

async function storeWith(records: Record<string, unknown>[]): Promise<InMemoryStore> {
  const store = new InMemoryStore();
  for (const [index, value] of records.entries()) {
    await store.put(["business", index % 2 === 0 ? "saas_tool" : "marketplace"], `r${index}`, value);
  }
  return store;
}

function failingStore(): BaseStore {
  const store = new InMemoryStore();
  store.batch = async () => {
    throw new Error("the disk is gone");
  };
  return store;
}

function aState(differences: Partial<GenesisState> = {}): GenesisState {
  const requirements = aRequirements();
  const base = {
    business_type: "saas_tool",
    execution_mode: "simulated",
    seed: 1,
    evolutions: [],
    warnings: [],
    agent_records: [],
  };
  return { ...base, requirements, task_graph: null, ...differences } as unknown as GenesisState;
}

interface Setting {
  readonly store?: BaseStore;
  readonly agents?: AgentProfile[];
  readonly swarm?: Partial<SwarmParameters>;
}

async function compose({ store, agents, swarm }: Setting = {}) {
  const services = await testServices(agents ? { agents } : {});
  Object.assign(services.config.swarm, swarm);
  const context = contextWith(store);
  const update = await composeTeam(services)(aState(), context);
  return { roster: update.roster as Roster, warnings: update.warnings as Warning[], update, context };
}

describe("recallOutcomes", () => {
  it("counts past businesses of any type, executed in the same way", async () => {
    const store = await storeWith([
      record(["builder", "qa"], true),
      record(["builder", "qa", "ux"], false),
      record(["builder", "qa"], true, "built-in"),
    ]);
    const { outcomes, warnings } = await recallOutcomes(contextWith(store), "simulated");
    expect(outcomes.of("builder", "qa")).toEqual({ successes: 1, failures: 1 });
    expect(outcomes.of("ux", "qa")).toEqual({ successes: 0, failures: 1 });
    expect(warnings).toEqual([]);
  });

  it("skips what is no business record", async () => {
    const store = await storeWith([{ team: "builder", success: true }, { note: "hello" }]);
    const { outcomes, warnings } = await recallOutcomes(contextWith(store), "simulated");
    expect(outcomes.of("builder", "qa")).toBeUndefined();
    expect(warnings).toEqual([]);
  });

  it("knows nothing without a store, and says so when the store fails", async () => {
    const without = await recallOutcomes(contextWith(undefined), "simulated");
    expect(without.outcomes.of("builder", "qa")).toBeUndefined();
    expect(without.warnings).toEqual([]);
    const context = contextWith(failingStore());
    const { outcomes, warnings } = await recallOutcomes(context, "simulated");
    expect(outcomes.of("builder", "qa")).toBeUndefined();
    expect(warnings).toMatchObject([{ code: "MEMORY_UNAVAILABLE" }]);
    expect(context.events).toMatchObject([{ type: "warning", code: "MEMORY_UNAVAILABLE" }]);
  });
});

describe("compose-team", () => {
  it("puts the explained roster and the ids of its members into the state", async () => {
    const { roster, warnings, update } = await compose();
    expect(update.team_composition).toEqual(roster.members.map((member) => member.agent_id));
    expect(roster.fitness_parts).toMatchObject({ coverage: 1, kin: 0 });
    expect(warnings).toEqual([]);
  });

  it("weighs what memory holds of earlier teams", async () => {
    const history = await storeWith([record(["builder", "qa"], true), record(["builder", "qa"], true)]);
    const { roster } = await compose({ store: history });
    expect(roster.fitness_parts.kin).toBeGreaterThan(0);
    const kinOf = (id: string) => roster.members.find((member) => member.agent_id === id)?.kin;
    expect(kinOf("builder")).toBe(kinOf("qa"));
    expect(kinOf("deploy")).toBe(0);
  });

  it("searches with the parameters of the configuration", async () => {
    const usual = await compose();
    expect(usual.roster.search.method).toBe("exhaustive");
    const bred = await compose({ swarm: { exhaustive_agents: 0, generations: 3, stagnation: 9 } });
    expect(bred.roster.search).toMatchObject({ method: "genetic", generations: 3 });
    expect(bred.roster.fitness).toBe(usual.roster.fitness);
    const priced = await compose({ swarm: { weights: { coverage: 1, price: 0, member: 0, pair: 0 } } });
    expect(priced.roster.fitness_parts).toMatchObject({ cost: 0, size: 0 });
  });

  it("composes the same team when memory is down", async () => {
    const { roster, warnings } = await compose({ store: failingStore() });
    expect(roster).toEqual((await compose()).roster);
    expect(warnings.map((warning) => warning.code)).toEqual(["MEMORY_UNAVAILABLE"]);
  });

  it("warns of what nobody offers and of what nobody holds together", async () => {
    const { agents } = await testServices();
    const without = agents
      .filter((agent) => agent.agent_id !== "ux")
      .map((agent) => (agent.agent_id === "qa" ? { ...agent, capabilities: ["security"] } : agent));
    const { warnings } = await compose({ agents: without });
    expect(warnings.map((warning) => warning.code)).toContain("CAPABILITY_MISSING");
    expect(warnings.map((warning) => warning.message).join(" ")).toMatch(/offers: .*design.*testing/);
  });

  it("finds somebody else for a task that failed before", async () => {
    const services = await testServices();
    const task = { task_id: "write-copy", capabilities: ["copywriting"] };
    const avoid = { "write-copy": ["content", "copywriter"] };
    const state = aState({
      task_graph: { tasks: [task] } as unknown as GenesisState["task_graph"],
      evolutions: [{ avoid }] as unknown as GenesisState["evolutions"],
    });
    const { roster } = await composeTeam(services)(state, contextWith(undefined));
    const members = (roster as Roster).members.map((member) => member.agent_id);
    expect(members).toContain("marketing");
  });
});
