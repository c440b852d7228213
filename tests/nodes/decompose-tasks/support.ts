import fc from "fast-check";
import { assemblePlan } from "../../../src/nodes/decompose-tasks/assemble.ts";
import type { PlanningCase } from "../../../src/state/planning-case.ts";
import { PHASES, type Task, type TaskGraph } from "../../../src/state/task.ts";
import { aTask } from "../../support/tasks.ts";

/** Steps in any number and order of phases, each depending on some of the steps before it. */
export const layeredTasks: fc.Arbitrary<Task[]> = fc
  .array(
    fc.record({
      phase: fc.constantFrom(...PHASES),
      feature: fc.constantFrom(null, "a", "b", "c"),
      picks: fc.array(fc.nat(1_000), { maxLength: 4 }),
      critical: fc.boolean(),
    }),
    { minLength: 1, maxLength: 160 },
  )
  .map((drafts) => {
    const sorted = drafts.toSorted((a, b) => PHASES.indexOf(a.phase) - PHASES.indexOf(b.phase));
    return sorted.map(({ phase, feature, picks, critical }, index) =>
      aTask({
        task_id: `t${index}`,
        phase,
        feature,
        critical,
        effort_hours: 1 + (index % 5),
        depends_on: index === 0 ? [] : [...new Set(picks.map((pick) => `t${pick % index}`))],
      }),
    );
  });

/** What every plan needs, around which anything may stand. */
const SKELETON: readonly Task[] = [
  aTask({ task_id: "sketch", phase: "design" }),
  aTask({ task_id: "make", phase: "build", depends_on: ["sketch"] }),
  aTask({ task_id: "try", phase: "test", depends_on: ["make"] }),
  aTask({ task_id: "release", phase: "deploy", effect: "deploy", critical: true, depends_on: ["try"] }),
];

/** Whole plans of up to 164 tasks. */
export const anyPlan: fc.Arbitrary<TaskGraph> = layeredTasks.map((tasks) =>
  assemblePlan([...SKELETON, ...tasks], { source: "model", features: [] }),
);

/** A small plan with two features. */
export function aPlan(): TaskGraph {
  const feature = (name: string) => [
    aTask({ task_id: `build-${name}`, feature: name, depends_on: ["make"], effort_hours: 4 }),
    aTask({ task_id: `test-${name}`, feature: name, phase: "test", depends_on: [`build-${name}`] }),
  ];
  return assemblePlan([...SKELETON, ...feature("a"), ...feature("b")], {
    source: "blueprint",
    features: ["a", "b"],
  });
}

export function taskOf(graph: TaskGraph, id: string): Task {
  const found = graph.tasks.find(({ task_id }) => task_id === id);
  if (!found) throw new Error(`no task ${id}`);
  return found;
}

/** Everything that must be done before each task, found by walking, not by the code under test. */
export function reachable(tasks: readonly Task[], id: string): Set<string> {
  const byId = new Map(tasks.map((task) => [task.task_id, task]));
  const found = new Set<string>();
  const stack = [...(byId.get(id)?.depends_on ?? [])];
  while (stack.length > 0) {
    const next = stack.pop() as string;
    if (found.has(next)) continue;
    found.add(next);
    stack.push(...(byId.get(next)?.depends_on ?? []));
  }
  return found;
}

export const PLAYBOOKS: readonly PlanningCase[] = [
  {
    case_id: "rental-deposits",
    text: "Equipment and bikes are rented out by the day, and deposits are held until they come back",
    steps: [
      { title: "List what is rented out with its price and deposit", capabilities: ["product-management"] },
      { title: "Build the calendar that never books one thing twice", capabilities: ["backend", "database"] },
      {
        title: "Hold and give back deposits",
        capabilities: ["payments"],
        expected_outputs: ["deposit rules"],
      },
      { title: "Test two people who book the same hour", capabilities: ["testing"] },
    ],
  },
  {
    case_id: "chat-answers",
    text: "Customers ask a chat about facts that change, and a wrong answer costs trust",
    steps: [
      { title: "Collect the pages that answer questions", capabilities: ["support"] },
      { title: "Answer only with the source", capabilities: ["machine-learning"] },
    ],
  },
];
