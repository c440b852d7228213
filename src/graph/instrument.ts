import { isGraphBubbleUp, type LangGraphRunnableConfig } from "@langchain/langgraph";
import type { GenesisNode } from "../nodes/node.ts";
import type { Services } from "../nodes/services.ts";
import { isoTime } from "../state/clock.ts";
import { GenesisError, toErrorInfo } from "../state/errors.ts";
import type { GenesisState, GenesisUpdate } from "../state/genesis-state.ts";
import type { RunEvent, RunEventBody } from "../state/run-event.ts";
import { createEmitter } from "../telemetry/emitter.ts";
import type { Logger } from "../telemetry/logger.ts";
import { lifecycleEnd, lifecycleStart } from "./lifecycle-events.ts";
import type { NodeId } from "./node-ids.ts";
import { summarise } from "./summaries.ts";

const NEVER = new AbortController().signal;

/** Without a beginning there is no run to fail, and without an end no result: their errors reach the caller. */
const FATAL: ReadonlySet<NodeId> = new Set(["intake", "finish"]);

/**
 * Puts a node into LangGraph: hands it its context and reports start, end, status and errors as events and log
 * lines. What a node throws becomes the run's FAILED outcome, with its code. Interrupts and aborts pass through
 * untouched, so that the run stays resumable (LangGraph's own `errorHandler` would take an abort for a failure
 * and keep it across the resume).
 */
export function instrument(
  id: NodeId,
  node: GenesisNode,
  services: Pick<Services, "clock" | "lifecycle">,
  log: Logger,
) {
  const { lifecycle } = services;
  return async (state: GenesisState, config: LangGraphRunnableConfig): Promise<GenesisUpdate> => {
    const threadId: unknown = config.configurable?.thread_id;
    const businessId = state.business_id || (typeof threadId === "string" ? threadId : "");
    const emit = createEmitter(
      businessId,
      services.clock,
      config.writer as ((event: RunEvent) => void) | undefined,
    );
    const nodeLog = log.child({ business_id: businessId, node: id });
    const signal = config.signal ?? NEVER;
    const startedAt = services.clock.now();
    const elapsed = () => Math.max(0, (services.clock.now() - startedAt) / 1_000);
    const moment = () => ({ node: id, businessId, step: stepOf(config), at: isoTime(services.clock) });
    if (lifecycle) for (const event of lifecycleStart(state, moment())) await lifecycle.record(event);
    emit({ type: "node.started", node: id });
    try {
      const update = await node(state, {
        emit,
        log: nodeLog,
        signal,
        draining: () => config.control?.drainRequested ?? false,
        store: config.store,
        threadId: typeof threadId === "string" ? threadId : undefined,
      });
      const after = { ...state, ...update } as GenesisState;
      const summary = summarise(id, after);
      emit({ type: "node.completed", node: id, duration_seconds: elapsed(), summary });
      if (after.status !== state.status) emit(statusChanged(after));
      nodeLog.info({ duration_seconds: elapsed() }, summary);
      if (lifecycle) for (const event of lifecycleEnd(state, after, moment())) await lifecycle.record(event);
      return update;
    } catch (error) {
      if (isGraphBubbleUp(error) || signal.aborted || FATAL.has(id)) throw error;
      const failure = toErrorInfo(error);
      const { code, message } = failure;
      emit({ type: "node.failed", node: id, duration_seconds: elapsed(), error: message, error_code: code });
      // The stack is for the log alone; users get code, message and hint.
      nodeLog.error(GenesisError.isInstance(error) ? { code } : { err: error }, message);
      return { outcome: { status: "FAILED", error: failure } };
    }
  };
}

/** The number of the step in its thread: the same when the step is repeated after a kill. */
function stepOf({ metadata }: LangGraphRunnableConfig): number {
  const step: unknown = metadata?.langgraph_step;
  return typeof step === "number" ? step : 0;
}

function statusChanged({ status, requirements }: GenesisState): RunEventBody {
  const name = requirements?.name;
  return { type: "status.changed", status, ...(typeof name === "string" && { name }) };
}
