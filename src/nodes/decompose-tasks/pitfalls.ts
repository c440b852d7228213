import type { SimilarBusiness } from "../../state/idea.ts";
import type { StepFailure } from "../../state/memory-record.ts";
import { PHASES, type Task, type TaskGraph } from "../../state/task.ts";
import { topologicalOrder } from "../../state/task-order.ts";
import { LIMITS } from "../../state/text.ts";
import { sameFeature, stepKey } from "../step-key.ts";
import { featureNumbersOf, structureOf } from "./structure.ts";

type EarlierRun = Pick<SimilarBusiness, "failures">;

/** In how many of the recalled runs a step must have failed to get a review of its own. */
const FAILURES_FOR_REVIEW = 2;
const MAX_REVIEWS = 3;
const REVIEW_PREFIX = "review-result-of-";
/** Codes come from records of earlier runs: only what looks like one reaches a task's description. */
const CODE = /^[A-Z][A-Z0-9_]{1,59}$/;

/**
 * Lets a plan learn from earlier runs: a step that failed in one of them is told so in its description, and one
 * that failed in several is reviewed before anything builds on it. Steps are recognised by their key and feature.
 */
export function withPitfalls(graph: TaskGraph, earlier: readonly EarlierRun[]): TaskGraph {
  const failures = earlier.map((run) => run.failures);
  const known = graph.tasks.map((task) => ({ task, failed: failuresOf(task, failures) }));
  if (known.every(({ failed }) => failed.length === 0)) return graph;
  const warned = known.map(({ task, failed }) =>
    failed.length > 0 ? withWarning(task, failed, earlier) : task,
  );
  const room = Math.min(MAX_REVIEWS, LIMITS.tasks - warned.length);
  const troubled = known
    .filter(({ task, failed }) => failed.length >= FAILURES_FOR_REVIEW && isReviewable(task))
    .sort((a, b) => b.failed.length - a.failed.length)
    .slice(0, Math.max(0, room));
  const tasks = troubled.reduce((all, { task }) => withReview(all, task), warned);
  const ordered = topologicalOrder(tasks);
  return { ...graph, tasks: ordered, ...structureOf(ordered, featureNumbersOf(graph.groups)) };
}

/** One failure for each run in which this step failed. */
function failuresOf(task: Task, runs: readonly (readonly StepFailure[])[]): StepFailure[] {
  return runs.flatMap(
    (failures) =>
      failures.find(({ step, feature }) => step === stepKey(task) && sameFeature(feature, task.feature)) ??
      [],
  );
}

function withWarning(task: Task, failed: readonly StepFailure[], earlier: readonly EarlierRun[]): Task {
  const codes = [...new Set(failed.map(({ error_code }) => error_code))].filter((code) => CODE.test(code));
  const why = codes.length > 0 ? ` with ${codes.join(", ")}` : "";
  const warning = `Known pitfall: this step failed in ${failed.length} of ${earlier.length} similar runs${why}; check its result before handing it on.`;
  return { ...task, description: `${task.description} ${warning}` };
}

/** What is released can't be reviewed before it is: those steps have gates of their own. */
function isReviewable({ task_id, phase, effect }: Task): boolean {
  const beforeRelease = PHASES.indexOf(phase) < PHASES.indexOf("deploy");
  return beforeRelease && effect === "write" && !task_id.startsWith(REVIEW_PREFIX);
}

/** Everything that waited for the task now waits for its review. */
function withReview(tasks: readonly Task[], reviewed: Task): Task[] {
  const review: Task = {
    task_id: `${REVIEW_PREFIX}${reviewed.task_id}`.slice(0, 120),
    title: `Review: ${reviewed.title}`,
    description: `Review the result of "${reviewed.title}", which failed in several similar runs, against its expected outputs.`,
    phase: reviewed.phase,
    feature: reviewed.feature,
    depends_on: [reviewed.task_id],
    capabilities: ["testing"],
    expected_outputs: [`review of: ${reviewed.title}`],
    effort_hours: 1,
    critical: false,
    effect: "read",
  };
  const waiting = tasks.map((task) =>
    task.depends_on.includes(reviewed.task_id)
      ? { ...task, depends_on: [...task.depends_on, review.task_id] }
      : task,
  );
  return [...waiting, review];
}
