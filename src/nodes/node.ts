import type { BaseStore } from "@langchain/langgraph";
import type { RunBudget } from "../budget/run-budget.ts";
import type { GenesisState, GenesisUpdate } from "../state/genesis-state.ts";
import type { Warning } from "../state/run-event.ts";
import type { Emit } from "../telemetry/emitter.ts";
import type { Logger } from "../telemetry/logger.ts";

/** What the graph hands a node besides the state. */
export interface NodeContext {
  readonly emit: Emit;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** True once the run is to stop at a safe point: what is in flight ends, nothing new starts. */
  readonly draining: () => boolean;
  /** Long-term memory; undefined when the graph runs without a store. */
  readonly store: BaseStore | undefined;
  /** What the run may spend; everything that costs something is paid from it. */
  readonly budget: RunBudget;
  /** The LangGraph thread of the run, when there is one. */
  readonly threadId: string | undefined;
}

/** A node: takes from the state, calls the pure algorithm beside it, returns the update. */
export type GenesisNode = (state: GenesisState, context: NodeContext) => Promise<GenesisUpdate>;

/** Reports a condition the run survives: as an event now, in the log, and in the result later. */
export function warn(
  { emit, log }: Pick<NodeContext, "emit" | "log">,
  code: string,
  message: string,
): Warning {
  emit({ type: "warning", code, message });
  log.warn({ code }, message);
  return { code, message };
}
