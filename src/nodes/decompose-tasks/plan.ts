import type { BlueprintStep } from "../../state/archetype.ts";
import type { BusinessRequirements } from "../../state/business.ts";
import type { TaskGraph } from "../../state/task.ts";
import { LIMITS } from "../../state/text.ts";
import { assemblePlan, tooLarge } from "./assemble.ts";
import { outlinePlan } from "./outline.ts";

export interface PlanInputs {
  readonly blueprint: readonly BlueprintStep[];
  readonly requirements: BusinessRequirements;
  /** Where the steps come from; `blueprint` when absent. */
  readonly source?: TaskGraph["source"];
}

/**
 * Turns a blueprint into the task graph of one business (guide 7.1): the outline of phases and features, refined to
 * steps. Throws PLAN_TOO_LARGE above 200 tasks, PLAN_CYCLE and PLAN_INVALID for a broken blueprint.
 */
export function planFromBlueprint({ blueprint, requirements, source = "blueprint" }: PlanInputs): TaskGraph {
  const outline = outlinePlan(blueprint, requirements);
  const count = outline.reduce((sum, node) => sum + node.size, 0);
  if (count > LIMITS.tasks) throw tooLarge(count);
  const tasks = outline.flatMap((node) => node.refine());
  return assemblePlan(tasks, { source, features: requirements.mvp_features });
}
