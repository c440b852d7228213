import type { GenesisState } from "../../state/genesis-state.ts";
import type { Warning } from "../../state/run-event.ts";
import { isUnavailable } from "../../stores/memory/long-term-memory.ts";
import { outcomeWrites } from "../../stores/outcome-log.ts";
import { type GenesisNode, type NodeContext, warn } from "../node.ts";
import type { Services } from "../services.ts";
import { extractDeploymentUrl } from "./deployment-url.ts";
import { outcomeProblem } from "./outcome.ts";
import { outcomesOf, recordOutcomes } from "./record-outcomes.ts";

/** Decides whether the run succeeded, and if not, whether another round of evolution is worth trying. */
export function validateOutcome(services: Pick<Services, "config" | "flags" | "memory">): GenesisNode {
  return async (state, context) => {
    const deployment_url = extractDeploymentUrl(state.task_results);
    const error = outcomeProblem(state.task_results, deployment_url);
    if (error === null) {
      const warnings = await keepOutcomes(state, context, services);
      return { deployment_url, outcome: { status: "SUCCESS", error: null }, warnings };
    }
    const unclear = state.task_results.some(({ error_code }) => error_code === "EFFECT_OUTCOME_UNKNOWN");
    // A new round would do an effect anew that may have happened already.
    if (!unclear && (await mayEvolve(error.code, state.evolutions.length, services))) {
      const warning = warn(context, error.code, `${error.message} Trying an evolved plan.`);
      return { deployment_url: null, warnings: [warning], status: "EVOLVING" };
    }
    context.log.warn({ code: error.code }, error.message);
    const warnings = await keepOutcomes(state, context, services);
    return { deployment_url, outcome: { status: "FAILED", error }, warnings };
  };
}

/** What routing learns from; a store that fails costs a warning, and the outcomes wait in the outbox (guide 9.2). */
async function keepOutcomes(
  state: GenesisState,
  context: NodeContext,
  { memory }: Pick<Services, "memory">,
): Promise<Warning[]> {
  if (!context.store) return [];
  try {
    await recordOutcomes(memory.guard("outcomes", context.store), state);
    return [];
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    memory.defer(outcomeWrites(outcomesOf(state)));
    const message = `How the tasks went waits in the outbox, because memory is down: ${error.message}`;
    return [warn(context, "MEMORY_UNAVAILABLE", message)];
  }
}

/** What a person or the gate blocked stays blocked: evolution is for failures only. */
async function mayEvolve(
  code: string,
  rounds: number,
  { config, flags }: Pick<Services, "config" | "flags">,
): Promise<boolean> {
  if (code === "TASKS_BLOCKED" || rounds >= config.maxEvolutions) return false;
  return flags.isEnabled("darwin_integration_enabled");
}
