import type { PolicyFix } from "../../../state/policy.ts";
import type { SafetyAssessment } from "../gate.ts";
import type { ConversationAgent, Draft, FeedbackAgent, WaltzAgents } from "./agents.ts";
import { keepsPurpose } from "./purpose.ts";

/** The two agents without a model: the policy's own fixes and reasons. Deterministic. */
export const ruleAgents: WaltzAgents = {
  kind: "rules",
  feedback: { judge: async (original, draft, assessment) => judge(original, draft, assessment) },
  conversation: { revise: async (draft, _feedback, assessment) => revise(draft, assessment) },
} satisfies { kind: "rules"; feedback: FeedbackAgent; conversation: ConversationAgent };

function judge(original: Draft, draft: Draft, { action, message, rules }: SafetyAssessment) {
  const overrefuse = !keepsPurpose(original, draft);
  const safeguards = rules.flatMap(({ fix }) => fix?.add ?? []);
  return {
    reasoning: message,
    unsafe: action !== "allow",
    overrefuse,
    feedback: [message, ...safeguards, ...(overrefuse ? ["Keep the purpose of the task."] : [])].join(" "),
  };
}

function revise(draft: Draft, { rules }: SafetyAssessment): Draft {
  return rules.reduce((current, { fix }) => (fix ? applied(current, fix) : current), draft);
}

function applied({ title, description }: Draft, { replace, with: substitute, add }: PolicyFix): Draft {
  const mended = (text: string) => (replace ? tidy(text.replace(replace, substitute)) : text);
  const safer = mended(description);
  return { title: mended(title), description: add ? `${safer.trimEnd()} ${add}` : safer };
}

function tidy(text: string): string {
  return text.replace(/ {2,}/g, " ").trim();
}
