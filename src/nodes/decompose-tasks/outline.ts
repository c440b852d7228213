import type { BlueprintStep } from "../../state/archetype.ts";
import type { BusinessRequirements } from "../../state/business.ts";
import { PHASES, type Task } from "../../state/task.ts";

/**
 * A phase, or a feature within a phase, before its steps are worked out. Planning is lazy: an outline costs nothing,
 * `refine` makes the steps of one node when they are needed. Routing and the safety gate need all of them before
 * work begins, so a run refines the whole outline; looking at a plan, or planning one part again, does not.
 */
export interface OutlineNode {
  readonly phase: Task["phase"];
  /** null for the phase itself, with the steps that belong to no feature. */
  readonly feature: string | null;
  /** Steps that `refine` will make. */
  readonly size: number;
  refine(): Task[];
}

interface Slot {
  readonly feature: string;
  readonly index: number;
}

/**
 * The upper levels of the plan of a blueprint: steps marked per feature stand in a node for each MVP feature. A
 * per-feature step depends on its own feature's steps, any other step on those of all features.
 */
export function outlinePlan(
  blueprint: readonly BlueprintStep[],
  requirements: BusinessRequirements,
): OutlineNode[] {
  const steps = new Map(blueprint.map((step) => [step.key, step]));
  const make = (step: BlueprintStep, slot?: Slot) => instantiate(step, steps, requirements, slot);
  return PHASES.flatMap((phase) => {
    const here = blueprint.filter((step) => step.phase === phase);
    const common = here.filter((step) => !step.per_feature);
    const each = here.filter((step) => step.per_feature);
    const own: OutlineNode = {
      phase,
      feature: null,
      size: common.length,
      refine: () => common.map((step) => make(step)),
    };
    const features = requirements.mvp_features.map(
      (feature, index): OutlineNode => ({
        phase,
        feature,
        size: each.length,
        refine: () => each.map((step) => make(step, { feature, index })),
      }),
    );
    return [own, ...features].filter(({ size }) => size > 0);
  });
}

function instantiate(
  step: BlueprintStep,
  steps: ReadonlyMap<string, BlueprintStep>,
  requirements: BusinessRequirements,
  slot?: Slot,
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
  slot?: Slot,
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
