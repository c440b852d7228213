import type { BaseStore } from "@langchain/langgraph";
import { isoTime } from "../../state/clock.ts";
import type { GenesisState } from "../../state/genesis-state.ts";
import type { Warning } from "../../state/run-event.ts";
import { consolidate } from "../../stores/memory/consolidate.ts";
import { writeOf } from "../../stores/memory/namespaces.ts";
import { withoutPii } from "../../telemetry/pii.ts";
import { redactRecord } from "../../telemetry/redact.ts";
import { type GenesisNode, type NodeContext, warn } from "../node.ts";
import { finalRequirements } from "../requirements.ts";
import type { Services } from "../services.ts";
import { runRecords } from "./record.ts";

type MemoryServices = Pick<Services, "clock" | "config" | "memory">;

/** How many runs of a type are looked at for what recurs. */
const CONSOLIDATED_RUNS = 12;

/**
 * Keeps what was learnt for the next run. A store that fails costs a warning, never the run (guide 9.2): the
 * records wait in the outbox. Written under the run's own keys, so a resumed run writes nothing twice.
 */
export function updateMemory(services: MemoryServices): GenesisNode {
  return async (state, context) => {
    const { store } = context;
    if (!store) return {};
    try {
      const records = runRecords(state, finalRequirements(state), isoTime(services.clock));
      const writes = records.map((record) => writeOf(withoutPii(redactRecord(record))));
      const kept = await services.memory.keep(store, writes);
      if (kept.where === "store") return { warnings: await learn(services, store, state, context) };
      const message = `What this run taught waits in the outbox, because memory is down: ${kept.error.message}`;
      return { warnings: [warn(context, "MEMORY_UNAVAILABLE", message)] };
    } catch (error) {
      if (context.signal.aborted) throw error;
      const message = `What this run taught could not be kept: ${(error as Error).message}`;
      return { warnings: [warn(context, "MEMORY_LOST", message)] };
    }
  };
}

/** Turns what recurs over the runs of this type into best practices; the next run can do it as well. */
async function learn(
  services: MemoryServices,
  store: BaseStore,
  state: GenesisState,
  context: NodeContext,
): Promise<Warning[]> {
  try {
    await services.memory.use("consolidate", store, async (memory) => {
      const records = await memory.recentBusinesses(state.business_type, CONSOLIDATED_RUNS);
      return memory.updatePractices(consolidate(records, services.config.memory.practiceSupport));
    });
    return [];
  } catch (error) {
    const message = `Best practices were not updated: ${(error as Error).message}`;
    return [warn(context, "MEMORY_NOT_CONSOLIDATED", message)];
  }
}
