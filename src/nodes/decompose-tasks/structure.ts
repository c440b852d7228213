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
 * Cuts a plan into parts of at most 50 tasks. Within a phase, tasks that depend on each other stay together where
 * they fit; phases come in their order, so no part depends on a later one. A plan of up to 50 tasks is one part.
 */
function chunksOf(tasks: readonly Task[]): string[][] {
  if (tasks.length <= LIMITS.chunk) return [tasks.map((task) => task.task_id)];
  const pieces = PHASES.flatMap((phase) => connected(tasks.filter((task) => task.phase === phase))).flatMap(
    (ids) => slices(ids, LIMITS.chunk),
  );
  const chunks: string[][] = [];
  for (const piece of pieces) {
    const last = chunks.at(-1);
    if (last && last.length + piece.length <= LIMITS.chunk) last.push(...piece);
    else chunks.push([...piece]);
  }
  return chunks;
}

/** Task ids by connected component, each component in the given order, components by their first task. */
function connected(tasks: readonly Task[]): string[][] {
  const component = new Map<string, string[]>();
  for (const { task_id, depends_on } of tasks) {
    const joined = [
      ...new Set(depends_on.flatMap((id) => [component.get(id) ?? []].filter((ids) => ids.length > 0))),
    ];
    const members = [...joined.flat(), task_id];
    for (const id of members) component.set(id, members);
  }
  const position = new Map(tasks.map(({ task_id }, index) => [task_id, index]));
  const inOrder = (ids: readonly string[]) =>
    ids.toSorted((a, b) => (position.get(a) ?? 0) - (position.get(b) ?? 0));
  return [...new Set(component.values())].map(inOrder);
}

function slices(ids: readonly string[], size: number): string[][] {
  const count = Math.ceil(ids.length / size);
  return Array.from({ length: count }, (_, index) => ids.slice(index * size, (index + 1) * size));
}
