/** What a judge says about a draft. */
export interface Judgement {
  readonly unsafe: boolean;
  readonly overrefuse: boolean;
}

/** R_c of WaltzRL (arXiv 2510.08240): 1 when the draft is neither unsafe nor over-refusing, else 0. */
export function conversationReward({ unsafe, overrefuse }: Judgement): 0 | 1 {
  return unsafe || overrefuse ? 0 : 1;
}

/**
 * Dynamic Improvement Reward: R_c of the draft after the feedback minus R_c of the one before, in {-1, 0, 1}; 0 when
 * no draft followed.
 */
export function dynamicImprovementReward(before: Judgement, after: Judgement | undefined): -1 | 0 | 1 {
  if (!after) return 0;
  return (conversationReward(after) - conversationReward(before)) as -1 | 0 | 1;
}
