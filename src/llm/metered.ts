import type { BudgetMeter } from "../state/budget.ts";
import type { LanguageModel } from "./gateway.ts";

/** The model for the calls of one run: each is paid from its budget. Without a budget the model as it is. */
export function metered<M extends LanguageModel | undefined>(llm: M, meter: BudgetMeter | undefined): M {
  if (llm === undefined || meter === undefined) return llm;
  const model: LanguageModel = llm;
  return {
    generate: (request) => model.generate({ ...request, meter: request.meter ?? meter }),
    usageTotals: () => model.usageTotals(),
  } satisfies LanguageModel as M;
}
