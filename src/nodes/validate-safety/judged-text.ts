import type { BusinessRequirements } from "../../state/business.ts";
import type { Task } from "../../state/task.ts";

/** What the gate reads of a request. */
export function intentText({
  name,
  description,
  mvp_features,
  target_audience,
  monetization,
}: BusinessRequirements): string {
  return [name, description, target_audience, monetization, ...mvp_features].join("\n");
}

/** What the gate reads of a task. */
export function taskText({ title, description, expected_outputs }: Task): string {
  return [title, description, ...expected_outputs].join("\n");
}
