import { PHASES, type Task } from "../../state/task.ts";
import { topologicalOrder } from "../../state/task-order.ts";

type Phase = Task["phase"];

/**
 * What must be done before a step of a phase may start. `some`: at least one step of the earlier phase; `own`: those
 * of its own feature, or for a step without a feature at least one; `every`: all of them.
 */
interface OrderRule {
  readonly phase: Phase;
  readonly after: Phase;
  readonly scope: "some" | "own" | "every";
}

/** Nothing is built before it is designed, tested before it is built, released untested, or launched unreleased. */
const ORDER_RULES: readonly OrderRule[] = [
  { phase: "build", after: "design", scope: "some" },
  { phase: "test", after: "build", scope: "own" },
  { phase: "deploy", after: "test", scope: "every" },
  { phase: "deploy", after: "build", scope: "every" },
  { phase: "launch", after: "deploy", scope: "some" },
];

/**
 * Adds the dependencies that the rules demand and the plan lacks, as few as do. Other dependencies, and the order of
 * the tasks, stay. Throws PLAN_INVALID and PLAN_CYCLE like `topologicalOrder`.
 */
export function completeOrder(tasks: readonly Task[]): Task[] {
  // A dependency on a later phase is a mistake nobody can complete; the validator names it.
  if (backwardDependencies(tasks).length > 0) return [...tasks];
  let current = [...tasks];
  let before = ancestors(topologicalOrder(current));
  for (const rule of ORDER_RULES) {
    const next = current.map((task) => {
      const missing = missingFor(task, rule, current, before);
      return missing.length === 0 ? task : { ...task, depends_on: [...task.depends_on, ...missing] };
    });
    if (next.every((task, index) => task === current[index])) continue;
    current = next;
    before = ancestors(topologicalOrder(current));
  }
  return current;
}

/** What is wrong with the order, one sentence each. `tasks` must be acyclic. */
export function orderProblems(tasks: readonly Task[]): string[] {
  const before = ancestors(topologicalOrder(tasks));
  const broken = ORDER_RULES.flatMap((rule) =>
    tasks.flatMap((task) => {
      const missing = missingFor(task, rule, tasks, before);
      if (missing.length === 0) return [];
      return [`Step "${task.task_id}" (${task.phase}) does not wait for ${rule.after}: ${quote(missing)}.`];
    }),
  );
  return [...backwardDependencies(tasks), ...broken];
}

/** Every task that must be completed before a task, by task id; `ordered` in topological order. */
export function ancestors(ordered: readonly Task[]): Map<string, ReadonlySet<string>> {
  const before = new Map<string, ReadonlySet<string>>();
  for (const { task_id, depends_on } of ordered) {
    const all = new Set(depends_on);
    for (const id of depends_on) for (const further of before.get(id) ?? []) all.add(further);
    before.set(task_id, all);
  }
  return before;
}

function missingFor(
  task: Task,
  { phase, after, scope }: OrderRule,
  tasks: readonly Task[],
  before: ReadonlyMap<string, ReadonlySet<string>>,
): string[] {
  if (task.phase !== phase) return [];
  const done = before.get(task.task_id) ?? new Set();
  const earlier = tasks.filter((other) => other.phase === after);
  const own = scope === "own" ? earlier.filter((other) => other.feature === task.feature) : [];
  const all = scope === "every" || (own.length > 0 && task.feature !== null);
  const wanted = own.length > 0 && task.feature !== null ? own : earlier;
  if (!all && wanted.some((other) => done.has(other.task_id))) return [];
  const missing = wanted.map((other) => other.task_id).filter((id) => !done.has(id));
  // Waiting for the last of them is waiting for all before it.
  return missing.filter((id) => !missing.some((other) => other !== id && before.get(other)?.has(id)));
}

function backwardDependencies(tasks: readonly Task[]): string[] {
  const phases = new Map(tasks.map((task) => [task.task_id, PHASES.indexOf(task.phase)]));
  return tasks.flatMap((task) => {
    const later = task.depends_on.filter((id) => (phases.get(id) ?? 0) > PHASES.indexOf(task.phase));
    return later.length === 0
      ? []
      : [`Step "${task.task_id}" (${task.phase}) depends on a later phase: ${quote(later)}.`];
  });
}

function quote(ids: readonly string[]): string {
  const shown = ids.slice(0, 3).map((id) => `"${id}"`);
  return `${shown.join(", ")}${ids.length > shown.length ? ` and ${ids.length - shown.length} more` : ""}`;
}
