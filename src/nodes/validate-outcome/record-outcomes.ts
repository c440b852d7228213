import type { BaseStore } from "@langchain/langgraph";
import { digest } from "../../state/digest.ts";
import type { GenesisState } from "../../state/genesis-state.ts";
import type { Task, TaskResult } from "../../state/task.ts";
import { OutcomeLog, type RunOutcomes, type TaskOutcome } from "../../stores/outcome-log.ts";
import { parseModel } from "../route-tasks/learnt.ts";
import { taskText } from "../route-tasks/task-difficulty.ts";

/** Runs that the stored model remembers having learnt. */
const REMEMBERED_RUNS = 100;

type Ended = Pick<
  GenesisState,
  "business_id" | "started_at" | "task_graph" | "task_results" | "routing_plan" | "evolutions"
>;

/**
 * Writes how the tasks of a run went into the outcome log, and teaches them to the difficulty model, once per run
 * however often the node is repeated. A simulation can't fail, so it teaches nothing of difficulty. Of two runs that end
 * in the same moment the model may miss the texts of one; the tallies lose nothing.
 */
export async function recordOutcomes(store: BaseStore, state: Ended): Promise<void> {
  const run = outcomesOf(state);
  if (run.outcomes.length === 0) return;
  const log = new OutcomeLog(store);
  if (run.simulated) return log.record(run);
  const stored = await log.model();
  const { model } = parseModel(stored?.model);
  const learnt = stored?.learnt ?? [];
  if (!learnt.includes(run.run)) {
    const tasks = new Map(state.task_graph?.tasks.map((task) => [task.task_id, task]));
    for (const { task_id, tier, success } of run.outcomes) {
      const task = tasks.get(task_id);
      if (task) model.update({ text: taskText(task), outcomes: { [tier]: Number(success) }, weight: 1 });
    }
    learnt.push(run.run);
  }
  await log.record(run, { version: 1, model: model.toJSON(), learnt: learnt.slice(-REMEMBERED_RUNS) });
}

/** The outcomes of a run: of its last round, and of the agents that failed in the rounds before. */
export function outcomesOf(state: Ended): RunOutcomes {
  const tasks = new Map(state.task_graph?.tasks.map((task) => [task.task_id, task]));
  const results = new Map(state.task_results.map((result) => [result.task_id, result]));
  const last = state.task_results.flatMap((result) => {
    const task = tasks.get(result.task_id);
    const { status, agent_id } = result;
    if (!task || agent_id === null || (status !== "completed" && status !== "failed")) return [];
    return [outcome(task, agent_id, result, state)];
  });
  const earlier = state.evolutions.flatMap(({ avoid }) =>
    Object.entries(avoid).flatMap(([taskId, agents]) => {
      const task = tasks.get(taskId);
      const present = results.get(taskId)?.agent_id;
      // `avoid` repeats the agents of earlier rounds; each counts once.
      return task
        ? agents.filter((agent) => agent !== present).map((agent) => failure(task, agent, state))
        : [];
    }),
  );
  const once = new Map([...earlier, ...last].map((entry) => [`${entry.task_id}/${entry.agent_id}`, entry]));
  return {
    version: 1,
    run: state.business_id,
    at: state.started_at ?? "",
    simulated: state.task_results.some(({ simulated }) => simulated),
    outcomes: [...once.values()],
  };
}

function outcome(task: Task, agentId: string, result: TaskResult, state: Ended): TaskOutcome {
  const { cost_usd: cost } = result.output;
  return {
    ...common(task, agentId, state),
    success: result.status === "completed",
    cost_usd: typeof cost === "number" && Number.isFinite(cost) && cost >= 0 ? cost : null,
    duration_seconds: result.duration_seconds,
  };
}

function failure(task: Task, agentId: string, state: Ended): TaskOutcome {
  return { ...common(task, agentId, state), success: false, cost_usd: null, duration_seconds: 0 };
}

function common(task: Task, agentId: string, { routing_plan }: Ended) {
  const route = routing_plan?.metadata.routes[task.task_id];
  return {
    task_id: task.task_id,
    agent_id: agentId,
    difficulty: routing_plan?.metadata.difficulties[task.task_id] ?? "Standard",
    tier: route?.tier ?? "standard",
    estimated_cost_usd: route?.cost_usd ?? 0,
    text_digest: digest(taskText(task)),
  };
}
