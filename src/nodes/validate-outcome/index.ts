import { type GenesisNode, warn } from "../node.ts";
import type { Services } from "../services.ts";
import { extractDeploymentUrl } from "./deployment-url.ts";
import { outcomeProblem } from "./outcome.ts";

/** Decides whether the run succeeded, and if not, whether another round of evolution is worth trying. */
export function validateOutcome(services: Pick<Services, "config" | "flags">): GenesisNode {
  return async (state, context) => {
    const deployment_url = extractDeploymentUrl(state.task_results);
    const error = outcomeProblem(state.task_results, deployment_url);
    if (error === null) return { deployment_url, outcome: { status: "SUCCESS", error: null } };
    const unclear = state.task_results.some(({ error_code }) => error_code === "EFFECT_OUTCOME_UNKNOWN");
    // A new round would do an effect anew that may have happened already.
    if (!unclear && (await mayEvolve(error.code, state.evolutions.length, services))) {
      const warning = warn(context, error.code, `${error.message} Trying an evolved plan.`);
      return { deployment_url: null, warnings: [warning], status: "EVOLVING" };
    }
    return { deployment_url, outcome: { status: "FAILED", error } };
  };
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
