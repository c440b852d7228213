import { GenesisError } from "./errors.ts";

/** The part of a task that ordering needs. */
export interface Orderable {
  readonly task_id: string;
  readonly depends_on: readonly string[];
}

/**
 * Sorts tasks so that each comes after all it depends on; ties keep the given order, so the result is
 * deterministic. Throws PLAN_INVALID for unknown or duplicate ids and PLAN_CYCLE naming the cycle.
 */
export function topologicalOrder<T extends Orderable>(tasks: readonly T[]): T[] {
  const byId = indexTasks(tasks);
  const waiting = new Map(tasks.map((task) => [task.task_id, new Set(task.depends_on).size]));
  const dependents = new Map<string, T[]>();
  for (const task of tasks) {
    for (const id of new Set(task.depends_on)) {
      const list = dependents.get(id);
      if (list) list.push(task);
      else dependents.set(id, [task]);
    }
  }
  const ordered = tasks.filter((task) => waiting.get(task.task_id) === 0);
  for (let position = 0; position < ordered.length; position += 1) {
    const done = ordered[position] as T;
    for (const dependent of dependents.get(done.task_id) ?? []) {
      const left = (waiting.get(dependent.task_id) ?? 0) - 1;
      waiting.set(dependent.task_id, left);
      if (left === 0) ordered.push(dependent);
    }
  }
  if (ordered.length < tasks.length) throw cycleError(byId, waiting);
  return ordered;
}

function indexTasks<T extends Orderable>(tasks: readonly T[]): Map<string, T> {
  const byId = new Map<string, T>();
  for (const task of tasks) {
    if (byId.has(task.task_id)) throw invalidPlan(`Two tasks have the id "${task.task_id}".`);
    byId.set(task.task_id, task);
  }
  for (const task of tasks) {
    const unknown = task.depends_on.find((id) => !byId.has(id));
    if (unknown !== undefined) {
      throw invalidPlan(`Task "${task.task_id}" depends on "${unknown}", which does not exist.`);
    }
  }
  return byId;
}

function cycleError(
  byId: ReadonlyMap<string, Orderable>,
  waiting: ReadonlyMap<string, number>,
): GenesisError {
  const stuck = (id: string) => (waiting.get(id) ?? 0) > 0;
  const path: string[] = [];
  // Every stuck task has a stuck dependency, so walking along them must come back to where it has been.
  let id = [...byId.keys()].find(stuck) as string;
  while (!path.includes(id)) {
    path.push(id);
    id = byId.get(id)?.depends_on.find(stuck) as string;
  }
  const cycle = [...path.slice(path.indexOf(id)), id].join(" -> ");
  return new GenesisError("PLAN_CYCLE", `The plan has a dependency cycle: ${cycle}.`, {
    category: "system",
    hint: "Remove one of these dependencies from the blueprint or plan.",
  });
}

function invalidPlan(message: string): GenesisError {
  return new GenesisError("PLAN_INVALID", message, {
    category: "system",
    hint: "Correct the blueprint or plan that names it.",
  });
}

/**
 * For each task the longest way to the end of the plan, itself included, in the unit of `weight`: what a list
 * scheduler serves first (HEFT's upward rank). `ordered` must be in topological order.
 */
export function criticalPathLengths<T extends Orderable>(
  ordered: readonly T[],
  weight: (task: T) => number,
): Map<string, number> {
  const after = new Map<string, number>();
  const lengths = new Map<string, number>();
  for (const task of ordered.toReversed()) {
    const length = weight(task) + (after.get(task.task_id) ?? 0);
    lengths.set(task.task_id, length);
    for (const id of task.depends_on) after.set(id, Math.max(after.get(id) ?? 0, length));
  }
  return lengths;
}
