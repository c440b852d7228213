import { describe, expect, it } from "vitest";
import type { LanguageModel } from "../../../src/llm/gateway.ts";
import { decomposeTasks } from "../../../src/nodes/decompose-tasks/index.ts";
import type { NodeContext } from "../../../src/nodes/node.ts";
import type { Services } from "../../../src/nodes/services.ts";
import { GenesisError } from "../../../src/state/errors.ts";
import type { Evolution, GenesisState } from "../../../src/state/genesis-state.ts";
import type { RunEventBody } from "../../../src/state/run-event.ts";
import type { TaskGraph } from "../../../src/state/task.ts";
import { testBudget } from "../../support/budget.ts";
import { aRequirements } from "../../support/requirements.ts";
import { silent, testServices } from "../../support/services.ts";
import { PLAYBOOKS } from "./support.ts";

const team = ["builder", "deploy", "qa", "product", "ux"];

async function run(
  state: Partial<GenesisState> = {},
  overrides: Partial<Services> = {},
  signal = new AbortController().signal,
) {
  const events: RunEventBody[] = [];
  const context: NodeContext = {
    emit: (event) => events.push(event),
    log: silent,
    signal,
    store: undefined,
    budget: testBudget(),
    threadId: undefined,
    draining: () => false,
  };
  const services = { ...(await testServices({ flags: { llm_integration_enabled: true } })), ...overrides };
  const before = {
    business_type: "saas_tool",
    requirements: aRequirements(),
    team_composition: team,
    similar_businesses: [],
    best_practices: [],
    evolutions: [],
    task_graph: null,
    ...state,
  } as unknown as GenesisState;
  const update = await decomposeTasks(services)(before, context);
  return { graph: update.task_graph as TaskGraph, warnings: update.warnings, update, events };
}

function failing(error: Error): LanguageModel {
  return { generate: () => Promise.reject(error), usageTotals: () => [] } as LanguageModel;
}

const evolution: Evolution = {
  round: 1,
  operator: "revision",
  diagnosis: "instrument-analytics: NO_LUCK",
  avoid: {},
  dropped_tasks: ["instrument-analytics"],
  refined_tasks: ["integration-test"],
  re_enter_at: "decompose-tasks",
};

describe("decompose-tasks", () => {
  it("plans by the blueprint without a model", async () => {
    const { graph, update, events } = await run();
    expect(graph).toMatchObject({ source: "blueprint", revision: 0 });
    expect(update).toMatchObject({ task_count: graph.tasks.length, status: "ROUTING" });
    expect(events).toEqual([{ type: "plan.ready", task_count: graph.tasks.length }]);
  });

  it("falls back to the blueprint with a warning when the model fails", async () => {
    const local = await run();
    const error = new GenesisError("LLM_INVALID_OUTPUT", "three bad replies", { hint: "-" });
    const { graph, warnings } = await run({}, { llm: failing(error) });
    expect(graph).toEqual(local.graph);
    expect(warnings).toEqual([
      { code: "PLAN_FALLBACK", message: expect.stringContaining("LLM_INVALID_OUTPUT") },
    ]);
  });

  it("does not hide a defect or an abort behind the blueprint", async () => {
    await expect(run({}, { llm: failing(new TypeError("a bug")) })).rejects.toThrow("a bug");
    const aborted = AbortSignal.abort(new GenesisError("STOPPED", "stop", { hint: "-" }));
    const error = new GenesisError("LLM_TIMEOUT", "late", { hint: "-" });
    await expect(run({}, { llm: failing(error) }, aborted)).rejects.toMatchObject({ code: "LLM_TIMEOUT" });
  });

  it("asks no model while the flag is off", async () => {
    const off = { flags: { isEnabled: async () => false } } as unknown as Partial<Services>;
    const { graph } = await run({}, { ...off, llm: failing(new TypeError("must not be asked")) });
    expect(graph.source).toBe("blueprint");
  });

  it("plans a further round from the one before: what was not named stays identical", async () => {
    const { graph } = await run();
    const llm = failing(new TypeError("must not be asked again"));
    const { graph: next } = await run({ task_graph: graph, evolutions: [evolution] }, { llm });
    expect(next.revision).toBe(1);
    const named = ["instrument-analytics", "integration-test"];
    for (const task of graph.tasks.filter(({ task_id }) => !named.includes(task_id))) {
      const after = next.tasks.find(({ task_id }) => task_id === task.task_id);
      const touched = task.depends_on.includes("instrument-analytics");
      expect(after).toEqual(touched ? { ...task, depends_on: after?.depends_on } : task);
    }
    const ids = next.tasks.map(({ task_id }) => task_id);
    expect(ids).toContain("integration-test-first-part");
    expect(ids).not.toContain("instrument-analytics");
    // Run again (a resumed node): the round is not applied twice.
    const again = await run({ task_graph: next, evolutions: [evolution] });
    expect(again.graph).toEqual(next);
  });

  describe("an archetype without steps of its own", () => {
    async function custom(overrides: Partial<Services> = {}) {
      const { archetypes } = await testServices();
      const saas = archetypes.get("saas_tool");
      if (!saas) throw new Error("no saas_tool");
      const lifecycle = archetypes
        .blueprint("saas_tool")
        .filter(({ key }) => !saas.blueprint.some((own) => own.key === key))
        .map((step) => ({
          ...step,
          depends_on: step.depends_on.filter((key) => !saas.blueprint.some((own) => own.key === key)),
        }));
      const bare = {
        ...archetypes,
        get: () => ({ ...saas, business_type: "bike_rental", blueprint: [] }),
        blueprint: () => lifecycle,
      };
      const requirements = aRequirements({
        business_type: "bike_rental",
        description: "Rents out bikes by the day with deposits",
      });
      return run({ business_type: "bike_rental", requirements }, { archetypes: bare, ...overrides });
    }

    it("gets them from similar playbooks, as far as the team can do them", async () => {
      const { graph } = await custom({ planningCases: () => PLAYBOOKS });
      expect(graph.source).toBe("cases");
      const titles = graph.tasks.map(({ title }) => title);
      expect(titles).toContain("Build the calendar that never books one thing twice");
      expect(titles).not.toContain("Hold and give back deposits");
      expect((await custom({ planningCases: () => PLAYBOOKS })).graph).toEqual(graph);
    });

    it("has the common lifecycle without playbooks", async () => {
      const { graph } = await custom({ planningCases: () => [] });
      expect(graph.source).toBe("blueprint");
      expect(graph.tasks.map(({ task_id }) => task_id)).toContain("deploy-product");
    });
  });
});
