import type { SafetyContextInput, SafetyRevision } from "../../state/safety.ts";
import type { Task } from "../../state/task.ts";
import type { SafetyAssessment, SafetyGate } from "./gate.ts";
import { taskText } from "./judged-text.ts";
import type { Draft, WaltzAgents } from "./waltz/agents.ts";
import { collaborate } from "./waltz/collaborate.ts";

/** The gate's last word on a task, with the task as it may be carried out. */
export interface TaskJudgement {
  readonly task: Task;
  readonly assessment: SafetyAssessment;
  /** Set when the task was rewritten, whether or not that was enough. */
  readonly revision: SafetyRevision | null;
}

/**
 * Judges a task and, where only a removable part is risky, lets the agents rewrite it. A rewritten task counts only
 * when it passes the gate again; else the risk is a person's to decide.
 */
export async function judgeTask(
  task: Task,
  gate: SafetyGate,
  agents: WaltzAgents,
  context: SafetyContextInput,
): Promise<TaskJudgement> {
  const assess = (draft: Draft) => gate.assess(taskText({ ...task, ...draft }), context);
  const first = assess(task);
  const worthwhile = first.action === "revise" || (first.action === "escalate" && agents.kind === "model");
  if (!worthwhile) return { task, assessment: first, revision: null };
  const { title, description } = task;
  const { draft, accepted, revision } = await collaborate({ title, description }, { agents, assess });
  if (accepted) return { task: { ...task, ...draft }, assessment: { ...first, action: "revise" }, revision };
  return { task, assessment: { ...first, action: "escalate" }, revision };
}
