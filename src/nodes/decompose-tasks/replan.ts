import { GenesisError } from "../../state/errors.ts";
import type { Evolution } from "../../state/genesis-state.ts";
import type { Task, TaskGraph, TaskGroup } from "../../state/task.ts";
import { topologicalOrder } from "../../state/task-order.ts";
import { LIMITS } from "../../state/text.ts";
import { featureNumbersOf, structureOf } from "./structure.ts";

/** A step that failed and what is to become of it. */
export interface StepFailure {
  readonly task_id: string;
  /**
   * `retry`: as it is, perhaps by somebody else. `drop`: given up; what waited for it waits for what it waited for.
   * `refine`: decomposed further into a first part and the rest, which keeps its id (as-needed decomposition, ADaPT).
   */
  readonly action: "retry" | "drop" | "refine";
}

/**
 * Plans again only where it failed (HTDAG, arXiv 2502.07056): `subtree` is the group the step stands in, or a phase
 * above it. Every task outside stays the same, except that a dependency on a dropped task is replaced by what that
 * task depended on. Pure. Throws PLAN_INVALID for an unknown group or a task that is not in it.
 */
export function replan(graph: TaskGraph, subtree: string, failure: StepFailure): TaskGraph {
  const inside = tasksBelow(graph, subtree);
  const failed = graph.tasks.find(({ task_id }) => task_id === failure.task_id && inside.has(task_id));
  if (!failed) throw notThere(subtree, failure.task_id);
  const tasks = topologicalOrder(change(graph.tasks, failed, failure.action));
  return {
    ...graph,
    tasks,
    ...structureOf(tasks, featureNumbersOf(graph.groups)),
    revision: graph.revision + 1,
  };
}

/** The plan of the next round: each task an evolution names is re-planned in its own group; the rest is untouched. */
export function replanAfter(graph: TaskGraph, evolution: Evolution): TaskGraph {
  const failures: StepFailure[] = [
    ...evolution.dropped_tasks.map((task_id): StepFailure => ({ task_id, action: "drop" })),
    ...evolution.refined_tasks.map((task_id): StepFailure => ({ task_id, action: "refine" })),
  ];
  const planned = failures.reduce((current, failure) => {
    const group = groupOf(current, failure.task_id);
    return group ? replan(current, group.group_id, failure) : current;
  }, graph);
  return { ...planned, revision: evolution.round };
}

function groupOf({ groups }: TaskGraph, taskId: string): TaskGroup | undefined {
  return groups.find(({ task_ids }) => task_ids.includes(taskId));
}

function tasksBelow({ groups }: TaskGraph, subtree: string): ReadonlySet<string> {
  return new Set(
    groups
      .filter(({ group_id, parent }) => group_id === subtree || parent === subtree)
      .flatMap(({ task_ids }) => task_ids),
  );
}

function change(tasks: readonly Task[], failed: Task, action: StepFailure["action"]): Task[] {
  if (action === "drop" && tasks.length > 1) return withoutTask(tasks, failed);
  if (action === "refine" && tasks.length < LIMITS.tasks) {
    return tasks.flatMap((task) => (task === failed ? refined(task, tasks) : [task]));
  }
  return [...tasks];
}

function withoutTask(tasks: readonly Task[], gone: Task): Task[] {
  return tasks.flatMap((task) => {
    if (task === gone) return [];
    if (!task.depends_on.includes(gone.task_id)) return [task];
    const bridged = task.depends_on.flatMap((id) => (id === gone.task_id ? gone.depends_on : [id]));
    return [{ ...task, depends_on: [...new Set(bridged)] }];
  });
}

/** Two steps in place of one; the second has the id that others depend on. */
function refined(task: Task, tasks: readonly Task[]): Task[] {
  const task_id = freeId(`${task.task_id}-first-part`, tasks);
  const half = task.effort_hours / 2;
  const first: Task = {
    ...task,
    task_id,
    title: `${task.title} (first part)`,
    description: `${task.description} Do only its main path; the rest is a step of its own.`,
    expected_outputs: task.expected_outputs.map((output) => `main path of: ${output}`),
    effort_hours: half,
  };
  const rest: Task = { ...task, depends_on: [...task.depends_on, task_id], effort_hours: half };
  return [first, rest];
}

function freeId(wanted: string, tasks: readonly Task[]): string {
  const taken = new Set(tasks.map(({ task_id }) => task_id));
  let id = wanted;
  for (let number = 2; taken.has(id); number += 1) id = `${wanted}-${number}`;
  return id;
}

function notThere(subtree: string, taskId: string): GenesisError {
  return new GenesisError(
    "PLAN_INVALID",
    `There is no task "${taskId}" in a part "${subtree}" of the plan.`,
    {
      category: "system",
      hint: "Name the group of the task, or the phase above it; `groups` of the plan lists them.",
    },
  );
}
