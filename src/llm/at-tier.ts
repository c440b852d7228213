import type { Tier } from "../state/agent.ts";
import type { LanguageModel } from "./gateway.ts";

/**
 * The model for the calls made for one task: each is at the tier that routing gave the task, unless the call names one
 * itself. Without a tier the model as it is.
 */
export function atTier(llm: LanguageModel, tier: Tier | undefined): LanguageModel {
  if (tier === undefined) return llm;
  return {
    generate: (request) => llm.generate({ ...request, tier: request.tier ?? tier }),
    usageTotals: () => llm.usageTotals(),
  };
}
