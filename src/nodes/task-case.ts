import type { Task } from "../state/task.ts";
import { stepKey } from "./step-key.ts";

/**
 * How a task is described in the case bank, both when its case is kept and when cases like it are looked for: by what
 * the step is, not by the business's name, so that the same work elsewhere is the same case.
 */
export function caseText(businessType: string, task: Task): string {
  const { feature, phase, capabilities } = task;
  return [businessType, stepKey(task), feature ?? "", phase, ...capabilities].filter(Boolean).join(" ");
}
