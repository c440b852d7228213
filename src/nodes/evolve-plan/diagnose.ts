import type { AgentProfile } from "../../state/agent.ts";
import type { Evolution, GenesisState } from "../../state/genesis-state.ts";
import type { Task, TaskResult } from "../../state/task.ts";

/**
 * Diagnoses a failed round and revises the plan (SE-Darwin's revision operator): a failed task goes to somebody
 * else who can do it; where nobody else can, an optional task is given up, with what its feature needed it for, and a
 * critical one is decomposed further, or tried again when it is small or must happen as a whole.
 */
export function reviseAfterFailure(
  state: Pick<GenesisState, "task_graph" | "task_results" | "evolutions">,
  catalogue: readonly AgentProfile[],
): Evolution {
  const tasks = new Map(state.task_graph?.tasks.map((task) => [task.task_id, task]));
  const troubled = state.task_results.filter(({ status }) => status === "failed" || status === "unassigned");
  const avoid: Record<string, string[]> = {};
  const dropped = new Set<string>();
  const refined: string[] = [];
  for (const result of troubled) {
    const task = tasks.get(result.task_id);
    if (!task) continue;
    const burnt = failedBefore(result, state.evolutions);
    if (hasAlternative(task, burnt, catalogue)) avoid[task.task_id] = burnt;
    else if (!task.critical) for (const id of withOwnDependents(task, state)) dropped.add(id);
    else if (isDivisible(task, state.evolutions)) refined.push(task.task_id);
  }
  return {
    round: state.evolutions.length + 1,
    operator: "revision",
    diagnosis: diagnosis(troubled),
    avoid,
    dropped_tasks: [...dropped],
    refined_tasks: refined,
    re_enter_at: Object.keys(avoid).length > 0 ? "compose-team" : "decompose-tasks",
  };
}

/** A smaller step is not worth two. */
const MIN_DIVISIBLE_HOURS = 2;

/** Once, and only where doing half of it is harmless. */
function isDivisible({ task_id, effect, effort_hours }: Task, rounds: readonly Evolution[]): boolean {
  const repeatable = effect === "read" || effect === "write";
  const before = rounds.some((round) => round.refined_tasks.includes(task_id));
  return repeatable && !before && effort_hours >= MIN_DIVISIBLE_HOURS;
}

/** The task, and of its own feature what can't be done without it: nobody tests a feature that was given up. */
function withOwnDependents(task: Task, { task_graph }: Pick<GenesisState, "task_graph">): Set<string> {
  const gone = new Set([task.task_id]);
  // In topological order one pass finds dependents of dependents too.
  for (const other of task_graph?.tasks ?? []) {
    const same = other.feature !== null && other.feature === task.feature;
    if (same && other.depends_on.some((id) => gone.has(id))) gone.add(other.task_id);
  }
  return gone;
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
