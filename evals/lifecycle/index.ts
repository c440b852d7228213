import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InMemoryStore, MemorySaver } from "@langchain/langgraph";
import { loadConfig } from "../../src/config/config.ts";
import { compileGraph } from "../../src/graph/compile.ts";
import { createServices } from "../../src/services.ts";
import type { Archetype } from "../../src/state/archetype.ts";
import type { GenesisState } from "../../src/state/genesis-state.ts";
import { createLogger } from "../../src/telemetry/logger.ts";
import type { EvalReport, Figures } from "../report.ts";
import { planBreaches } from "./plan-checks.ts";
import { teamBreaches } from "./team-checks.ts";

const SEEDS = 20;

interface Outcome {
  readonly type: string;
  readonly tasks: number;
  readonly succeeded: boolean;
  readonly plan: readonly string[];
  readonly team: readonly string[];
  readonly unassigned: number;
}

/**
 * The ten archetypes with 20 seeds each through the real graph, simulated and in memory. What comes out is judged by
 * checks of this suite's own.
 */
export async function run(): Promise<EvalReport> {
  const home = await mkdtemp(join(tmpdir(), "genesis-eval-"));
  try {
    const log = createLogger({ level: "silent" });
    const config = loadConfig({
      env: { GENESIS_EXECUTION_MODE: "simulated", GENESIS_HOME: home },
      cwd: home,
    });
    const services = await createServices(config, log);
    const outcomes: Outcome[] = [];
    for (const archetype of services.archetypes.all()) {
      for (let seed = 1; seed <= SEEDS; seed += 1) {
        const persistence = { checkpointer: new MemorySaver(), store: new InMemoryStore() };
        const graph = compileGraph(services, log, persistence);
        const thread = { configurable: { thread_id: `${archetype.business_type}-${seed}` } };
        await graph.invoke(
          { business_type: archetype.business_type, seed },
          { ...thread, durability: "exit" },
        );
        const state = (await graph.getState(thread)).values as GenesisState;
        outcomes.push(judge(archetype, state, services.agents));
      }
    }
    return report(outcomes);
  } finally {
    await rm(home, { recursive: true });
  }
}

function judge(
  archetype: Archetype,
  state: GenesisState,
  agents: Awaited<ReturnType<typeof createServices>>["agents"],
): Outcome {
  const { task_graph: plan, requirements, routing_plan: routing, team_composition } = state;
  const features = (requirements?.mvp_features ?? []) as string[];
  const tech_stack = (requirements?.tech_stack ?? []) as string[];
  const team = agents.filter(({ agent_id }) => team_composition.includes(agent_id));
  const assigned = (id: string) => team_composition.includes(routing?.assignments[id] ?? "");
  return {
    type: archetype.business_type,
    tasks: plan?.tasks.length ?? 0,
    succeeded: state.status === "SUCCESS",
    plan: plan && features.length > 0 ? planBreaches(plan, features) : ["there is none"],
    team: teamBreaches(team, archetype, { mvp_features: features, tech_stack }),
    unassigned: plan ? plan.tasks.filter(({ task_id }) => !assigned(task_id)).length : 1,
  };
}

function report(outcomes: readonly Outcome[]): EvalReport {
  const types = [...new Set(outcomes.map(({ type }) => type))];
  const of = (type: string) => outcomes.filter((outcome) => outcome.type === type);
  const metrics = figures(outcomes);
  return {
    suite: "lifecycle",
    data: { train: [], test: [], items: outcomes.length },
    metrics,
    baselines: {},
    details: Object.fromEntries(types.map((type) => [type, figures(of(type))])),
    claims: [
      { claim: "valid plans", value: metrics.valid_plans ?? 0, bound: "at least", limit: 1 },
      { claim: "runs that succeed", value: metrics.succeeded ?? 0, bound: "at least", limit: 1 },
      { claim: "unassigned tasks", value: metrics.unassigned ?? 1, bound: "at most", limit: 0 },
      { claim: "team checklist held", value: metrics.checklist_held ?? 0, bound: "at least", limit: 1 },
    ],
  };
}

function figures(outcomes: readonly Outcome[]): Figures {
  const share = (holds: (outcome: Outcome) => boolean) => outcomes.filter(holds).length / outcomes.length;
  const sum = (value: (outcome: Outcome) => number) => outcomes.reduce((all, item) => all + value(item), 0);
  return {
    runs: outcomes.length,
    valid_plans: share(({ plan }) => plan.length === 0),
    unassigned: sum(({ unassigned }) => unassigned),
    checklist_held: share(({ team }) => team.length === 0),
    succeeded: share(({ succeeded }) => succeeded),
    mean_tasks: sum(({ tasks }) => tasks) / outcomes.length,
  };
}
