import { GenesisError } from "../../state/errors.ts";
import type { Task, TaskGraph } from "../../state/task.ts";
import { topologicalOrder } from "../../state/task-order.ts";
import { LIMITS } from "../../state/text.ts";
import { ancestors, completeOrder, orderProblems } from "./order-rules.ts";
import { numberFeatures, structureOf } from "./structure.ts";

export interface PlanFrame {
  readonly source: TaskGraph["source"];
  readonly revision?: number;
  /** Every one of them must be built and tested. */
  readonly features: readonly string[];
}

/**
 * Makes a task graph of steps, whoever made them: completes the dependencies that must hold, checks everything a plan
 * promises (guide 7.1), and adds hierarchy and chunks. Throws PLAN_TOO_LARGE, PLAN_CYCLE and PLAN_INVALID.
 */
export function assemblePlan(tasks: readonly Task[], frame: PlanFrame): TaskGraph {
  if (tasks.length > LIMITS.tasks) throw tooLarge(tasks.length);
  const ordered = topologicalOrder(completeOrder(topologicalOrder(tasks)));
  const problems = [...orderProblems(ordered), ...contentProblems(ordered, frame.features)];
  if (problems.length > 0) throw invalidPlan(problems);
  return {
    tasks: ordered,
    ...structureOf(ordered, numberFeatures(frame.features)),
    source: frame.source,
    revision: frame.revision ?? 0,
  };
}

/** What a plan lacks besides order: phases it can't do without, a release, and work on each feature. */
export function contentProblems(tasks: readonly Task[], features: readonly string[]): string[] {
  const problems: string[] = [];
  for (const phase of ["design", "build", "test", "deploy"] as const) {
    if (!tasks.some((task) => task.phase === phase)) problems.push(`The plan has no step in phase ${phase}.`);
  }
  if (!tasks.some((task) => task.phase === "deploy" && task.effect === "deploy")) {
    problems.push("No step releases the product.");
  }
  const before = ancestors(tasks);
  for (const feature of new Set(features)) {
    const of = (phase: Task["phase"]) =>
      tasks.filter((task) => task.feature === feature && task.phase === phase);
    const builds = of("build");
    const tested = of("test").some((test) =>
      builds.some((build) => before.get(test.task_id)?.has(build.task_id)),
    );
    if (builds.length === 0) problems.push(`No step builds the feature "${feature}".`);
    else if (!tested) problems.push(`No step tests the feature "${feature}" after it is built.`);
  }
  return problems;
}

const SHOWN_PROBLEMS = 5;

function invalidPlan(problems: readonly string[]): GenesisError {
  const more = problems.length > SHOWN_PROBLEMS ? ` And ${problems.length - SHOWN_PROBLEMS} more.` : "";
  return new GenesisError("PLAN_INVALID", `${problems.slice(0, SHOWN_PROBLEMS).join(" ")}${more}`, {
    category: "system",
    hint: "Correct the blueprint or plan that names it.",
  });
}

/** More tasks than a plan may have. */
export function tooLarge(count: number): GenesisError {
  return new GenesisError(
    "PLAN_TOO_LARGE",
    `The plan would have ${count.toLocaleString("en")} tasks; at most ${LIMITS.tasks} are supported.`,
    { hint: "Ask for fewer MVP features and add the others in a later iteration." },
  );
}
