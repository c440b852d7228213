import type { AgentProfile } from "../../state/agent.ts";
import type { Evolution, GenesisState } from "../../state/genesis-state.ts";
import type { Task, TaskResult } from "../../state/task.ts";

/**
 * Diagnoses a failed round and revises the plan (SE-Darwin's revision operator): a failed task goes to somebody
 * else who can do it; where nobody else can, an optional task is given up and a critical one is tried again.
 */
export function reviseAfterFailure(
  state: Pick<GenesisState, "task_graph" | "task_results" | "evolutions">,
  catalogue: readonly AgentProfile[],
): Evolution {
  const tasks = new Map(state.task_graph?.tasks.map((task) => [task.task_id, task]));
  const troubled = state.task_results.filter(({ status }) => status === "failed" || status === "unassigned");
  const avoid: Record<string, string[]> = {};
  const dropped: string[] = [];
  for (const result of troubled) {
    const task = tasks.get(result.task_id);
    if (!task) continue;
    const burnt = failedBefore(result, state.evolutions);
    if (hasAlternative(task, burnt, catalogue)) avoid[task.task_id] = burnt;
    else if (!task.critical) dropped.push(task.task_id);
  }
  return {
    round: state.evolutions.length + 1,
    operator: "revision",
    diagnosis: diagnosis(troubled),
    avoid,
    dropped_tasks: dropped,
    re_enter_at: Object.keys(avoid).length > 0 ? "compose-team" : "decompose-tasks",
  };
}

function failedBefore(result: TaskResult, rounds: readonly Evolution[]): string[] {
  const earlier = rounds.flatMap((round) => round.avoid[result.task_id] ?? []);
  return [...new Set([...earlier, ...(result.agent_id === null ? [] : [result.agent_id])])];
}

function hasAlternative(task: Task, burnt: readonly string[], catalogue: readonly AgentProfile[]): boolean {
  return catalogue.some(
    (agent) =>
      !burnt.includes(agent.agent_id) && task.capabilities.every((tag) => agent.capabilities.includes(tag)),
  );
}

function diagnosis(troubled: readonly TaskResult[]): string {
  if (troubled.length === 0) return "No task failed, but the outcome was not reached.";
  return troubled.map(({ task_id, error_code, status }) => `${task_id}: ${error_code ?? status}`).join("; ");
}
