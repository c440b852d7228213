import type { GenesisState } from "../../state/genesis-state.ts";
import type { Task, TaskGraph } from "../../state/task.ts";
import { LIMITS } from "../../state/text.ts";

export interface Plan {
  readonly tasks: readonly Task[];
  readonly groups: TaskGraph["groups"];
  readonly requirements: GenesisState["requirements"];
}

/**
 * A task in a person's words. Whoever rewrites how a feature is built says the feature in other words: then all that
 * speaks of the feature says it too, because products are built from the features, not from one task's description.
 */
export function editTask(plan: Plan, taskId: string, description: string): Plan {
  const task = plan.tasks.find(({ task_id }) => task_id === taskId);
  if (!task) return plan;
  const feature = rewordedFeature(task, description);
  const reworded = feature === undefined ? plan : rewordFeature(plan, task.feature ?? "", feature);
  const tasks = reworded.tasks.map((one) => (one.task_id === taskId ? { ...one, description } : one));
  return { ...reworded, tasks };
}

/**
 * The feature as the new text has it: what stands where the old feature stood, else the text itself. undefined when the
 * task builds no feature, or still says it to the letter.
 */
function rewordedFeature({ phase, feature, description }: Task, text: string): string | undefined {
  if (phase !== "build" || feature === null || text.includes(feature)) return undefined;
  const at = description.indexOf(feature);
  const before = description.slice(0, Math.max(0, at));
  const after = at < 0 ? "" : description.slice(at + feature.length);
  const framed =
    text.startsWith(before) && text.endsWith(after) && text.length > before.length + after.length;
  const words = framed ? text.slice(before.length, text.length - after.length) : text;
  return words.replace(/\s+/g, " ").trim().slice(0, LIMITS.line.max).trim() || undefined;
}

function rewordFeature({ tasks, groups, requirements }: Plan, old: string, feature: string): Plan {
  const said = (text: string) => text.replaceAll(old, () => feature);
  return {
    tasks: tasks.map((task) =>
      task.feature !== old
        ? task
        : {
            ...task,
            feature,
            title: said(task.title),
            description: said(task.description),
            expected_outputs: task.expected_outputs.map(said),
          },
    ),
    groups: groups.map((group) =>
      group.level === "feature" ? { ...group, title: said(group.title) } : group,
    ),
    requirements: withFeature(requirements, old, feature),
  };
}

function withFeature(requirements: Plan["requirements"], old: string, feature: string): Plan["requirements"] {
  if (!requirements || !Array.isArray(requirements.mvp_features)) return requirements;
  const mvp_features = requirements.mvp_features.map((one: unknown) => (one === old ? feature : one));
  return { ...requirements, mvp_features };
}
