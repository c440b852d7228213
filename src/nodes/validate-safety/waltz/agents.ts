import type { SafetyAssessment } from "../gate.ts";

/** The part of a task that may be rewritten. */
export interface Draft {
  readonly title: string;
  readonly description: string;
}

/** What the feedback agent says about a draft (WaltzRL, section 2). Only `feedback` reaches the other agent. */
export interface Feedback {
  readonly reasoning: string;
  readonly unsafe: boolean;
  readonly overrefuse: boolean;
  readonly feedback: string;
}

/** Judges a draft: is it unsafe, or does it refuse more than it must? */
export interface FeedbackAgent {
  judge(original: Draft, draft: Draft, assessment: SafetyAssessment): Promise<Feedback>;
}

/** Rewrites a risky draft so that its purpose stays and its risk goes. */
export interface ConversationAgent {
  revise(draft: Draft, feedback: string, assessment: SafetyAssessment): Promise<Draft>;
}

export interface WaltzAgents {
  readonly kind: "rules" | "model";
  readonly feedback: FeedbackAgent;
  readonly conversation: ConversationAgent;
}

export function draftText({ title, description }: Draft): string {
  return `${title}\n${description}`;
}
