import type { BlueprintStep } from "../../state/archetype.ts";
import type { BusinessRequirements } from "../../state/business.ts";
import { GenesisError } from "../../state/errors.ts";
import type { Task, TaskGraph } from "../../state/task.ts";
import { topologicalOrder } from "../../state/task-order.ts";
import { LIMITS } from "../../state/text.ts";

export interface PlanInputs {
  readonly blueprint: readonly BlueprintStep[];
  readonly requirements: BusinessRequirements;
  /** Tasks that an evolution round gave up; what depended on them depends on their dependencies instead. */
  readonly droppedTasks?: readonly string[];
  readonly revision?: number;
}

/**
 * Turns a blueprint into the task graph of one business (guide 7.1): steps marked per feature are repeated for
 * each MVP feature, a per-feature step depends on its own feature's steps, any other step on all of them.
 * Throws PLAN_TOO_LARGE above 200 tasks, PLAN_CYCLE and PLAN_INVALID for a broken blueprint.
 */
export function planFromBlueprint({
  blueprint,
  requirements,
  droppedTasks = [],
  revision = 0,
}: PlanInputs): TaskGraph {
  const features = requirements.mvp_features;
  const steps = new Map(blueprint.map((step) => [step.key, step]));
  const count = blueprint.reduce((sum, step) => sum + (step.per_feature ? features.length : 1), 0);
  if (count > LIMITS.tasks) throw tooLarge(count);
  const tasks = blueprint.flatMap((step) =>
    step.per_feature
      ? features.map((feature, index) => instantiate(step, steps, requirements, { feature, index }))
      : [instantiate(step, steps, requirements)],
  );
  return { tasks: topologicalOrder(withoutTasks(tasks, droppedTasks)), source: "blueprint", revision };
}

interface FeatureSlot {
  readonly feature: string;
  readonly index: number;
}

function instantiate(
  step: BlueprintStep,
  steps: ReadonlyMap<string, BlueprintStep>,
  requirements: BusinessRequirements,
  slot?: FeatureSlot,
): Task {
  const text = (template: string) => fill(template, requirements, slot?.feature);
  return {
    task_id: taskId(step.key, slot?.index),
    title: text(step.title),
    description: text(step.description),
    phase: step.phase,
    feature: slot?.feature ?? null,
    depends_on: step.depends_on.flatMap((key) => dependencyIds(key, steps, requirements, slot)),
    capabilities: step.capabilities,
    expected_outputs: step.expected_outputs.map(text),
    effort_hours: step.effort_hours,
    critical: step.critical,
    effect: step.effect,
  };
}

function dependencyIds(
  key: string,
  steps: ReadonlyMap<string, BlueprintStep>,
  requirements: BusinessRequirements,
  slot?: FeatureSlot,
): string[] {
  if (!steps.get(key)?.per_feature) return [key];
  return slot
    ? [taskId(key, slot.index)]
    : requirements.mvp_features.map((_feature, index) => taskId(key, index));
}

function taskId(key: string, index?: number): string {
  return index === undefined ? key : `${key}-${index + 1}`;
}

function fill(template: string, requirements: BusinessRequirements, feature?: string): string {
  const values: Record<string, string> = {
    name: requirements.name,
    audience: requirements.target_audience,
    feature: feature ?? "the product",
  };
  // One pass over the template: braces inside a user's text are left alone.
  return template.replace(/\{(name|audience|feature)\}/g, (_match, key: string) => values[key] ?? "");
}

function withoutTasks(tasks: readonly Task[], dropped: readonly string[]): Task[] {
  if (dropped.length === 0) return [...tasks];
  const gone = new Map(
    tasks.filter((task) => dropped.includes(task.task_id)).map((task) => [task.task_id, task]),
  );
  const bypass = (id: string): string[] => gone.get(id)?.depends_on.flatMap(bypass) ?? [id];
  return tasks
    .filter((task) => !gone.has(task.task_id))
    .map((task) => ({ ...task, depends_on: [...new Set(task.depends_on.flatMap(bypass))] }));
}

function tooLarge(count: number): GenesisError {
  return new GenesisError(
    "PLAN_TOO_LARGE",
    `The plan would have ${count} tasks; at most ${LIMITS.tasks} are supported.`,
    { hint: "Ask for fewer MVP features and add the others in a later iteration." },
  );
}
