import { isoTime } from "../../state/clock.ts";
import { type GenesisNode, warn } from "../node.ts";
import { finalRequirements } from "../requirements.ts";
import type { Services } from "../services.ts";
import { businessRecord } from "./record.ts";

/** Keeps what was learnt for the next run; a store that fails costs the lesson, never the run (guide 9.2). */
export function updateMemory(services: Pick<Services, "clock">): GenesisNode {
  return async (state, context) => {
    if (!context.store) return {};
    const record = businessRecord(state, finalRequirements(state), isoTime(services.clock));
    try {
      await context.store.put(["business", state.business_type], state.business_id, record);
      return {};
    } catch (error) {
      const message = `What this run taught could not be kept: ${(error as Error).message}`;
      return { warnings: [warn(context, "MEMORY_UNAVAILABLE", message)] };
    }
  };
}
