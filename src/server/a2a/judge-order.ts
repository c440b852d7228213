import type { Services } from "../../nodes/services.ts";
import type { SafetyAssessment } from "../../nodes/validate-safety/gate.ts";
import { judgeTask } from "../../nodes/validate-safety/judge-task.ts";
import { intentText } from "../../nodes/validate-safety/judged-text.ts";
import { ruleAgents } from "../../nodes/validate-safety/waltz/rule-agents.ts";
import { GenesisError } from "../../state/errors.ts";
import type { SafetyContextInput } from "../../state/safety.ts";
import type { Task } from "../../state/task.ts";
import type { WorkOrder } from "../../state/work-order.ts";

/**
 * The task of an order as it may be carried out: the gate judges it and what the business is, as words of another's
 * program. There is nobody to ask, so what is not allowed or mended is refused. Throws A2A_ORDER_UNSAFE.
 */
export async function judgeOrder(
  { task, requirements }: WorkOrder,
  { safety, flags }: Pick<Services, "safety" | "flags">,
): Promise<Task> {
  const strict = await flags.isEnabled("security_hardening_enabled");
  const context: SafetyContextInput = { effect: task.effect, strict, origin: "remote_agent" };
  const about: SafetyContextInput = { ...context, effect: "write" };
  // Of lists and names only rules speak: the classifier knows sentences, and takes a heap of words for too much.
  refuseUnlessAllowed(safety.gate.assess(intentText(requirements), { ...about, own_words: true }));
  const alone = safety.gate.assess(requirements.description, about);
  if (alone.action === "block") throw unsafe(alone.message);
  // One sentence says little by itself: what is only doubtful has to look bad in its place as well.
  if (alone.action !== "allow") refuseUnlessAllowed(safety.gate.assess(intentText(requirements), about));
  const judged = await judgeTask(task, safety.gate, ruleAgents, context);
  const { action, message } = judged.assessment;
  if (action !== "allow" && action !== "revise") throw unsafe(message);
  return judged.task;
}

function refuseUnlessAllowed({ action, message }: SafetyAssessment): void {
  if (action !== "allow") throw unsafe(message);
}

function unsafe(why: string): GenesisError {
  return new GenesisError("A2A_ORDER_UNSAFE", `The safety gate refuses the order. ${why}`, {
    category: "safety",
    hint: "Order something else, or let a person decide where the business is.",
  });
}
