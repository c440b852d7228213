import type { TaskResult } from "../../state/task.ts";
import { criticalPathLengths, type Orderable } from "../../state/task-order.ts";
import { type Lane, PrioritySemaphore } from "./priority-semaphore.ts";

/** The part of a task that scheduling needs. */
export interface Schedulable extends Orderable {
  readonly effort_hours: number;
}

export interface DataflowOptions<T extends Schedulable> {
  /** In topological order. */
  readonly tasks: readonly T[];
  /** At most so many at once. */
  readonly concurrency: number;
  /** Whose places the task takes besides: its agent's. None by default. */
  readonly lane?: (task: T) => Lane | undefined;
  /** What is known without running the task: done before, blocked, or without an agent. */
  readonly settled: (task: T) => TaskResult | undefined;
  /** Runs one task whose dependencies are all completed. */
  readonly run: (task: T, dependencies: readonly TaskResult[]) => Promise<TaskResult>;
  /** The result of a task one of whose dependencies was not completed. */
  readonly skip: (task: T, dependency: TaskResult) => TaskResult;
  /**
   * Makes one result durable. Called synchronously, once a task, in the order of `tasks`: LangGraph matches
   * cached results by call position, so a resumed run must make the same calls in the same order.
   */
  readonly checkpoint: (task: T, compute: () => Promise<TaskResult>) => Promise<TaskResult>;
  /** Called right before a task would start; throws when none may start any more. */
  readonly admit?: () => void;
  readonly onSettled?: (result: TaskResult) => void;
}

/**
 * Runs a task graph as dataflow: each task starts as soon as its own dependencies are done, not when a wave is
 * (design 3). When slots are short, the task with the longest way to the end goes first.
 */
export async function runDataflow<T extends Schedulable>(options: DataflowOptions<T>): Promise<TaskResult[]> {
  const { tasks, concurrency, lane, settled, run, skip, checkpoint, admit, onSettled } = options;
  const slots = new PrioritySemaphore(concurrency);
  const urgency = criticalPathLengths(tasks, (task) => task.effort_hours);
  const results = new Map<string, Promise<TaskResult>>();
  const compute = async (task: T): Promise<TaskResult> => {
    const waits = task.depends_on.map((id) => results.get(id) as Promise<TaskResult>);
    const dependencies = await Promise.all(waits);
    const unmet = dependencies.find((dependency) => dependency.status !== "completed");
    if (unmet) return skip(task, unmet);
    const work = async () => {
      admit?.();
      return run(task, dependencies);
    };
    return slots.run(urgency.get(task.task_id) ?? 0, work, lane?.(task));
  };
  for (const task of tasks) {
    const known = settled(task);
    const result = known ? Promise.resolve(known) : checkpoint(task, () => compute(task));
    results.set(task.task_id, result);
    if (onSettled) result.then(onSettled, ignoreFailure);
  }
  return Promise.all(results.values());
}

/** A rejection reaches the caller through the result itself; here there is only nothing to report. */
function ignoreFailure(): void {}
