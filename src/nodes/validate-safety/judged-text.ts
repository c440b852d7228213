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

/** The part of it that the user wrote. */
export function givenText(requirements: BusinessRequirements, fields: readonly string[]): string {
  const { name, description, target_audience, monetization, mvp_features } = requirements;
  const parts = { name, description, target_audience, monetization, mvp_features: mvp_features.join("\n") };
  return Object.entries(parts)
    .filter(([field]) => fields.includes(field))
    .map(([, text]) => text)
    .join("\n");
}

/** What the gate reads of a task. */
export function taskText({ title, description, expected_outputs }: Task): string {
  return [title, description, ...expected_outputs].join("\n");
}
