import type { GenesisNode } from "../node.ts";
import type { Services } from "../services.ts";
import { reviseAfterFailure } from "./diagnose.ts";

/** SE-Darwin: turns a failed round into a revised one and says where the graph is entered again. */
export function evolvePlan(services: Pick<Services, "agents">): GenesisNode {
  return async (state, { log }) => {
    const evolution = reviseAfterFailure(state, services.agents);
    log.info({ evolution }, `evolution round ${evolution.round}`);
    const status = evolution.re_enter_at === "compose-team" ? "COMPOSING_TEAM" : "DECOMPOSING_TASKS";
    return { evolutions: [evolution], status };
  };
}
