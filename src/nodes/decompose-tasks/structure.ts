import { PHASES, type Task, type TaskGraph, type TaskGroup } from "../../state/task.ts";
import { LIMITS } from "../../state/text.ts";

type Structure = Pick<TaskGraph, "groups" | "chunks">;

/** Numbers of features by name, from 1. */
export type FeatureNumbers = ReadonlyMap<string, number>;

/** Hierarchy and chunks of a plan; `tasks` in topological order. Features without a number get the next ones. */
export function structureOf(tasks: readonly Task[], known: FeatureNumbers): Structure {
  const numbers = new Map(known);
  let last = Math.max(0, ...known.values());
  for (const { feature } of tasks) {
    if (feature === null || numbers.has(feature)) continue;
    last += 1;
    numbers.set(feature, last);
  }
  return { groups: groupsOf(tasks, numbers), chunks: chunksOf(tasks) };
}

/** Features numbered by their first place in the list, the same way the blueprint numbers its steps. */
export function numberFeatures(features: readonly string[]): FeatureNumbers {
  return new Map(features.map((feature, index) => [feature, index + 1] as const).toReversed());
}

/** The numbers the features of a plan have. */
export function featureNumbersOf(groups: readonly TaskGroup[]): FeatureNumbers {
  const numbered = groups.filter(({ level }) => level === "feature");
  return new Map(numbered.map(({ group_id, title }) => [title, Number(group_id.split("/feature-")[1])]));
}

/** The hierarchy above the steps: each phase, and within it each feature that has steps there. */
function groupsOf(tasks: readonly Task[], numbers: FeatureNumbers): TaskGroup[] {
  const features = [...numbers].toSorted(([, a], [, b]) => a - b);
  return PHASES.flatMap((phase) => {
    const here = tasks.filter((task) => task.phase === phase);
    if (here.length === 0) return [];
    const idsOf = (feature: string | null) =>
      here.filter((task) => task.feature === feature).map((task) => task.task_id);
    const below = features
      .map(
        ([feature, number]): TaskGroup => ({
          group_id: `${phase}/feature-${number}`,
          parent: phase,
          level: "feature",
          title: feature,
          task_ids: idsOf(feature),
        }),
      )
      .filter(({ task_ids }) => task_ids.length > 0);
    return [{ group_id: phase, parent: null, level: "phase", title: phase, task_ids: idsOf(null) }, ...below];
  });
}

/**
 * Cuts a plan into as few parts of at most 50 tasks as there can be. Tasks are lined up depth first, each as soon as
 * possible after what it depends on, so that a feature's steps stay together where they fit; a cut of that line can
 * leave no part that depends on a later one. A plan of up to 50 tasks is one part, in its own order.
 */
function chunksOf(tasks: readonly Task[]): string[][] {
  if (tasks.length <= LIMITS.chunk) return [tasks.map((task) => task.task_id)];
  const line = depthFirst(tasks);
  const count = Math.ceil(line.length / LIMITS.chunk);
  const bound = (index: number) => Math.round((index * line.length) / count);
  return Array.from({ length: count }, (_, index) => line.slice(bound(index), bound(index + 1)));
}

/** Task ids such that, of the tasks that may come next, the one with the latest dependency does. */
function depthFirst(tasks: readonly Task[]): string[] {
  const places = new Map<string, number>();
  const left = new Set(tasks);
  while (left.size > 0) {
    let next: Task | undefined;
    let latest = Number.NEGATIVE_INFINITY;
    for (const task of left) {
      if (!task.depends_on.every((id) => places.has(id))) continue;
      const place = Math.max(-1, ...task.depends_on.map((id) => places.get(id) as number));
      if (place > latest) [next, latest] = [task, place];
    }
    // The caller has put the tasks in order, so one of them is always free.
    places.set((next as Task).task_id, places.size);
    left.delete(next as Task);
  }
  return [...places.keys()];
}
