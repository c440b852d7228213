import type { Task, TaskGraph } from "../../src/state/task.ts";

/**
 * What guide 7.1 promises of a plan, read off a finished plan. Written apart from the planner's own rules, so that a
 * mistake there does not excuse itself here. One sentence for each breach.
 */
export function planBreaches(plan: TaskGraph, features: readonly string[]): string[] {
  const byId = new Map(plan.tasks.map((task) => [task.task_id, task]));
  const shape = shapeBreaches(plan, byId);
  // Without sound dependencies there are no ancestors to speak of.
  if (shape.length > 0) return shape;
  return [
    ...plan.tasks.flatMap((task) => stepBreaches(task)),
    ...orderBreaches(plan, byId),
    ...featureBreaches(plan, byId, features),
    ...structureBreaches(plan),
  ];
}

type ById = ReadonlyMap<string, Task>;

function shapeBreaches({ tasks }: TaskGraph, byId: ById): string[] {
  if (tasks.length === 0 || tasks.length > 200) return [`it has ${tasks.length} steps`];
  if (byId.size < tasks.length) return ["two steps share an id"];
  const missing = tasks.flatMap(({ depends_on }) => depends_on.filter((id) => !byId.has(id)));
  if (missing.length > 0) return [`it depends on ${missing[0]}, which is no step`];
  const circular = tasks.find(({ task_id }) => upstream(task_id, byId).has(task_id));
  return circular ? [`${circular.task_id} waits for itself`] : [];
}

function stepBreaches(task: Task): string[] {
  const complete =
    task.description.length >= 10 &&
    task.expected_outputs.length > 0 &&
    task.capabilities.length > 0 &&
    task.effort_hours > 0 &&
    typeof task.critical === "boolean";
  return complete ? [] : [`${task.task_id} lacks a description, outputs, capabilities or effort`];
}

function orderBreaches({ tasks }: TaskGraph, byId: ById): string[] {
  const phaseOf = (id: string) => byId.get(id)?.phase;
  const all = (phase: Task["phase"]) =>
    tasks.filter((task) => task.phase === phase).map((task) => task.task_id);
  return tasks.flatMap((task) => {
    const done = [...upstream(task.task_id, byId)];
    const has = (phase: Task["phase"]) => done.some((id) => phaseOf(id) === phase);
    const late = (phase: Task["phase"]) => all(phase).filter((id) => !done.includes(id));
    if (task.phase === "build" && !has("design")) return [`${task.task_id} is built before any design`];
    if (task.phase === "test" && !has("build")) return [`${task.task_id} tests before anything is built`];
    if (task.phase === "launch" && !has("deploy")) return [`${task.task_id} launches before the release`];
    if (task.phase !== "deploy") return [];
    return [...late("build"), ...late("test")].map((id) => `${task.task_id} does not wait for ${id}`);
  });
}

function featureBreaches({ tasks }: TaskGraph, byId: ById, features: readonly string[]): string[] {
  return features.flatMap((feature) => {
    const builds = tasks.filter((task) => task.feature === feature && task.phase === "build");
    const tests = tasks.filter((task) => task.feature === feature && task.phase === "test");
    if (builds.length === 0 || tests.length === 0) return [`"${feature}" is not both built and tested`];
    const covered = tests.some(({ task_id }) =>
      builds.some((build) => upstream(task_id, byId).has(build.task_id)),
    );
    return covered ? [] : [`"${feature}" is tested before it is built`];
  });
}

function structureBreaches({ tasks, groups, chunks }: TaskGraph): string[] {
  const ids = tasks.map(({ task_id }) => task_id).sort();
  const same = (other: string[]) => other.sort().join() === ids.join();
  const place = new Map(chunks.flatMap((chunk, index) => chunk.map((id) => [id, index] as const)));
  const ahead = tasks.filter(({ task_id, depends_on }) =>
    depends_on.some((id) => (place.get(id) ?? 0) > (place.get(task_id) ?? 0)),
  );
  return [
    ...(same(groups.flatMap(({ task_ids }) => task_ids)) ? [] : ["its groups don't hold each step once"]),
    ...(same(chunks.flat()) ? [] : ["its chunks don't hold each step once"]),
    ...(chunks.some((chunk) => chunk.length > 50) ? ["a chunk has more than 50 steps"] : []),
    ...ahead.map(({ task_id }) => `${task_id} depends on a later chunk`),
  ];
}

/** Everything that comes before a step, by walking back. */
function upstream(id: string, byId: ById): Set<string> {
  const found = new Set<string>();
  const open = [...(byId.get(id)?.depends_on ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    open.push(...(byId.get(next)?.depends_on ?? []));
  }
  return found;
}
