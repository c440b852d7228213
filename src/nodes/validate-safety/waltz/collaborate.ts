import type { SafetyRevision } from "../../../state/safety.ts";
import type { SafetyAssessment } from "../gate.ts";
import { type Draft, draftText, type Feedback, type WaltzAgents } from "./agents.ts";
import { lineDiff } from "./line-diff.ts";
import { keepsPurpose } from "./purpose.ts";
import { dynamicImprovementReward, type Judgement } from "./reward.ts";

export interface Collaboration {
  /** The last draft; the first one when nothing was changed. */
  readonly draft: Draft;
  readonly assessment: SafetyAssessment;
  /** The draft passes the gate and keeps its purpose. */
  readonly accepted: boolean;
  readonly revision: SafetyRevision;
}

export interface CollaborationOptions {
  readonly agents: WaltzAgents;
  /** The gate: the judge of every draft, whatever the agents say. */
  readonly assess: (draft: Draft) => SafetyAssessment;
  /** Feedback turns at most (T_max of the paper); 1 when absent. */
  readonly maxTurns?: number;
}

const MAX_TURNS = 1;

/**
 * WaltzRL at inference time (arXiv 2510.08240): feedback on the draft, a revised draft, and so on; stops as soon as
 * the feedback agent finds a draft neither unsafe nor over-refusing, and after `maxTurns`. The gate judges the end.
 */
export async function collaborate(
  original: Draft,
  { agents, assess, maxTurns = MAX_TURNS }: CollaborationOptions,
): Promise<Collaboration> {
  let draft = original;
  let assessment = assess(original);
  let previous: Judgement = judgementOf(original, original, assessment);
  let reward: number = 0;
  const said: string[] = [];
  for (let turn = 0; turn < maxTurns; turn += 1) {
    const feedback: Feedback = await agents.feedback.judge(original, draft, assessment);
    if (!feedback.unsafe && !feedback.overrefuse) break;
    said.push(feedback.feedback);
    draft = await agents.conversation.revise(draft, feedback.feedback, assessment);
    assessment = assess(draft);
    const next = judgementOf(original, draft, assessment);
    reward = dynamicImprovementReward(previous, next);
    previous = next;
  }
  const diff = lineDiff(draftText(original), draftText(draft));
  const accepted = !previous.unsafe && !previous.overrefuse;
  return {
    draft,
    assessment,
    accepted,
    revision: { by: agents.kind, diff, feedback: said, improvement_reward: reward },
  };
}

/** The gate labels harm, the purpose over-refusal: the judge J of the paper. */
function judgementOf(original: Draft, draft: Draft, { action }: SafetyAssessment): Judgement {
  return { unsafe: action !== "allow", overrefuse: !keepsPurpose(original, draft) };
}
