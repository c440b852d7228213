import type { GenesisState } from "../state/genesis-state.ts";
import type { NodeContext } from "./node.ts";
import type { Services } from "./services.ts";

/**
 * The store for reads that a run can do without, or undefined when there is none, or when memory was found down earlier
 * in the run: that was said once, and each further try would cost its timeout.
 */
export function readableMemory(
  { warnings }: Pick<GenesisState, "warnings">,
  { store }: Pick<NodeContext, "store">,
  { memory }: Pick<Services, "memory">,
  operation: "team" | "route",
): NodeContext["store"] {
  const down = warnings.some(({ code }) => code === "MEMORY_UNAVAILABLE");
  return store === undefined || down ? undefined : memory.guard(operation, store);
}
