import type { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import type { BaseCheckpointSaver, BaseStore } from "@langchain/langgraph";
import type { Services } from "../nodes/services.ts";
import type { Logger } from "../telemetry/logger.ts";
import { buildGraph } from "./builder.ts";

/** A run takes 14 steps and each evolution round 8 more; LangGraph's default of 25 would end the second round. */
const RECURSION_LIMIT = 150;

export interface Persistence {
  readonly checkpointer: BaseCheckpointSaver;
  readonly store: BaseStore;
}

export interface GraphServices extends Services {
  /** Told of every step of every run, for traces. */
  readonly tracer?: BaseCallbackHandler | undefined;
}

/** The runnable graph. Without persistence for the LangGraph server, which brings its own. */
export function compileGraph(services: GraphServices, log: Logger, persistence?: Persistence) {
  const { tracer } = services;
  return buildGraph(services, log)
    .compile({ name: "genesis", ...persistence })
    .withConfig({ recursionLimit: RECURSION_LIMIT, ...(tracer && { callbacks: [tracer] }) });
}

export type GenesisGraph = ReturnType<typeof compileGraph>;
