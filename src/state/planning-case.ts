import type { Task } from "./task.ts";

/** A step of a way of working, in words. */
export interface CaseStep {
  /** What is to be done, one sentence. */
  readonly title: string;
  readonly capabilities: readonly string[];
  /** Follows from the capabilities when absent. */
  readonly phase?: Task["phase"];
  /** Follow from the title when absent. */
  readonly expected_outputs?: readonly string[];
}

/** What the planner can learn from: a playbook or an earlier run, as steps in the order in which they are done. */
export interface PlanningCase {
  readonly case_id: string;
  /** When it applies: the words a request is compared with. */
  readonly text: string;
  readonly steps: readonly CaseStep[];
}
